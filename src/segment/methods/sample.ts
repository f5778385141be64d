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
