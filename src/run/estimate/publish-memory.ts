import { VECTOR_FORMATS } from '../outputs.js';
import type { Range } from './range.js';

/** What a worker holds beside: itself, its buffers, and a piece of rings. */
const FIXED_BYTES = 300e6;

/** Where every polygon lies, until a file in spatial order is written: bytes each, measured. Others are merged by id. */
export const BYTES_PER_POLYGON: Readonly<Record<string, number>> = {
  [VECTOR_FORMATS.fgb.file]: 55,
  [VECTOR_FORMATS.parquet.file]: 90,
  [VECTOR_FORMATS.pmtiles.file]: 120,
};

/** Memory of the worker that writes the file which needs most. */
export function publishBytes(files: readonly string[], polygons: Range): Range {
  const each = Math.max(0, ...files.map((file) => BYTES_PER_POLYGON[file] ?? 0));
  return { low: FIXED_BYTES + each * polygons.low, high: FIXED_BYTES + each * polygons.high };
}

/** So many polygons fit in that much memory. */
export const mostPolygons = (file: string, bytes: number): number =>
  Math.floor((bytes - FIXED_BYTES) / BYTES_PER_POLYGON[file]);
