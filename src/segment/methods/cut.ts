import { NODATA_CLASS } from '../../raster/class-mask.js';
import type { Columns } from '../segmenter.js';

/** Which class a value equal to a cut belongs to. */
export type CutSide = 'upper' | 'lower';

/**
 * Class 1 below the first cut, 2 from there to the second, and so on; 0 where the first column is not defined.
 * Cuts are rounded to the precision of the column, so that a value of 0.2 is at the cut 0.2.
 */
export function cutColumn({ length, values, valid }: Columns, cuts: readonly number[], equal: CutSide): Uint8Array {
  const column = values[0]!;
  const rounded = Float64Array.from(cuts, column instanceof Float32Array ? Math.fround : Number);
  const classes = new Uint8Array(length);
  const last = rounded.length;
  for (let i = 0; i < length; i++) {
    const value = column[i]!;
    if (value !== value) continue;
    let id = 1;
    if (equal === 'upper') for (let k = 0; k < last; k++) id += value >= rounded[k]! ? 1 : 0;
    else for (let k = 0; k < last; k++) id += value > rounded[k]! ? 1 : 0;
    classes[i] = id;
  }
  if (valid) clearInvalid(classes, valid);
  return classes;
}

/** Sets class 0 wherever there is no data. */
export function clearInvalid(classes: Uint8Array, valid: Uint8Array): void {
  for (let i = 0; i < classes.length; i++) if (valid[i] === 0) classes[i] = NODATA_CLASS;
}
