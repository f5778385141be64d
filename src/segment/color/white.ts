import { z } from 'zod';
import { definedSample, percentileOf } from '../layers/sample-statistics.js';
import type { Columns } from '../segmenter.js';

/** The options of all that sees colours of a screen. */
export const whiteOption = z
  .union([z.literal('auto'), z.number().positive()])
  .default('auto')
  .describe(
    'The value that is full brightness; auto: 1 for reflectance, 255 for bytes, else the 99.9th percentile of the brightest band in the scene',
  );

/** Nearly all reflectances are below this. */
const MOST_REFLECTANCE = 2;

/** The value that counts as full brightness, from a sample whose first three columns are red, green and blue. */
export function fitWhite(sample: Columns, thing: string): number {
  if (sample.values.slice(0, 3).every((column) => column instanceof Uint8Array)) return 255;
  const brightest = Math.max(
    ...[0, 1, 2].map((column) => percentileOf(definedSample(sample, column, thing).sort(), 99.9)),
  );
  if (brightest <= MOST_REFLECTANCE) return 1;
  return brightest <= 255 ? 255 : brightest;
}
