import type { Method } from '../segmenter.js';
import { classesMethod } from './classes.js';
import { indexClasses } from './index-classes.js';
import { kMeans } from './k-means.js';
import { landCoverRules } from './land-cover-rules.js';
import { multiOtsu } from './multi-otsu.js';
import { otsu } from './otsu.js';
import { threshold } from './threshold.js';

/** Every method a recipe can name. */
export const METHODS: readonly Method[] = [
  threshold,
  indexClasses,
  otsu,
  multiOtsu,
  kMeans,
  landCoverRules,
  classesMethod,
];

export const METHOD_NAMES: readonly string[] = METHODS.map(({ name }) => name);

export function findMethod(name: string): Method | null {
  return METHODS.find((method) => method.name === name) ?? null;
}
