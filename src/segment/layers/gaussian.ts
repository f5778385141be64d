import { z } from 'zod';
import { convolve } from './convolve.js';
import { blankUndefined, findDefined, toPlane } from './defined.js';
import { defineLayer } from './layer.js';
import { ofOne } from './options.js';

const options = z.strictObject({
  type: z.literal('gaussian'),
  of: ofOne,
  sigmaPx: z.number().min(0.2).max(64).default(1).describe('Standard deviation of the weights, in pixels'),
  truncate: z.number().min(1).max(8).default(4).describe('How many standard deviations the weights reach'),
});

/** Mean of the pixels around, the nearer the heavier; over what is defined and inside the scene. */
export const gaussian = defineLayer({
  name: 'gaussian',
  title: 'Gaussian smoothing',
  options,
  create: ({ of, sigmaPx, truncate }, scene) => {
    const half = gaussianHalf(sigmaPx, truncate);
    return {
      haloPx: half.length - 1,
      sources: [scene.sourceOf(of)],
      compute: (columns) => {
        const defined = findDefined(columns);
        const { width, height } = columns.window;
        const plane = toPlane(columns.values[0], defined);
        const smooth = convolve({ values: plane, width, height }, half);
        if (defined) divideByShare(smooth, convolve({ values: Float32Array.from(defined), width, height }, half));
        else divideByInside(smooth, width, height, half);
        return blankUndefined(smooth, defined);
      },
    };
  },
});

/** Weights from the middle outwards, to `truncate` standard deviations; over both sides they add up to 1. */
export function gaussianHalf(sigmaPx: number, truncate: number): Float64Array {
  const radius = Math.floor(truncate * sigmaPx + 0.5);
  const half = Float64Array.from({ length: radius + 1 }, (_, k) => Math.exp(-0.5 * (k / sigmaPx) ** 2));
  const total = half.reduce((sum, weight, k) => sum + (k === 0 ? weight : 2 * weight), 0);
  return half.map((weight) => weight / total);
}

function divideByShare(sums: Float32Array, weights: Float32Array): void {
  for (let i = 0; i < sums.length; i++) sums[i] /= weights[i];
}

/**
 * The same where all pixels are defined: the weights inside the scene only depend on how near its edges a pixel is, so a
 * plane of one kernel's size has them all.
 */
function divideByInside(sums: Float32Array, width: number, height: number, half: Float64Array): void {
  const radius = half.length - 1;
  const plane = { width: Math.min(width, 2 * radius + 1), height: Math.min(height, 2 * radius + 1) };
  const weights = convolve({ ...plane, values: new Float32Array(plane.width * plane.height).fill(1) }, half);
  const nearness = (at: number, length: number): number =>
    at < radius ? at : Math.max(radius, Math.min(length, 2 * radius + 1) - (length - at));
  const columnOf = Int32Array.from({ length: width }, (_, x) => Math.min(nearness(x, width), plane.width - 1));
  for (let y = 0, i = 0; y < height; y++) {
    const from = Math.min(nearness(y, height), plane.height - 1) * plane.width;
    for (let x = 0; x < width; x++, i++) sums[i] /= weights[from + columnOf[x]];
  }
}
