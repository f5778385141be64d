import { z } from 'zod';
import { defineMethod, type WindowColumns } from '../segmenter.js';
import { fitGrades, toGrades } from './adaptive/grades.js';
import { fitLevels, type Levels, toLevels } from './adaptive/levels.js';
import { defaultSigmaPx, markAboveGaussian } from './adaptive/local-gaussian.js';
import { markAboveMean } from './adaptive/local-mean.js';
import { markAboveOtsu } from './adaptive/local-otsu.js';
import { hasOneSource, ONE_SOURCE_RULE, oneSource, toSource } from './options.js';

const options = z
  .strictObject({
    method: z.literal('adaptive'),
    ...oneSource,
    rule: z
      .enum(['mean', 'gaussian', 'otsu'])
      .default('mean')
      .describe('The local threshold: the mean, a mean that weighs near pixels more, or that of Otsu'),
    windowPx: z
      .int()
      .min(3)
      .max(511)
      .refine((size) => size % 2 === 1, 'wanted an odd number')
      .default(51)
      .describe('Side of the square around a pixel that its threshold comes from'),
    offset: z.number().default(0).describe('Taken from the local threshold; below 0 fewer pixels are above it'),
    sigmaPx: z
      .number()
      .min(0.5)
      .optional()
      .describe('Width of the Gaussian; 0.3 * ((windowPx - 1) / 2 - 1) + 0.8 if missing'),
  })
  .refine(({ rule, sigmaPx }) => sigmaPx === undefined || rule === 'gaussian', {
    message: 'wanted only with the rule gaussian',
    path: ['sigmaPx'],
  })
  .refine(hasOneSource, ONE_SOURCE_RULE);

type Options = z.infer<typeof options>;

/** Two classes, parted by a threshold that each pixel gets from what is around it; class 2 is above. */
export const adaptive = defineMethod({
  name: 'adaptive',
  title: 'A local threshold on an index or band: mean, Gaussian or Otsu (adaptive)',
  options,
  classIds: () => [1, 2],
  create: (chosen) => ({
    haloPx: (chosen.windowPx - 1) / 2,
    sources: [toSource(chosen)],
    fit: (sample) => (chosen.rule === 'otsu' ? fitGrades : fitLevels)(sample, 'adaptive'),
    predict: (columns, params) => markAbove(columns, chosen, params as unknown as Levels),
  }),
});

function markAbove(columns: WindowColumns, { rule, windowPx, offset, sigmaPx }: Options, levels: Levels): Uint8Array {
  const { width, height } = columns.window;
  const local = { width, height, radiusPx: (windowPx - 1) / 2, offset: offset / levels.step };
  if (rule === 'otsu') return markAboveOtsu(toGrades(columns, levels), local);
  if (rule === 'mean') return markAboveMean(toLevels(columns, levels), local);
  return markAboveGaussian(toLevels(columns, levels), local, sigmaPx ?? defaultSigmaPx(windowPx));
}
