import { InputError } from '../../../errors.js';
import type { Columns } from '../../segmenter.js';

/** What reflectance cannot be outside of: most of it below the least, or above the most. */
export const REFLECTANCE = { min: 0.005, max: 2 };

/** Values that are looked at, spread evenly over the sample. */
const MOST_VALUES = 1 << 17;

/**
 * Checks by a sample of the scene that values can be what a model expects: not nearly all of them below `min`, and not half
 * of them above `max`. Integers that were never scaled are far above, and those that were scaled twice far below.
 *
 * @throws InputError where they cannot
 */
export function checkReflectance(sample: Columns, expected = REFLECTANCE, source = ''): void {
  const values = pickValues(sample);
  if (values.length === 0) return;
  const median = quantileOf(values, 0.5);
  const most = quantileOf(values, 0.99);
  if (median <= expected.max && most >= expected.min) return;
  throw new InputError({
    thing: 'scaling',
    wanted: `reflectance between ${expected.min} and ${expected.max}`,
    got: `a median of ${round(median)}, and 99 of 100 values up to ${round(most)}`,
    ...(source ? { source } : {}),
  });
}

/** Known values of all columns, in order of size. */
function pickValues({ length, values, valid }: Columns): Float64Array {
  const step = Math.max(1, Math.ceil((length * values.length) / MOST_VALUES));
  const picked = new Float64Array(Math.ceil(length / step) * values.length);
  let count = 0;
  for (const column of values) {
    for (let i = 0; i < length; i += step) {
      if (valid && valid[i] === 0) continue;
      if (Number.isFinite(column[i])) picked[count++] = column[i];
    }
  }
  return picked.subarray(0, count).sort();
}

const quantileOf = (sorted: Float64Array, share: number): number => sorted[Math.floor(share * (sorted.length - 1))];

const round = (value: number): number => Number(value.toPrecision(3));
