import { z } from 'zod';
import type { Band } from '../../raster/raster.js';
import { blankUndefined, findDefined } from './defined.js';
import { defineLayer } from './layer.js';
import { climbModes } from './mean-shift-climb.js';
import { ofSeveral } from './options.js';
import { definedSample } from './sample-statistics.js';

const options = z
  .strictObject({
    type: z.literal('mean-shift-filter'),
    of: ofSeveral.max(4, 'wanted at most 4'),
    take: z.int().min(1).default(1).describe('Which of these the layer holds once smoothed, counted from 1'),
    radiusPx: z.int().min(1).max(50).default(5).describe('Half the side of the square that is looked at'),
    range: z
      .number()
      .positive()
      .optional()
      .describe(
        'How far apart like values may be, over all of these together; half a standard deviation of each if missing',
      ),
    maxRounds: z.int().min(1).max(20).default(5).describe('How often the square may move on'),
  })
  .refine(({ of, take }) => take <= of.length, { message: 'wanted a number within `of`', path: ['take'] });

/**
 * Each pixel becomes the mean of the like pixels near the place that its square climbs to: like areas become flat, edges stay
 * (Comaniciu and Meer 2002, IEEE Trans. PAMI 24(5)). One value is kept; define a layer for each that is wanted.
 */
export const meanShiftFilter = defineLayer({
  name: 'mean-shift-filter',
  title: 'Mean shift smoothing, which makes like areas flat',
  options,
  create: ({ of, take, radiusPx, range, maxRounds }, scene) => ({
    // Every round moves by a radius at most, and looks as far again.
    haloPx: radiusPx * maxRounds,
    sources: of.map(scene.sourceOf),
    ...(range === undefined
      ? { fit: (sample) => of.map((_, k) => halfDeviation(definedSample(sample, k, NAME))) }
      : {}),
    compute: (columns, params) => {
      const ranges = range === undefined ? (params as number[]) : of.map(() => range);
      const defined = findDefined(columns);
      const isBytes = columns.values.every((column) => column instanceof Uint8Array);
      const planes = columns.values.map((column) => blankPlane(column, defined));
      const { width, height } = columns.window;
      const asked = { width, height, radiusPx, maxRounds, ranges, take: take - 1 };
      const smooth = climbModes(planes, isBytes ? 'F32' : 'F64', asked);
      return blankUndefined(smooth, defined);
    },
  }),
});

const NAME = 'layer mean-shift-filter';

function halfDeviation(values: Float64Array): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
  return Math.sqrt(variance) / 2 || 1;
}

/** Infinite where not defined, which is far from everything. */
function blankPlane(column: Band, defined: Uint8Array | null): Band {
  if (!defined) return column;
  const isShort = column instanceof Float32Array || column.BYTES_PER_ELEMENT < 4;
  const plane = isShort ? Float32Array.from(column) : Float64Array.from(column);
  for (let i = 0; i < plane.length; i++) if (defined[i] === 0) plane[i] = Number.POSITIVE_INFINITY;
  return plane;
}
