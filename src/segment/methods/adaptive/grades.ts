import type { Json } from '../../../raster/json.js';
import type { Columns } from '../../segmenter.js';
import { findRange } from '../histogram.js';
import { definedValues } from '../sample.js';
import { findLimits, type Levels } from './levels.js';
import type { GradeColumn } from './local-otsu.js';

const GRADES = 256;

/** The place of the greatest value: just below the end, whatever the value. */
const LAST = Math.fround(GRADES - 2 ** -15);

/**
 * Whole numbers that span fewer than 256 are grades themselves; for all else 256 of equal width lie between the 0.1 % and the
 * 99.9 % quantile of the sample. What is beyond belongs to the first or the last.
 */
export function fitGrades(sample: Columns, thing: string): Levels & { [key: string]: Json } {
  if (sample.values[0] instanceof Uint8Array) return { origin: 0, step: 1 };
  const values = definedValues(sample, thing);
  const isWhole = values.every(Number.isInteger);
  const [least, greatest] = findRange(values);
  if (isWhole && least >= 0 && greatest < GRADES) return { origin: 0, step: 1 };
  if (isWhole && greatest - least < GRADES) return { origin: least, step: 1 };
  const [low, high] = findLimits(values);
  return { origin: low, step: (high - low) / GRADES || 1 };
}

export function toGrades({ length, values, valid }: Columns, { origin, step }: Levels): GradeColumn {
  const column = values[0];
  const places = new Float32Array(length);
  const grades = new Uint8Array(length);
  const present = valid ? valid.slice() : new Uint8Array(length).fill(1);
  let count = 0;
  for (let i = 0; i < length; i++) {
    const place = (column[i] - origin) / step;
    present[i] &= Number(place >= Number.NEGATIVE_INFINITY);
    if (present[i] === 0) continue;
    places[i] = Math.min(Math.max(place, 0), LAST);
    grades[i] = places[i];
    count++;
  }
  return { places, grades, present: count === length ? null : present };
}
