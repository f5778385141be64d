import type { EncodedFeatures } from '../encoded.js';
import type { ColumnStatistics } from './library.js';
import { type Chunk, type Page, pageStarts } from './put-chunk.js';

const TWO_TO_32 = 2 ** 32;

/** Whole numbers from 0 to 2^53 - 1. */
export function integerChunk(name: string, count: number, valueAt: (row: number) => number): Chunk {
  const words = new Uint32Array(2 * count);
  let [least, greatest] = [Infinity, -Infinity];
  for (let row = 0; row < count; row++) {
    const value = valueAt(row);
    words[2 * row] = value;
    words[2 * row + 1] = value / TWO_TO_32;
    if (value < least) least = value;
    if (value > greatest) greatest = value;
  }
  const statistics = { min_value: BigInt(least), max_value: BigInt(greatest), null_count: 0n };
  return {
    ...{ path: [name], type: 'INT64', rows: count, encoding: 'PLAIN', statistics },
    pages: fixedPages(count, bytesOf(words)),
  };
}

/** Numbers as they are; with `read`, what it gives for each row. */
export function doubleChunk(path: string[], values: Float64Array): Chunk {
  const pages = fixedPages(values.length, bytesOf(values));
  return { path, type: 'DOUBLE', rows: values.length, encoding: 'PLAIN', pages, statistics: statisticsOf(values, 0) };
}

/** Numbers of which some are missing. */
export function nullableChunk(name: string, count: number, valueAt: (row: number) => number | null): Chunk {
  const present = new Uint8Array(count);
  const values = new Float64Array(count);
  let kept = 0;
  for (let row = 0; row < count; row++) {
    const value = valueAt(row);
    if (value === null) continue;
    present[row] = 1;
    values[kept++] = value;
  }
  const there = values.subarray(0, kept);
  return {
    ...{ path: [name], type: 'DOUBLE', rows: count, encoding: 'PLAIN' },
    pages: nullablePages(present, bytesOf(there)),
    statistics: statisticsOf(there, count - kept),
  };
}

/** Geometries. Of them the footer has no least and greatest: they would say nothing. */
export function bytesChunk(name: string, { bytes, offsets }: EncodedFeatures): Chunk {
  const rows = offsets.length - 1;
  const pages = bytePages(bytes, offsets);
  return { path: [name], type: 'BYTE_ARRAY', rows, encoding: 'PLAIN', pages, statistics: undefined };
}

function* fixedPages(count: number, bytes: Uint8Array): Generator<Page> {
  const starts = pageStarts(count, 8);
  for (let i = 0; i + 1 < starts.length; i++) {
    const [from, to] = [starts[i], starts[i + 1]];
    yield { firstRow: from, rows: to - from, body: bytes.subarray(8 * from, 8 * to) };
  }
}

function* nullablePages(present: Uint8Array, bytes: Uint8Array): Generator<Page> {
  const starts = bytes.length < 2 ** 20 ? [0, present.length] : pageStarts(present.length, (row) => 8 * present[row]);
  let at = 0;
  for (let i = 0; i + 1 < starts.length; i++) {
    const [from, to] = [starts[i], starts[i + 1]];
    const ofPage = present.subarray(from, to);
    let end = at;
    for (const isPresent of ofPage) end += 8 * isPresent;
    yield { firstRow: from, rows: to - from, body: bytes.subarray(at, end), present: ofPage };
    at = end;
  }
}

/** Each geometry behind its length, four bytes. */
function* bytePages(bytes: Uint8Array, offsets: Float64Array): Generator<Page> {
  const starts = pageStarts(offsets.length - 1, (row) => offsets[row + 1] - offsets[row]);
  let body = new Uint8Array(0);
  for (let i = 0; i + 1 < starts.length; i++) {
    const [from, to] = [starts[i], starts[i + 1]];
    const length = offsets[to] - offsets[from] + 4 * (to - from);
    if (body.length < length) body = new Uint8Array(length);
    const view = new DataView(body.buffer);
    let at = 0;
    for (let row = from; row < to; row++) {
      const end = offsets[row + 1];
      view.setUint32(at, end - offsets[row], true);
      at += 4;
      if (end - offsets[row] > 512) {
        body.set(bytes.subarray(offsets[row], end), at);
        at += end - offsets[row];
      } else for (let k = offsets[row]; k < end; k++) body[at++] = bytes[k];
    }
    yield { firstRow: from, rows: to - from, body: body.subarray(0, length) };
  }
}

/** Least and greatest as the format wants them: without NaN, the one never 0 and the other never -0. */
function statisticsOf(values: Float64Array, nulls: number): ColumnStatistics {
  let [least, greatest] = [Infinity, -Infinity];
  let nans = 0;
  for (let i = 0; i < values.length; i++) {
    const value = values[i];
    if (value < least) least = value;
    if (value > greatest) greatest = value;
    if (Number.isNaN(value)) nans++;
  }
  const counts = { null_count: BigInt(nulls), nan_count: BigInt(nans) };
  if (nans === values.length) return counts;
  return { min_value: least === 0 ? -0 : least, max_value: greatest === 0 ? 0 : greatest, ...counts };
}

const bytesOf = ({ buffer, byteOffset, byteLength }: Float64Array | Uint32Array): Uint8Array =>
  new Uint8Array(buffer, byteOffset, byteLength);
