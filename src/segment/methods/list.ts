import type { Method } from '../segmenter.js';
import { indexClasses } from './index-classes.js';

/** Every method a recipe can name. */
export const METHODS: readonly Method[] = [indexClasses];

export const METHOD_NAMES: readonly string[] = METHODS.map(({ name }) => name);

export function findMethod(name: string): Method | null {
  return METHODS.find((method) => method.name === name) ?? null;
}
