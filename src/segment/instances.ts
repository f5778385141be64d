import { UsageError } from '../errors.js';
import { findMethod } from './methods/list.js';
import type { Recipe } from './recipe.js';
import { hasSieve, hasSplit } from './vectorize-options.js';

/** True where the method of a recipe makes each object a polygon of its own. */
export function separatesObjects({ segmenter }: Pick<Recipe, 'segmenter'>): boolean {
  return findMethod(segmenter.method)?.separates?.(segmenter) ?? false;
}

/** True where numbers of objects, not class ids, say which pixels belong together. */
export function hasInstances(recipe: Pick<Recipe, 'segmenter' | 'vectorize'>): boolean {
  return hasSplit(recipe.vectorize) || separatesObjects(recipe);
}

/** @throws UsageError where what is asked of the polygons does not go with objects that the method keeps apart */
export function checkObjects(recipe: Pick<Recipe, 'segmenter' | 'vectorize'>): void {
  if (!separatesObjects(recipe)) return;
  const { vectorize, segmenter } = recipe;
  const got = [
    ...(hasSieve(vectorize) ? ['minPixels or minAreaM2'] : []),
    ...(hasSplit(vectorize) ? ['splitM'] : []),
    ...(vectorize.dissolve ? ['dissolve'] : []),
  ];
  if (got.length === 0) return;
  const wanted = `none of minPixels, minAreaM2, splitM and dissolve, or segmenter.separate false`;
  throw new UsageError({ thing: `${segmenter.method}: every object is a polygon`, wanted, got: got.join(' and ') });
}
