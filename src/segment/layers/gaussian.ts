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
        const [column] = columns.values;
        const plane = { values: defined ? toPlane(column, defined) : column, width, height };
        const smooth = convolve(plane, half, defined ? weightsOf(defined, plane, half) : weightsInside(plane, half));
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

interface Shape {
  width: number;
  height: number;
}

/** The weights of what is defined around each pixel, row by row. */
function weightsOf(defined: Uint8Array, { width, height }: Shape, half: Float64Array) {
  const weights = convolve({ values: new Float32Array(defined), width, height }, half);
  return (row: number): Float32Array => weights.subarray(row * width, (row + 1) * width);
}

/**
 * The same where all pixels are defined: the weights inside the scene only depend on how near its edges a pixel is, so a
 * plane of one kernel's size has them all.
 */
function weightsInside({ width, height }: Shape, half: Float64Array) {
  const radius = half.length - 1;
  const small = { width: Math.min(width, 2 * radius + 1), height: Math.min(height, 2 * radius + 1) };
  const weights = convolve({ ...small, values: new Float32Array(small.width * small.height).fill(1) }, half);
  const placeOf = (at: number, length: number, smallLength: number): number =>
    at < radius ? at : Math.min(Math.max(radius, smallLength - (length - at)), smallLength - 1);
  const line = new Float32Array(width);
  let shown = -1;
  return (row: number): Float32Array => {
    const from = placeOf(row, height, small.height) * small.width;
    if (from !== shown) for (let x = 0; x < width; x++) line[x] = weights[from + placeOf(x, width, small.width)];
    shown = from;
    return line;
  };
}
