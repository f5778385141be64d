import { ByteWriter, type ColumnStatistics, type PhysicalType, writeRleBitPackedHybrid } from './library.js';
import { type Chunk, type Page, pageStarts } from './put-chunk.js';

/** Rows that are looked at to see whether a dictionary may pay, and the share of bytes that must be distinct to say no. */
const SAMPLE_ROWS = 1000;
const SAMPLE_REJECTION = 0.9;

/** A number of 0 to 255, a text, or a time in milliseconds; what a row has follows from its class alone. */
export type ClassValue = number | string | bigint | null;

/** The classes of a row group, numbered as they come. */
export interface RowClasses {
  /** Number of each row's class. */
  ofRow: Uint8Array;
  /** A row of each class. */
  examples: number[];
}

export function rowClasses(classId: Uint8Array, count: number): RowClasses {
  const numbers = new Int16Array(256).fill(-1);
  const ofRow = new Uint8Array(count);
  const examples: number[] = [];
  for (let row = 0; row < count; row++) {
    const id = classId[row];
    if (numbers[id] < 0) numbers[id] = examples.push(row) - 1;
    ofRow[row] = numbers[id];
  }
  return { ofRow, examples };
}

export interface ClassColumn {
  name: string;
  type: PhysicalType;
  isNullable: boolean;
  valueAt: (row: number) => ClassValue;
}

/** A column whose values follow from the class; as a dictionary where that halves its bytes. */
export function classChunk({ name, type, isNullable, valueAt }: ClassColumn, { ofRow, examples }: RowClasses): Chunk {
  const rows = ofRow.length;
  const ofClass = examples.map(valueAt);
  const values = [...new Set(ofClass)].filter((value) => value !== null);
  const head = { path: [name], type, rows };
  // A value that follows from nothing but the run is missing everywhere or nowhere.
  if (values.length === 0) {
    const pages = [{ firstRow: 0, rows, body: new Uint8Array(0), present: new Uint8Array(rows) }];
    return { ...head, encoding: 'PLAIN', pages, statistics: { null_count: BigInt(rows) } };
  }
  const statistics = statisticsOf(values);
  const numberOfClass = ofClass.map((value) => values.indexOf(value as (typeof values)[number]));
  const encoded = values.map((value) => encodeValue(value, type));
  const sizes = values.map((value) => (typeof value === 'string' ? 4 + value.length : type === 'INT32' ? 4 : 8));
  const indexes = ofRow.map((number) => numberOfClass[number]);
  const hasDictionary = paysDictionary(indexes, sizes);
  const bodyOf = (part: Uint8Array): Uint8Array =>
    hasDictionary ? encodeIndexes(part) : concat(Array.from(part, (index) => encoded[index]));
  const ownSize = (row: number): number => sizes[indexes[row]] - (type === 'BYTE_ARRAY' ? 4 : 0);
  const starts = pageStarts(rows, hasDictionary || type === 'INT32' ? 4 : ownSize);
  const pages = makePages(indexes, starts, { bodyOf, isNullable });
  if (!hasDictionary) return { ...head, encoding: 'PLAIN', pages, statistics };
  const dictionary = { count: values.length, bytes: concat(encoded) };
  return { ...head, encoding: 'RLE_DICTIONARY', dictionary, pages, statistics };
}

interface PageOptions {
  bodyOf: (indexes: Uint8Array) => Uint8Array;
  isNullable: boolean;
}

function* makePages(indexes: Uint8Array, starts: number[], { bodyOf, isNullable }: PageOptions): Generator<Page> {
  for (let i = 0; i + 1 < starts.length; i++) {
    const part = indexes.subarray(starts[i], starts[i + 1]);
    const present = isNullable ? { present: new Uint8Array(part.length).fill(1) } : {};
    yield { firstRow: starts[i], rows: part.length, body: bodyOf(part), ...present };
  }
}

/** Whether a dictionary and the indexes into it take at most half of what the values take. */
function paysDictionary(indexes: Uint8Array, sizes: number[]): boolean {
  const { length } = indexes;
  const sampled = Math.min(length, SAMPLE_ROWS);
  const seen = new Set<number>();
  let bytes = 0;
  for (let i = 0; i < sampled; i++) {
    const index = indexes[sampled === 1 ? 0 : Math.floor((i * (length - 1)) / (sampled - 1))];
    seen.add(index);
    bytes += sizes[index];
  }
  const distinct = [...seen].reduce((sum, index) => sum + sizes[index], 0);
  if (bytes === 0 || distinct / bytes > SAMPLE_REJECTION) return false;
  let plain = 0;
  for (const index of indexes) plain += sizes[index];
  const indexBytes = Math.ceil((length * bitsFor(sizes.length - 1)) / 8);
  return 2 * (sizes.reduce((sum, size) => sum + size) + indexBytes) <= plain;
}

const bitsFor = (greatest: number): number => Math.ceil(Math.log2(greatest + 1));

/** How many bits an index has, then the indexes. */
function encodeIndexes(indexes: Uint8Array): Uint8Array {
  let greatest = 0;
  for (const index of indexes) if (index > greatest) greatest = index;
  const writer = new ByteWriter(indexes.length + 64);
  writer.appendUint8(bitsFor(greatest));
  writeRleBitPackedHybrid(writer, indexes, bitsFor(greatest));
  return writer.getBytes();
}

function encodeValue(value: NonNullable<ClassValue>, type: PhysicalType): Uint8Array {
  const writer = new ByteWriter(8);
  if (typeof value === 'string') {
    const text = new TextEncoder().encode(value);
    writer.appendUint32(text.length);
    writer.appendBytes(text);
  } else if (typeof value === 'bigint') writer.appendInt64(value);
  else if (type === 'INT32') writer.appendInt32(value);
  return writer.getBytes();
}

function statisticsOf(values: NonNullable<ClassValue>[]): ColumnStatistics {
  const sorted = [...values].sort((a, b) => {
    if (typeof a === 'string' && typeof b === 'string') return Buffer.compare(Buffer.from(a), Buffer.from(b));
    return a < b ? -1 : a > b ? 1 : 0;
  });
  return { min_value: sorted[0], max_value: sorted.at(-1)!, null_count: 0n };
}

function concat(pieces: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(pieces.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const piece of pieces) {
    bytes.set(piece, at);
    at += piece.length;
  }
  return bytes;
}
