import type { Columns } from '../../segmenter.js';

/** Values in increasing order: the least, those at two places, and the most. */
export interface Spread {
  least: number;
  low: number;
  high: number;
  most: number;
}

const BUCKETS = 2 ** 16;
const FEW = 1024;

/** What a column of a sample spans where it is defined, `low` and `high` at these shares of its values; all 0 where none is. */
export function spreadOf({ length, values, valid }: Columns, k: number, shares: { low: number; high: number }): Spread {
  const column = values[k];
  const defined = new Float64Array(length);
  let count = 0;
  for (let i = 0; i < length; i++) {
    if ((!valid || valid[i] === 1) && Number.isFinite(column[i])) defined[count++] = column[i];
  }
  if (count === 0) return { least: 0, low: 0, high: 0, most: 0 };
  const numbers = defined.subarray(0, count);
  const at = (share: number): number => nthOf(numbers, Math.round(share * (count - 1)));
  return { ...rangeOf(numbers), low: at(shares.low), high: at(shares.high) };
}

/** The value that `place` others would come before, were they in order: found in ever narrower buckets. */
function nthOf(values: Float64Array, place: number): number {
  const { least, most } = rangeOf(values);
  if (least === most) return least;
  const scale = (BUCKETS - 1) / (most - least);
  // Too far apart, or too near, for buckets of equal width.
  if (values.length <= FEW || !(scale > 0 && scale < Number.POSITIVE_INFINITY)) return values.slice().sort()[place];
  const counts = new Uint32Array(BUCKETS);
  for (let i = 0; i < values.length; i++) counts[((values[i] - least) * scale) | 0]++;
  let before = 0;
  let bucket = 0;
  while (before + counts[bucket] <= place) before += counts[bucket++];
  const inside = new Float64Array(counts[bucket]);
  for (let i = 0, count = 0; i < values.length; i++) {
    if ((((values[i] - least) * scale) | 0) === bucket) inside[count++] = values[i];
  }
  return nthOf(inside, place - before);
}

function rangeOf(values: Float64Array): { least: number; most: number } {
  let least = values[0];
  let most = values[0];
  for (let i = 1; i < values.length; i++) {
    if (values[i] < least) least = values[i];
    if (values[i] > most) most = values[i];
  }
  return { least, most };
}
