import { z } from 'zod';
import { defineMethod } from '../segmenter.js';
import type { Histogram } from './histogram.js';
import { createHistogramThreshold, hasOrder, ORDER_RULE, thresholdOptions } from './histogram-threshold.js';
import { hasOneSource, ONE_SOURCE_RULE, oneSource } from './options.js';

const options = z
  .strictObject({
    method: z.literal('otsu'),
    ...oneSource,
    ...thresholdOptions,
  })
  .refine(hasOneSource, ONE_SOURCE_RULE)
  .refine(hasOrder, ORDER_RULE);

/** Two classes, parted where the variance between them is largest in the whole scene; class 2 is above. */
export const otsu = defineMethod({
  name: 'otsu',
  title: "Otsu's threshold on an index or band",
  options,
  classIds: () => [1, 2],
  create: (options) => createHistogramThreshold(options, findOtsuThreshold),
});

/**
 * The bin centre that is the last of the lower class (Otsu 1979, IEEE Trans. SMC 9(1)): the first one where the
 * between-class variance w₀·w₁·(μ₀ − μ₁)² is largest, as scikit-image's `threshold_otsu` returns it.
 */
export function findOtsuThreshold({ counts, centers }: Histogram): number {
  const total = counts.reduce((sum, count) => sum + count, 0);
  const moment = counts.reduce((sum, count, i) => sum + count * centers[i]!, 0);
  let best = 0;
  let bestVariance = -1;
  let lowerCount = 0;
  let lowerMoment = 0;
  for (let i = 0; i < counts.length - 1; i++) {
    lowerCount += counts[i]!;
    lowerMoment += counts[i]! * centers[i]!;
    const upperCount = total - lowerCount;
    if (lowerCount === 0 || upperCount === 0) continue;
    const difference = lowerMoment / lowerCount - (moment - lowerMoment) / upperCount;
    const variance = lowerCount * upperCount * difference * difference;
    if (variance > bestVariance) [best, bestVariance] = [i, variance];
  }
  return centers[best]!;
}
