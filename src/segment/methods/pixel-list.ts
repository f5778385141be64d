import { z } from 'zod';
import type { Method } from '../segmenter.js';
import { adaptive } from './adaptive.js';
import { autoThreshold } from './auto-threshold.js';
import { classesMethod } from './classes.js';
import { colorDistance } from './color-distance.js';
import { colorRange } from './color-range.js';
import { fuzzyCMeans } from './fuzzy-c-means.js';
import { gaussianMixture } from './gaussian-mixture.js';
import { indexClasses } from './index-classes.js';
import { kMeans } from './k-means.js';
import { landCoverRules } from './land-cover-rules.js';
import { meanShift } from './mean-shift.js';
import { modelMethod } from './model.js';
import { multiOtsu } from './multi-otsu.js';
import { otsu } from './otsu.js';
import { quantiles } from './quantiles.js';
import { threshold } from './threshold.js';
import { zeroCrossing } from './zero-crossing.js';

/** Every method that looks at one pixel, or at pixels a known way around it. */
export const PIXEL_METHODS: readonly Method[] = [
  threshold,
  indexClasses,
  quantiles,
  otsu,
  multiOtsu,
  autoThreshold,
  adaptive,
  kMeans,
  fuzzyCMeans,
  gaussianMixture,
  meanShift,
  landCoverRules,
  classesMethod,
  modelMethod,
  colorRange,
  colorDistance,
  zeroCrossing,
];

/** Options of one of these, by the name of its method. */
export const pixelMethodOptions = z.discriminatedUnion(
  'method',
  PIXEL_METHODS.map(({ options }) => options) as [z.ZodObject, ...z.ZodObject[]],
);

export function findPixelMethod(name: string): Method | null {
  return PIXEL_METHODS.find((method) => method.name === name) ?? null;
}
