/** A field of a table; `null` is a field that is left at its default. */
export type FlatField =
  | null
  | { u8: number }
  | { u16: number }
  | { i32: number }
  | { u64: number }
  | { text: string }
  | { table: FlatTable }
  | { tables: FlatTable[] }
  | { doubles: readonly number[] };

/** Fields in the order in which the schema declares them. */
export type FlatTable = readonly FlatField[];

/**
 * A size-prefixed flatbuffer (flatbuffers.dev, "FlatBuffers Binary Format"): for small tables, written front to back.
 * Offsets of objects point forwards, so every object follows the table that names it; each table has its own vtable
 * before it. The whole is a multiple of 8 bytes and aligned from its first byte, the size prefix.
 *
 *     u32 size | u32 root | vtable: u16 bytes, u16 bytes of table, u16 per field | table: i32 to vtable, fields | …
 */
export function sizePrefixedFlatBuffer(root: FlatTable): Uint8Array {
  const out = { bytes: new Uint8Array(1024), end: 8 };
  const table = putTable(out, root);
  align(out, 8, 0);
  viewOf(out).setUint32(0, out.end - 4, true);
  viewOf(out).setUint32(4, table - 4, true);
  return out.bytes.slice(0, out.end);
}

interface Out {
  bytes: Uint8Array;
  end: number;
}

const viewOf = ({ bytes }: Out): DataView => new DataView(bytes.buffer);

/** Appends zeros and returns where they begin. */
function take(out: Out, size: number): number {
  const start = out.end;
  out.end += size;
  if (out.end > out.bytes.length) {
    const grown = new Uint8Array(2 * out.end);
    grown.set(out.bytes);
    out.bytes = grown;
  }
  return start;
}

/** Appends zeros until what comes `after` bytes later is aligned. */
function align(out: Out, to: number, after: number): void {
  take(out, (to - ((out.end + after) % to)) % to);
}

function fieldBytes(field: FlatField): number {
  if (field === null) return 0;
  if ('u8' in field) return 1;
  if ('u16' in field) return 2;
  return 'u64' in field ? 8 : 4;
}

/** Largest fields first, so that each lies aligned behind the one before it. */
function putTable(out: Out, fields: FlatTable): number {
  const vtableBytes = 4 + 2 * fields.length;
  const offsets = new Array<number>(fields.length).fill(0);
  // 8-byte fields begin at 8, so that the table's own 4 bytes leave no odd gap
  let size = fields.some((field) => fieldBytes(field) === 8) ? 8 : 4;
  for (const width of [8, 4, 2, 1]) {
    fields.forEach((field, i) => {
      if (fieldBytes(field) !== width) return;
      offsets[i] = size;
      size += width;
    });
  }
  align(out, 8, vtableBytes);
  const vtable = take(out, vtableBytes);
  const table = take(out, size);
  const view = viewOf(out);
  [vtableBytes, size, ...offsets].forEach((value, i) => {
    view.setUint16(vtable + 2 * i, value, true);
  });
  view.setInt32(table, table - vtable, true);
  fields.forEach((field, i) => {
    if (field !== null) putField(out, table + offsets[i]!, field);
  });
  return table;
}

function putField(out: Out, at: number, field: NonNullable<FlatField>): void {
  const view = viewOf(out);
  if ('u8' in field) view.setUint8(at, field.u8);
  else if ('u16' in field) view.setUint16(at, field.u16, true);
  else if ('i32' in field) view.setInt32(at, field.i32, true);
  else if ('u64' in field) view.setBigUint64(at, BigInt(field.u64), true);
  else {
    const target = putObject(out, field);
    viewOf(out).setUint32(at, target - at, true);
  }
}

type FlatObject = Extract<
  FlatField,
  { text: string } | { table: FlatTable } | { tables: FlatTable[] } | { doubles: readonly number[] }
>;

/** Appends what an offset points to; returns where it lies. */
function putObject(out: Out, object: FlatObject): number {
  if ('table' in object) return putTable(out, object.table);
  if ('text' in object) return putText(out, object.text);
  if ('doubles' in object) return putDoubles(out, object.doubles);
  return putTables(out, object.tables);
}

/** Length, UTF-8, and a zero that the length does not count. */
function putText(out: Out, text: string): number {
  const utf8 = new TextEncoder().encode(text);
  align(out, 4, 0);
  const at = take(out, 4 + utf8.length + 1);
  viewOf(out).setUint32(at, utf8.length, true);
  out.bytes.set(utf8, at + 4);
  return at;
}

function putDoubles(out: Out, values: readonly number[]): number {
  align(out, 8, 4);
  const at = take(out, 4 + 8 * values.length);
  viewOf(out).setUint32(at, values.length, true);
  values.forEach((value, i) => {
    viewOf(out).setFloat64(at + 4 + 8 * i, value, true);
  });
  return at;
}

function putTables(out: Out, tables: FlatTable[]): number {
  align(out, 4, 0);
  const at = take(out, 4 + 4 * tables.length);
  viewOf(out).setUint32(at, tables.length, true);
  tables.forEach((fields, i) => {
    const slot = at + 4 + 4 * i;
    const table = putTable(out, fields);
    viewOf(out).setUint32(slot, table - slot, true);
  });
  return at;
}
