import type { Json } from '../../../raster/json.js';
import type { Band } from '../../../raster/raster.js';
import { roundHalfUp } from '../../../raster/round.js';
import type { Columns } from '../../segmenter.js';
import { isFloat } from '../cut.js';
import { definedValues } from '../sample.js';

/** How values become whole numbers, so that sums of them are exact in any order: (value − origin) / step, rounded. */
export interface Levels {
  origin: number;
  step: number;
}

/** Levels of a column. */
export interface LevelColumn {
  /** 0 where the pixel does not count. */
  levels: Uint8Array | Uint16Array | Int16Array | Int32Array;
  /** 1 where the pixel counts; null where all do. */
  present: Uint8Array | null;
}

/** Levels stay within ±2²¹: a window of 511 × 511 of them times a kernel that sums to 2¹³ a side is below 2⁵³. */
const MOST = 2 ** 21;

/** Levels between the fitted limits. */
const BETWEEN = 2 ** 16;

/** Share of the sample beyond either limit: a few wild values of a ratio would make the step too wide for the rest. */
const BEYOND = 0.001;

/** Values that limits are taken from. */
const MOST_SORTED = 2 ** 18;

/**
 * Whole numbers below 2²¹ are levels as they are. For all else the step is the power of two that puts from 65,536 to 131,072
 * levels between the 0.1 % and the 99.9 % quantile of the sample; values as far as 15 times that range beyond have levels too.
 */
export function fitLevels(sample: Columns, thing: string): Levels & { [key: string]: Json } {
  if (isShort(sample.values[0])) return { origin: 0, step: 1 };
  const values = definedValues(sample, thing);
  if (values.every((value) => Number.isInteger(value) && Math.abs(value) < MOST)) return { origin: 0, step: 1 };
  const [low, high] = findLimits(values);
  const step = high > low ? 2 ** Math.floor(Math.log2((high - low) / BETWEEN)) : 1;
  return { origin: Math.floor(low / step) * step, step };
}

/** The 0.1 % and the 99.9 % quantile of every n-th value, or their whole range where these are equal. */
export function findLimits(values: Float64Array): [low: number, high: number] {
  const every = Math.ceil(values.length / MOST_SORTED);
  const sorted = Float64Array.from({ length: Math.ceil(values.length / every) }, (_, i) => values[i * every]).sort();
  const last = sorted.length - 1;
  const low = sorted[Math.round(BEYOND * last)];
  const high = sorted[Math.round((1 - BEYOND) * last)];
  return low < high ? [low, high] : [sorted[0], sorted[last]];
}

/** A column of short whole numbers that are levels as they are is given back itself. */
export function toLevels({ length, values, valid }: Columns, { origin, step }: Levels): LevelColumn {
  const column = values[0];
  if (origin === 0 && step === 1 && !valid && isShort(column)) return { levels: column, present: null };
  const levels = new Int32Array(length);
  const present = valid ? valid.slice() : new Uint8Array(length).fill(1);
  const perStep = 1 / step;
  let count = 0;
  for (let i = 0; i < length; i++) {
    const level = roundHalfUp((column[i] - origin) * perStep);
    // NaN compares with nothing.
    present[i] &= Number(level >= Number.NEGATIVE_INFINITY);
    levels[i] = present[i] === 0 ? 0 : Math.min(Math.max(level, -MOST), MOST);
    count += present[i];
  }
  return { levels, present: count === length ? null : present };
}

const isShort = (column: Band): column is Uint8Array | Uint16Array | Int16Array =>
  !isFloat(column) && column.BYTES_PER_ELEMENT < 4 && !(column instanceof Int8Array);
