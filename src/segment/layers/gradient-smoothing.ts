import type { Band } from '../../raster/raster.js';
import { type SimdDoubles, useDoubles } from '../simd/doubles.js';
import { createFilterRows, type FilterLayout, layOutFilter } from './filter-rows.js';
import { gaussianTaps } from './gaussian-taps.js';
import { createPresenceSums } from './presence-sums.js';
import type { Product } from './separable.js';

/** Keeps 0/0 out where nothing is near, as scikit-image's Canny does. */
const EPSILON = 2 ** -52;

interface Shape {
  width: number;
  height: number;
}

/** What is to be smoothed: values, and 1 where they hold; null where all do. What is stored elsewhere is not looked at. */
export interface Present {
  values: Band;
  present: Uint8Array | null;
}

/** Where a Gaussian's rows lie in memory, in bytes. */
export interface GaussianLayout extends FilterLayout {
  kernels: Product[];
  divisors: number;
}

export function layOutGaussian(width: number, sigmaPx: number): GaussianLayout {
  const taps = gaussianTaps(sigmaPx);
  const kernels = [{ down: taps, along: taps }];
  const layout = layOutFilter(width, kernels);
  return { ...layout, kernels, divisors: layout.end, end: layout.end + layout.rowBytes };
}

/**
 * A Gaussian over the values that are there, one row at a time: where some are missing, the weights of the others are raised
 * to add up to 1. In double precision, and in the order of scipy.ndimage: columns first. Pixels without a value get one from
 * those near by. Rows are asked for in order; whole vectors are written at a place in memory.
 */
export function createGaussianRows(input: Present, shape: Shape, layout: GaussianLayout, simd: SimdDoubles) {
  const { present } = input;
  const { width, height } = shape;
  const { kernels, divisors, reach, rowBytes, results } = layout;
  const filter = createFilterRows({ ...input, ...shape }, kernels, layout, simd);
  const sumsOf = createPresenceSums(present, shape, kernels);
  const divisor = new Float64Array(simd.memory.buffer, divisors, width);
  let isLike = false;
  return (row: number, place: number): void => {
    filter(row);
    // Rows with no edge near them have the same sums where nothing is missing.
    const isInner = present === null && row >= reach && row + reach < height;
    if (!(isInner && isLike)) {
      const [sums] = sumsOf(row);
      for (let x = 0; x < width; x++) divisor[x] = sums[x] + EPSILON;
    }
    isLike = isInner;
    simd.divideF64(place, results[0], divisors, rowBytes);
  };
}

/** The same for all rows. */
export function smoothGaussian(input: Present, shape: Shape, sigmaPx: number): Float64Array {
  const { width, height } = shape;
  const values = new Float64Array(width * height);
  const layout = layOutGaussian(width, sigmaPx);
  const simd = useDoubles(layout.end + layout.rowBytes);
  const smoothRow = createGaussianRows(input, shape, layout, simd);
  const smoothed = new Float64Array(simd.memory.buffer, layout.end, width);
  for (let row = 0; row < height; row++) {
    smoothRow(row, layout.end);
    values.set(smoothed, row * width);
  }
  return values;
}
