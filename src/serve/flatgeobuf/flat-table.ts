import { InternalError } from '../../errors.js';

/**
 * A table of a flatbuffer (flatbuffers.dev, "FlatBuffers Binary Format"): where it begins, and where its fields lie.
 *
 *     table: i32 back to vtable, fields     vtable: u16 bytes, u16 bytes of table, u16 per field (0: left out)
 */
export interface FlatTable {
  view: DataView;
  start: number;
  vtable: number;
}

export function tableAt(view: DataView, start: number): FlatTable {
  return { view, start, vtable: start - view.getInt32(start, true) };
}

/** Where a field lies; 0 where it is left out. */
export function fieldAt({ view, start, vtable }: FlatTable, field: number): number {
  const at = 4 + 2 * field;
  if (at >= view.getUint16(vtable, true)) return 0;
  const offset = view.getUint16(vtable + at, true);
  return offset === 0 ? 0 : start + offset;
}

/** What an offset points to. */
export const follow = (view: DataView, at: number): number => at + view.getUint32(at, true);

export interface FlatVector {
  /** Of the first item. */
  start: number;
  length: number;
}

/** @throws RangeError where it goes beyond the bytes */
export function vectorAt(table: FlatTable, field: number, itemBytes: number): FlatVector | null {
  const at = fieldAt(table, field);
  if (at === 0) return null;
  const start = follow(table.view, at) + 4;
  const length = table.view.getUint32(start - 4, true);
  if (start + length * itemBytes > table.view.byteLength) throw new RangeError('a vector beyond the end');
  return { start, length };
}

export const bytesOf = ({ buffer, byteOffset }: DataView, start: number, length: number): Uint8Array =>
  new Uint8Array(buffer, byteOffset + start, length);

/** Does what reads a file; what it finds beyond the end, or out of order, becomes one clear error. */
export function guardReading<T>(source: string, read: () => T): T {
  try {
    const value = read();
    return value instanceof Promise ? (value.catch((cause) => throwBroken(cause, source)) as T) : value;
  } catch (cause) {
    return throwBroken(cause, source);
  }
}

function throwBroken(cause: unknown, source: string): never {
  throw cause instanceof RangeError ? brokenFile(cause.message, source, cause) : cause;
}

export function brokenFile(got: string, source: string, cause?: unknown): InternalError {
  return new InternalError({ thing: 'published file', wanted: 'FlatGeobuf 3 with an index', got, source }, { cause });
}
