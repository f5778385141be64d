import { gaussianTaps } from './gaussian-taps.js';
import { createPresenceSums } from './presence-sums.js';
import type { PresentValues } from './present.js';
import { createPaddedRow, filterColumns, filterRow, type Line, radiusOf } from './separable.js';

/** Keeps 0/0 out where nothing is near, as scikit-image's Canny does. */
const EPSILON = 2 ** -52;

interface Shape {
  width: number;
  height: number;
}

/**
 * A Gaussian over the values that are there, one row at a time: where some are missing, the weights of the others are raised
 * to add up to 1. In double precision, and in the order of scipy.ndimage: columns first. Pixels without a value get one from
 * those near by.
 */
export function createGaussianRows({ values, present }: PresentValues, shape: Shape, sigmaPx: number) {
  const { width, height } = shape;
  const taps = gaussianTaps(sigmaPx);
  const rows = { values, width, height };
  const sumsOf = createPresenceSums(present, shape, [{ down: taps, along: taps }]);
  const padded = createPaddedRow(width, radiusOf(taps));
  return (row: number, out: Line): void => {
    filterColumns(rows, row, taps, padded);
    filterRow(padded, taps, out, width);
    const [sums] = sumsOf(row);
    const { values: smoothed, at } = out;
    for (let x = 0; x < width; x++) smoothed[at + x] /= sums[x] + EPSILON;
  };
}

/** The same for all rows. */
export function smoothGaussian(taken: PresentValues, shape: Shape, sigmaPx: number): Float64Array {
  const { width, height } = shape;
  const values = new Float64Array(width * height);
  const smoothRow = createGaussianRows(taken, shape, sigmaPx);
  for (let row = 0; row < height; row++) smoothRow(row, { values, at: row * width });
  return values;
}
