import { InputError } from '../../errors.js';
import type { Band } from '../../raster/raster.js';
import type { Columns } from '../segmenter.js';
import { TABLES_BYTES, useCounts } from '../simd/counts.js';
import { definedValues } from './sample.js';

/** How often values fall in bins of equal width. */
export interface Histogram {
  counts: Float64Array;
  /** Middle of each bin; the value itself where every whole number has its own bin. */
  centers: Float64Array;
}

export interface HistogramOptions {
  /** Bins over the range of the values. */
  bins: number;
  /** Whole numbers that span no more than this many get one bin each, as scikit-image gives them. */
  maxWholeBins: number;
}

/** Bins of the first column where there is data; an error where there is none at all. */
export function countColumn(columns: Columns, thing: string, options: HistogramOptions): Histogram {
  const column = columns.values[0];
  if (!isShort(column)) return countValues(definedValues(columns, thing), options);
  const { counts, centers } = countShort(column, columns);
  if (counts.length === 0) {
    throw new InputError({ thing, wanted: 'at least one pixel with data in the sample of the scene', got: 'none' });
  }
  if (counts.length <= options.maxWholeBins) return { counts, centers };
  return countBinned(centers, options.bins, counts);
}

/** `values` holds no NaN and at least one value. */
export function countValues(values: Float64Array, { bins, maxWholeBins }: HistogramOptions): Histogram {
  const [min, max] = findRange(values);
  const whole = values.every(Number.isInteger);
  if (min === max) return { counts: Float64Array.of(values.length), centers: Float64Array.of(min) };
  return whole && max - min < maxWholeBins ? countWhole(values, min, max) : countBinned(values, bins);
}

export function findRange(values: Float64Array): [min: number, max: number] {
  let min = values[0];
  let max = min;
  for (let i = 1; i < values.length; i++) {
    const value = values[i];
    if (value < min) min = value;
    if (value > max) max = value;
  }
  return [min, max];
}

function countWhole(values: Float64Array, min: number, max: number): Histogram {
  const counts = new Float64Array(max - min + 1);
  for (const value of values) counts[value - min]++;
  return { counts, centers: counts.map((_, i) => min + i) };
}

/** Bins as numpy.histogram makes them: half-open but for the last, a value beside an edge put where the edge says. */
function countBinned(values: Float64Array, bins: number, times?: Float64Array): Histogram {
  const [min, max] = findRange(values);
  const step = (max - min) / bins;
  const edges = Float64Array.from({ length: bins + 1 }, (_, i) => (i === bins ? max : min + i * step));
  const counts = new Float64Array(bins);
  for (let i = 0; i < values.length; i++) {
    const value = values[i];
    let bin = Math.min(Math.floor(((value - min) / (max - min)) * bins), bins - 1);
    if (value < edges[bin]) bin--;
    else if (bin < bins - 1 && value >= edges[bin + 1]) bin++;
    counts[bin] += times ? times[i] : 1;
  }
  return { counts, centers: counts.map((_, i) => (edges[i] + edges[i + 1]) / 2) };
}

type Short = Uint8Array | Int8Array | Uint16Array | Int16Array;

const isShort = (column: Band): column is Short =>
  column instanceof Uint8Array ||
  column instanceof Int8Array ||
  column instanceof Uint16Array ||
  column instanceof Int16Array;

/** One bin for every whole number from the least to the greatest; none where no pixel holds data. */
function countShort(column: Short, { valid }: Columns): Histogram {
  const least = column instanceof Int8Array || column instanceof Int16Array ? -32_768 : 0;
  const all = column instanceof Uint8Array && !valid ? countBytes(column) : countOneByOne(column, valid, least);
  let first = 0;
  while (first < all.length && all[first] === 0) first++;
  let end = all.length;
  while (end > first && all[end - 1] === 0) end--;
  const counts = Float64Array.from(all.subarray(first, end));
  return { counts, centers: counts.map((_, i) => least + first + i) };
}

function countOneByOne(column: Short, valid: Uint8Array | null, least: number): Uint32Array {
  const counts = new Uint32Array(65_536);
  if (valid) for (let i = 0; i < column.length; i++) counts[column[i] - least] += valid[i];
  else for (let i = 0; i < column.length; i++) counts[column[i] - least]++;
  return counts;
}

/** Bytes that are counted before the next ones are copied. */
const CHUNK = 16_384;

function countBytes(column: Uint8Array): Uint32Array {
  const simd = useCounts(TABLES_BYTES + CHUNK);
  const tables = new Uint32Array(simd.memory.buffer, 0, TABLES_BYTES / 4).fill(0);
  const chunk = new Uint8Array(simd.memory.buffer, TABLES_BYTES, CHUNK);
  const whole = column.length - (column.length % 16);
  for (let start = 0; start < whole; start += CHUNK) {
    const end = Math.min(start + CHUNK, whole);
    chunk.set(column.subarray(start, end));
    simd.countBytes(chunk.byteOffset, end - start);
  }
  const counts = tables.slice(0, 256);
  for (let i = 256; i < tables.length; i++) counts[i & 255] += tables[i];
  for (let i = whole; i < column.length; i++) counts[column[i]]++;
  return counts;
}
