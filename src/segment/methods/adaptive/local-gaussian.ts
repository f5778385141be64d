import { weighRows } from '../../layers/weigh-rows.js';
import { roundUp } from '../../simd/module.js';
import { type SimdRows, useRows } from '../../simd/rows.js';
import { clearInvalid } from '../cut.js';
import type { LevelColumn } from './levels.js';
import type { LocalRule } from './local-mean.js';
import { createPlainWeights } from './plain-weights.js';

/** What the kernel of one direction sums to, about: sums over a window then stay below 2⁵² and exact. */
const KERNEL_SUM = 2 ** 15;

/** Bytes of a number. */
const DOUBLE = 8;

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
  const { end } = layOut(rule, 0);
  const simd = useRows(present ? 2 * end : end);
  const sums = createFilter(levels, rule, kernel, { simd, base: 0 });
  const weights = present
    ? createFilter(present, rule, kernel, { simd, base: end })
    : createPlainWeights(sumInside(width, kernel), sumInside(height, kernel), new Float64Array(width));
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

interface Room {
  simd: SimdRows;
  /** Where in the module's memory the filter may work. */
  base: number;
}

/** Rows of a filter are doubles: those around the one that is looked at, one of zeros, the sums, and one with margins. */
function layOut({ width, radiusPx }: LocalRule, base: number) {
  const rowBytes = roundUp(width * DOUBLE, 32);
  const zeros = base + (2 * radiusPx + 1) * rowBytes;
  const line = zeros + 2 * rowBytes;
  return { rowBytes, zeros, sums: zeros + rowBytes, line, end: line + rowBytes + 2 * radiusPx * DOUBLE };
}

/** Values filtered along rows, then along columns, one row at a time; those outside are 0. */
function createFilter(values: LevelColumn['levels'], rule: LocalRule, kernel: Float64Array, { simd, base }: Room) {
  const { width, height, radiusPx } = rule;
  const { rowBytes, zeros, sums, line, end } = layOut(rule, base);
  new Uint8Array(simd.memory.buffer, base, end - base).fill(0);
  const middle = line + radiusPx * DOUBLE;
  const input = new Float64Array(simd.memory.buffer, middle, width);
  const output = new Float64Array(simd.memory.buffer, sums, width);
  const at = (row: number): number => (row < 0 || row >= height ? zeros : base + (row % (2 * radiusPx + 1)) * rowBytes);
  const filter = (out: number, placeOf: (away: number) => number): void =>
    weighRows(simd, { out, bytes: rowBytes, weights: kernel, placeOf });
  let read = 0;
  return {
    /** For rows 0, 1, 2 and so on. */
    moveTo(row: number): Float64Array {
      for (; read < Math.min(row + radiusPx + 1, height); read++) {
        input.set(values.subarray(read * width, (read + 1) * width));
        filter(at(read), (away) => middle + away * DOUBLE);
      }
      filter(sums, (away) => at(row + away));
      return output;
    },
  };
}
