import { z } from 'zod';
import { addCellSums, type CellSums } from './glcm-counts.js';
import { addMoments, type PairMoments } from './glcm-moments.js';
import { CELLS, MOMENTS } from './glcm-properties.js';
import { type LevelField, toOffset } from './glcm-window.js';
import { defineLayer } from './layer.js';
import { oddSizePx, ofOne } from './options.js';
import { areLimits, fitLimits, LIMITS_RULE, levelOptions, toLevels } from './texture-levels.js';

const property = z.enum([
  'contrast',
  'dissimilarity',
  'homogeneity',
  'energy',
  'asm',
  'correlation',
  'entropy',
  'mean',
  'variance',
]);

const options = z
  .strictObject({
    type: z.literal('glcm'),
    of: ofOne,
    property: property.default('contrast').describe('What to say of the pairs'),
    windowPx: oddSizePx(63).default(7).describe('Side of the square around each pixel whose pairs are looked at'),
    levels: z.int().min(2).max(64).default(16).describe('Levels of grey between the limits'),
    ...levelOptions,
    distancePx: z.int().min(1).max(31).default(1).describe('How far apart the two pixels of a pair are'),
    angles: z
      .array(z.union([z.literal(0), z.literal(45), z.literal(90), z.literal(135)]))
      .min(1)
      .default([0, 45, 90, 135])
      .describe('Directions of the pairs, in degrees; the mean over them is taken'),
  })
  .refine(({ windowPx, distancePx }) => distancePx < windowPx, {
    message: 'wanted less than windowPx',
    path: ['distancePx'],
  })
  .refine(areLimits, LIMITS_RULE);

/**
 * A property of the matrix of grey levels that occur together (Haralick, Shanmugam & Dinstein 1973, IEEE Trans. SMC 3(6)) in
 * the square around each pixel: every pair counts in both directions; one matrix for each angle, the property averaged over
 * them, as scikit-image's `graycomatrix` and `graycoprops` give it. All sums are of whole numbers, so that no tiling shows.
 * Squares are cut at the edges of the scene; pairs with a pixel that holds no data do not count.
 */
export const glcm = defineLayer({
  name: 'glcm',
  title: 'Texture by grey levels that occur together (Haralick)',
  options,
  create: (given, scene) => ({
    haloPx: (given.windowPx - 1) / 2,
    sources: [scene.sourceOf(given.of)],
    fit: (sample) => fitLimits(sample, given, 'glcm'),
    compute: (columns, limits) => {
      const { width, height } = columns.window;
      return computeGlcm({ levels: toLevels(columns, given.levels, limits), width, height }, given);
    },
  }),
});

export type GlcmOptions = Omit<z.infer<typeof options>, 'type' | 'of' | 'min' | 'max'>;

/** The property around each pixel; NaN where there is no pair, or the pixel has no level. */
export function computeGlcm(field: LevelField, given: GlcmOptions): Float32Array {
  const { property: name, windowPx, levels, distancePx, angles } = given;
  const found = { totals: new Float64Array(field.levels.length), counts: new Uint8Array(field.levels.length) };
  const moments = (MOMENTS as Record<string, PairMoments>)[name];
  const cells = (CELLS as Record<string, CellSums>)[name];
  for (const angle of angles) {
    const how = { reach: (windowPx - 1) / 2, offset: toOffset(distancePx, angle), levels };
    if (moments) addMoments(field, how, moments, found);
    else addCellSums(field, how, cells, found);
  }
  const { totals, counts } = found;
  const means = new Float32Array(totals.length);
  for (let i = 0; i < means.length; i++) means[i] = totals[i] / counts[i];
  return means;
}
