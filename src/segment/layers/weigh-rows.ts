import type { SimdRows } from '../simd/rows.js';
import { MOST_PAIRS, type OrderedSums } from '../simd/sums.js';

interface Weighing {
  out: number;
  /** Of the row that is written, in whole vectors. */
  bytes: number;
  /** At distance 0, 1, 2 and so on. */
  weights: Float64Array;
  /** Where the row of doubles lies that is so far away. */
  placeOf(away: number): number;
}

/** Adds up rows under an even kernel, the farthest pair first. */
export function weighRows(
  simd: Pick<SimdRows, 'scaleF64'> & OrderedSums,
  { out, bytes, weights, placeOf }: Weighing,
): void {
  let k = weights.length - 1;
  if (k === 0) simd.scaleF64(out, placeOf(0), bytes, weights[0]);
  for (let isNew = true; k > 0; isNew = false) {
    const count = Math.min(k, MOST_PAIRS) as 1 | 2 | 3 | 4;
    const pairs: number[] = [];
    for (const last = k - count; k > last; k--) pairs.push(placeOf(-k), placeOf(k), weights[k]);
    if (isNew) simd[`weigh${count}`](out, bytes, placeOf(0), weights[0], ...pairs);
    else simd[`extend${count}`](out, bytes, ...pairs);
  }
}
