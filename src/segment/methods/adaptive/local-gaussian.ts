import { clearInvalid } from '../cut.js';
import type { LevelColumn } from './levels.js';
import type { LocalRule } from './local-mean.js';

/** What the kernel of one direction sums to, about: sums over a window then stay below 2⁵² and exact. */
const KERNEL_SUM = 2 ** 15;

/** Pairs of rows that are added in one pass. */
const PER_PASS = 4;

/**
 * 2 where a pixel is above the Gaussian mean of the square around it, 1 where it is not. The square ends at the window's
 * edges, and pixels that are not present do not count: the weights of the others are what the sum is divided by. Weights are
 * whole numbers, so sums are exact.
 */
export function markAboveGaussian(column: LevelColumn, rule: LocalRule, sigmaPx: number): Uint8Array {
  const { levels, present } = column;
  const { width, height, offset } = rule;
  const kernel = createKernel(rule.radiusPx, sigmaPx);
  const classes = new Uint8Array(levels.length);
  const sums = createFilter(levels, rule, kernel);
  const weights = present ? createFilter(present, rule, kernel) : createPlainWeights(rule, kernel);
  for (let row = 0, start = 0; row < height; row++, start += width) {
    const sum = sums.moveTo(row);
    const weight = weights.moveTo(row);
    for (let x = 0; x < width; x++) classes[start + x] = 1 + Number((levels[start + x] + offset) * weight[x] > sum[x]);
  }
  if (present) clearInvalid(classes, present);
  return classes;
}

/** The width that OpenCV gives a Gaussian of a window. */
export const defaultSigmaPx = (windowPx: number): number => 0.3 * ((windowPx - 1) / 2 - 1) + 0.8;

/** Half of the symmetric kernel: the weight at distance 0, 1, 2 and so on; at least 1. */
function createKernel(radiusPx: number, sigmaPx: number): Float64Array {
  const half = Float64Array.from({ length: radiusPx + 1 }, (_, k) => Math.exp(-(k * k) / (2 * sigmaPx * sigmaPx)));
  const sum = 2 * half.reduce((total, weight) => total + weight, 0) - half[0];
  return half.map((weight) => Math.max(1, Math.round((weight / sum) * KERNEL_SUM)));
}

/** The sum of the weights that lie inside, for each of `length` places. */
function sumInside(length: number, kernel: Float64Array): Float64Array {
  return Float64Array.from({ length }, (_, i) => {
    let sum = kernel[0];
    for (let k = 1; k < kernel.length; k++) sum += kernel[k] * (Number(i >= k) + Number(i + k < length));
    return sum;
  });
}

function createPlainWeights({ width, height }: LocalRule, kernel: Float64Array) {
  const columns = sumInside(width, kernel);
  const rows = sumInside(height, kernel);
  const weights = new Float64Array(width);
  return {
    moveTo(row: number): Float64Array {
      if (row > 0 && rows[row] === rows[row - 1]) return weights;
      for (let x = 0; x < width; x++) weights[x] = columns[x] * rows[row];
      return weights;
    },
  };
}

/** Values filtered along rows, then along columns, one row at a time; those outside are 0. */
function createFilter(values: LevelColumn['levels'], { width, height, radiusPx }: LocalRule, kernel: Float64Array) {
  const padded = new Float64Array(width + 2 * radiusPx);
  const shifted = Array.from({ length: 2 * radiusPx + 1 }, (_, k) => padded.subarray(k, k + width));
  const ring = Array.from({ length: 2 * radiusPx + 1 }, () => new Float64Array(width));
  const outside = new Float64Array(width);
  const sums = new Float64Array(width);
  const rowAt = (row: number): Float64Array => (row < 0 || row >= height ? outside : ring[row % ring.length]);
  const read = (row: number): void => {
    if (row >= height) return;
    padded.set(values.subarray(row * width, (row + 1) * width), radiusPx);
    fold(rowAt(row), kernel, (k) => shifted[radiusPx + k]);
  };
  for (let row = 0; row < radiusPx; row++) read(row);
  return {
    /** For rows 0, 1, 2 and so on. */
    moveTo(row: number): Float64Array {
      read(row + radiusPx);
      fold(sums, kernel, (k) => rowAt(row + k));
      return sums;
    },
  };
}

/** The rows from −radius to +radius, summed up by the kernel. */
function fold(sums: Float64Array, kernel: Float64Array, rowAt: (k: number) => Float64Array): void {
  const center = rowAt(0);
  for (let x = 0; x < sums.length; x++) sums[x] = kernel[0] * center[x];
  let k = 1;
  for (; k + PER_PASS <= kernel.length; k += PER_PASS) addFourPairs(sums, kernel, { k, rowAt });
  for (; k < kernel.length; k++) addPair(sums, kernel[k], rowAt(-k), rowAt(k));
}

function addPair(sums: Float64Array, weight: number, before: Float64Array, after: Float64Array): void {
  for (let x = 0; x < sums.length; x++) sums[x] += weight * (before[x] + after[x]);
}

interface Pairs {
  k: number;
  rowAt(k: number): Float64Array;
}

/** Four pairs in one pass: the sums are read and written less often. */
function addFourPairs(sums: Float64Array, kernel: Float64Array, { k, rowAt }: Pairs): void {
  const [wa, wb, wc, wd] = kernel.subarray(k, k + PER_PASS);
  const [a0, b0, c0, d0] = [rowAt(-k), rowAt(-k - 1), rowAt(-k - 2), rowAt(-k - 3)];
  const [a1, b1, c1, d1] = [rowAt(k), rowAt(k + 1), rowAt(k + 2), rowAt(k + 3)];
  for (let x = 0; x < sums.length; x++) {
    sums[x] += wa * (a0[x] + a1[x]) + wb * (b0[x] + b1[x]) + wc * (c0[x] + c1[x]) + wd * (d0[x] + d1[x]);
  }
}
