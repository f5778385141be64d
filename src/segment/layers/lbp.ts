import { z } from 'zod';
import type { WindowColumns } from '../segmenter.js';
import { defineLayer } from './layer.js';
import { type PatternCode, patternCode, tabulated } from './lbp-codes.js';
import { type CirclePoints, circlePoints } from './lbp-points.js';
import { createPatternRows } from './lbp-rows.js';
import { ofOne } from './options.js';
import { presentIn } from './present.js';

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

function computePatterns(columns: WindowColumns, circle: CirclePoints, code: PatternCode): Float32Array {
  const { window, values } = columns;
  const { width, height } = window;
  const present = presentIn(columns);
  const patternsOf = createPatternRows({ values: values[0], present, window }, circle);
  const out = new Float32Array(width * height);
  for (let row = 0, at = 0; row < height; row++, at += width) {
    const patterns = patternsOf(row);
    for (let x = 0; x < width; x++) out[at + x] = code(patterns[2 * x]);
  }
  if (present) for (let i = 0; i < out.length; i++) if (present[i] === 0) out[i] = Number.NaN;
  return out;
}
