import { z } from 'zod';
import type { WindowColumns } from '../segmenter.js';
import { defineLayer } from './layer.js';
import { type PatternCode, patternCode, tabulated } from './lbp-codes.js';
import { type CirclePoints, circlePoints } from './lbp-points.js';
import { ofOne } from './options.js';
import { takePresent } from './present.js';

const options = z.strictObject({
  type: z.literal('lbp'),
  of: ofOne,
  points: z.int().min(4).max(24).default(8).describe('Points on the circle around each pixel'),
  radiusPx: z.number().min(1).max(32).default(1).describe('Radius of the circle'),
  patterns: z
    .enum(['uniform', 'ror', 'default', 'nri-uniform'])
    .default('uniform')
    .describe(
      'Number of points that are as high, where they lie side by side, alike in any rotation; the pattern, turned to its least; the pattern itself; or one number for each of its runs',
    ),
});

/**
 * Local binary patterns (Ojala, Pietikäinen & Mäenpää 2002, IEEE Trans. PAMI 24(7)): which points of a circle around a pixel
 * are no lower than the pixel, as scikit-image's `local_binary_pattern` numbers them. Points lie between pixels, and their
 * values are interpolated with the very shares that scikit-image has at that place of the scene. A point that pixels
 * without data, or beyond the scene, take part in counts as lower.
 */
export const lbp = defineLayer({
  name: 'lbp',
  title: 'Local binary patterns',
  options,
  create: ({ of, points, radiusPx, patterns }, scene) => {
    const circle = circlePoints(points, radiusPx);
    const code = tabulated(patternCode(patterns, points), points);
    return {
      haloPx: Math.ceil(radiusPx),
      sources: [scene.sourceOf(of)],
      compute: (columns) => computePatterns(columns, circle, code),
    };
  },
});

export function computePatterns(columns: WindowColumns, circle: CirclePoints, code: PatternCode): Float32Array {
  const { width, height, col, row: firstRow } = columns.window;
  const { values, present } = takePresent(columns.values[0], columns.valid);
  if (present) for (let i = 0; i < values.length; i++) if (present[i] === 0) values[i] = Number.NaN;
  const shares = Array.from(circle.right, (right) =>
    Float64Array.from({ length: width }, (_, x) => shareOf(col + x, right)),
  );
  const bits = new Int32Array(width);
  const out = new Float32Array(width * height);
  for (let row = 0, at = 0; row < height; row++, at += width) {
    bits.fill(0);
    for (let k = 0; k < circle.count; k++) {
      const upper = row + circle.rows[k];
      if (upper < 0 || upper + circle.stepRows[k] >= height) continue;
      const [right, stepCol] = [circle.cols[k], circle.stepCols[k]];
      const from = Math.max(0, -right);
      const to = Math.min(width, width - right - stepCol);
      const place = { at, from, to, above: upper * width + right, bit: 1 << k, stepCol };
      if (stepCol === 0 && circle.stepRows[k] === 0) comparePixels(values, place, bits);
      else {
        const below = place.above + circle.stepRows[k] * width;
        compareBetween(values, { ...place, below, share: shareOf(firstRow + row, circle.down[k]) }, shares[k], bits);
      }
    }
    for (let x = 0; x < width; x++) out[at + x] = code(bits[x]);
  }
  if (present) for (let i = 0; i < out.length; i++) if (present[i] === 0) out[i] = Number.NaN;
  return out;
}

/** How far beyond a whole place the one at an offset lies. */
function shareOf(place: number, offset: number): number {
  const at = place + offset;
  return at - Math.floor(at);
}

/** One point of all pixels of a row: `at` is the row's first pixel, `above` the one that the point of it lies on or below. */
interface PointRow {
  at: number;
  from: number;
  to: number;
  above: number;
  bit: number;
  stepCol: number;
}

function comparePixels(values: Float64Array, { at, from, to, above, bit }: PointRow, bits: Int32Array): void {
  for (let x = from; x < to; x++) bits[x] |= Number(values[above + x] >= values[at + x]) * bit;
}

function compareBetween(
  values: Float64Array,
  { at, from, to, above, below, bit, stepCol, share }: PointRow & { below: number; share: number },
  shares: Float64Array,
  bits: Int32Array,
): void {
  for (let x = from; x < to; x++) {
    const across = shares[x];
    const i = above + x;
    const j = below + x;
    const upper = (1 - across) * values[i] + across * values[i + stepCol];
    const lower = (1 - across) * values[j] + across * values[j + stepCol];
    bits[x] |= Number((1 - share) * upper + share * lower >= values[at + x]) * bit;
  }
}
