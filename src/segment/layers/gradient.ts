import { z } from 'zod';
import type { WindowColumns } from '../segmenter.js';
import { type SimdDoubles, useDoubles } from '../simd/doubles.js';
import { createRowRing, rowBytes, rowStride } from '../simd/row-ring.js';
import { gaussianRadius } from './gaussian-taps.js';
import { byteMagnitudes } from './gradient-bytes.js';
import { type Field, type GradientRow, mendGradientRow, type Smoothing } from './gradient-rows.js';
import { smoothGaussian } from './gradient-smoothing.js';
import { defineLayer } from './layer.js';
import { ofOne } from './options.js';
import { presentIn } from './present.js';

/** Weights of three rows beside a difference along them. */
export const OPERATORS = {
  sobel: { middle: 2, side: 1 },
  scharr: { middle: 10, side: 3 },
  prewitt: { middle: 1, side: 1 },
} satisfies Record<string, Smoothing>;

export const operatorOption = z
  .enum(['sobel', 'scharr', 'prewitt'])
  .default('sobel')
  .describe('How the three rows of a difference are weighed');

export const smoothingOption = z
  .number()
  .min(0)
  .max(32)
  .default(0)
  .describe('Standard deviation, in pixels, of a Gaussian that smooths first; 0: none');

const options = z.strictObject({
  type: z.literal('gradient'),
  of: ofOne,
  operator: operatorOption,
  output: z
    .enum(['magnitude', 'direction', 'x', 'y'])
    .default('magnitude')
    .describe('How steep; where to (radians, 0 to the right, turning to down); or the difference to the right or down'),
  sigmaPx: smoothingOption,
});

/**
 * The gradient by three by three pixels, on the scale of scikit-image's `sobel`, `scharr` and `prewitt`: x and y are
 * differences over two pixels (twice the slope per pixel), the magnitude is sqrt((x² + y²) / 2). A neighbour that holds no
 * data counts as having the pixel's own value; beyond the scene its outermost pixels go on.
 */
export const gradient = defineLayer({
  name: 'gradient',
  title: 'Gradient by Sobel, Scharr or Prewitt: how steep, or where to',
  options,
  create: ({ of, operator, output, sigmaPx }, scene) => ({
    haloPx: 1 + (sigmaPx > 0 ? gaussianRadius(sigmaPx) : 0),
    sources: [scene.sourceOf(of)],
    compute: (columns) => {
      const { width, height } = columns.window;
      const field = { width, height, ...gradientInput(columns, sigmaPx) };
      return computeGradient(field, OPERATORS[operator], output);
    },
  }),
});

/** Values that a gradient is taken of: the first column, smoothed where `sigmaPx` is above 0; NaN where there is none. */
export function gradientInput(columns: WindowColumns, sigmaPx: number): Pick<Field, 'values' | 'hasGaps'> {
  const [column] = columns.values;
  const present = presentIn(columns);
  if (sigmaPx > 0) {
    return withGaps(smoothGaussian({ values: column, present }, columns.window, sigmaPx), present);
  }
  return present ? withGaps(new Float64Array(column), present) : { values: column, hasGaps: false };
}

function withGaps(values: Float64Array, present: Uint8Array | null): Pick<Field, 'values' | 'hasGaps'> {
  if (present) for (let i = 0; i < values.length; i++) if (present[i] === 0) values[i] = Number.NaN;
  return { values, hasGaps: present !== null };
}

type Output = 'magnitude' | 'direction' | 'x' | 'y';

/** NaN where the field has no value. */
export function computeGradient(field: Field, weights: Smoothing, output: Output): Float32Array {
  const { values, width, height, hasGaps } = field;
  const { middle, side } = weights;
  const scale = 1 / (middle + 2 * side);
  const isSobel = middle === OPERATORS.sobel.middle && side === OPERATORS.sobel.side;
  if (values instanceof Uint8Array && !hasGaps && isSobel && output === 'magnitude') {
    return byteMagnitudes({ values, width, height }, scale * Math.SQRT1_2);
  }
  const out = new Float32Array(width * height);
  const bytes = rowBytes(width);
  const begin = 4 * bytes;
  const simd = useDoubles(begin + 3 * rowStride(width));
  const [x, y, strength, single] = [0, bytes, 2 * bytes, 3 * bytes];
  const rows = { x: viewRow(simd, x, width), y: viewRow(simd, y, width) };
  const doubles = new Float64Array(simd.memory.buffer);
  const load = (row: number, place: number): void =>
    doubles.set(values.subarray(row * width, (row + 1) * width), place / Float64Array.BYTES_PER_ELEMENT);
  const around = createRowRing({ width, height, begin, memory: doubles, load });
  const magnitudes = new Float32Array(simd.memory.buffer, single, width);
  for (let row = 0, at = 0; row < height; row++, at += width) {
    simd.gradient(x, y, strength, bytes, ...around(row), middle, side, scale * Math.SQRT1_2);
    if (output === 'magnitude' && !hasGaps) {
      simd.narrow(single, strength, bytes);
      out.set(magnitudes, at);
      continue;
    }
    if (hasGaps) mendGradientRow(field, row, weights, rows);
    writeRow(rows, { output, scale }, out, at);
    if (hasGaps) for (let x = 0; x < width; x++) if (Number.isNaN(values[at + x])) out[at + x] = Number.NaN;
  }
  return out;
}

const viewRow = (simd: SimdDoubles, place: number, width: number): Float64Array =>
  new Float64Array(simd.memory.buffer, place, width);

function writeRow({ x, y }: GradientRow, how: { output: Output; scale: number }, out: Float32Array, at: number): void {
  const { output, scale } = how;
  const width = x.length;
  if (output === 'magnitude') {
    const factor = scale * Math.SQRT1_2;
    for (let i = 0; i < width; i++) out[at + i] = Math.sqrt(x[i] * x[i] + y[i] * y[i]) * factor;
  } else if (output === 'direction') {
    for (let i = 0; i < width; i++) out[at + i] = Math.atan2(y[i], x[i]);
  } else {
    const difference = output === 'x' ? x : y;
    for (let i = 0; i < width; i++) out[at + i] = difference[i] * scale;
  }
}
