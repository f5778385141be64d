import { gaussianTaps } from './gaussian-taps.js';
import { createPresenceSums } from './presence-sums.js';
import type { PresentValues } from './present.js';
import { createPaddedRow, filterColumns, filterRow, radiusOf } from './separable.js';

/** Keeps 0/0 out where nothing is near, as scikit-image's Canny does. */
const EPSILON = 2 ** -52;

/**
 * A Gaussian over the values that are there: where some are missing, the weights of the others are raised to add up to 1.
 * In double precision, and in the order of scipy.ndimage: columns first. Pixels without a value get one from those near by.
 */
export function smoothGaussian(
  { values, present }: PresentValues,
  shape: { width: number; height: number },
  sigmaPx: number,
): Float64Array {
  const { width, height } = shape;
  const taps = gaussianTaps(sigmaPx);
  const rows = { values, width, height };
  const sumsOf = createPresenceSums(present, shape, [{ down: taps, along: taps }]);
  const padded = createPaddedRow(width, radiusOf(taps));
  const smoothed = new Float64Array(width * height);
  for (let row = 0, at = 0; row < height; row++, at += width) {
    filterColumns(rows, row, taps, padded);
    filterRow(padded, taps, { values: smoothed, at }, width);
    const [sums] = sumsOf(row);
    for (let x = 0; x < width; x++) smoothed[at + x] /= sums[x] + EPSILON;
  }
  return smoothed;
}
