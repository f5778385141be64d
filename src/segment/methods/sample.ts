import { InputError } from '../../errors.js';
import type { Columns } from '../segmenter.js';

/** The values of one column where there is data; an error where there is none at all. */
export function definedValues({ length, values, valid }: Columns, thing: string): Float64Array {
  const column = values[0]!;
  const kept = new Float64Array(length);
  let count = 0;
  for (let i = 0; i < length; i++) {
    const value = column[i]!;
    if (!Number.isFinite(value) || (valid && valid[i] === 0)) continue;
    kept[count++] = value;
  }
  if (count === 0) {
    throw new InputError({ thing, wanted: 'at least one pixel with data in the sample of the scene', got: 'none' });
  }
  return kept.subarray(0, count);
}

/** The value that a share of sorted values is below, on a line between the two nearest (type 7 of Hyndman and Fan 1996). */
export function quantileOf(sorted: Float64Array, share: number): number {
  const place = share * (sorted.length - 1);
  const lower = Math.floor(place);
  const upper = Math.min(lower + 1, sorted.length - 1);
  return sorted[lower]! + (place - lower) * (sorted[upper]! - sorted[lower]!);
}
