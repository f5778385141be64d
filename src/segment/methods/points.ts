import { InputError } from '../../errors.js';
import type { Columns } from '../segmenter.js';
import { isFloat } from './cut.js';

/** Points in columns: one array a dimension. */
export interface Points {
  count: number;
  columns: Float64Array[];
}

/** Mean and standard deviation of the columns that a method compares pixels by. */
export interface Spread {
  mean: number[];
  deviation: number[];
}

/** Every n-th pixel where all columns are defined, so that no more than `maxSample` come together. */
export function takePoints(sample: Columns, maxSample: number, thing: string): Points {
  const { length, values } = sample;
  const defined = markDefined(sample);
  let total = 0;
  for (let i = 0; i < length; i++) total += defined[i];
  if (total === 0) {
    throw new InputError({ thing, wanted: 'at least one pixel with data in the sample', got: 'none' });
  }
  const step = Math.ceil(total / maxSample);
  const taken = new Uint32Array(Math.ceil(total / step));
  for (let i = 0, at = 0, wait = 0; i < length; i++) {
    if (defined[i] === 0) continue;
    if (wait === 0) {
      taken[at++] = i;
      wait = step;
    }
    wait--;
  }
  return { count: taken.length, columns: values.map((column) => Float64Array.from(taken, (i) => column[i])) };
}

/** 1 where there is data and every column is a finite number. */
function markDefined({ length, values, valid }: Columns): Uint8Array {
  const defined = valid ? valid.slice() : new Uint8Array(length).fill(1);
  for (const column of values) {
    if (!isFloat(column)) continue;
    for (let i = 0; i < length; i++) defined[i] &= Number(Math.abs(column[i]) < Number.POSITIVE_INFINITY);
  }
  return defined;
}

/** Shifts and scales the first `width` columns in place to mean 0 and deviation 1; a constant one becomes 0. */
export function standardise({ count, columns }: Points, width: number): Spread {
  const mean: number[] = [];
  const deviation: number[] = [];
  for (const column of columns.slice(0, width)) {
    const center = column.reduce((sum, value) => sum + value, 0) / count;
    const variance = column.reduce((sum, value) => sum + (value - center) ** 2, 0) / count;
    const spread = Math.sqrt(variance) || 1;
    for (let i = 0; i < count; i++) column[i] = (column[i] - center) / spread;
    mean.push(center);
    deviation.push(spread);
  }
  return { mean, deviation };
}

/** A point of the standardised space in the units of the columns. */
export function restore(point: ArrayLike<number>, { mean, deviation }: Spread): number[] {
  return mean.map((center, k) => point[k] * deviation[k] + center);
}

export function pointAt({ columns }: Points, i: number): Float64Array {
  return Float64Array.from(columns, (column) => column[i]);
}

/** Over the first `width` columns. */
export function squaredDistance({ columns }: Points, point: number, center: Float64Array, width: number): number {
  let sum = 0;
  for (let k = 0; k < width; k++) {
    const difference = columns[k][point] - center[k];
    sum += difference * difference;
  }
  return sum;
}
