import type { Method } from '../segmenter.js';
import { OBJECT_METHODS } from './objects/list.js';
import { PIXEL_METHODS } from './pixel-list.js';

/** Every method a recipe can name. */
export const METHODS: readonly Method[] = [...PIXEL_METHODS, ...OBJECT_METHODS];

export const METHOD_NAMES: readonly string[] = METHODS.map(({ name }) => name);

export function findMethod(name: string): Method | null {
  return METHODS.find((method) => method.name === name) ?? null;
}
