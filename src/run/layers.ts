import type { Recipe } from '../segment/recipe.js';
import { INDEX_SCALE, type Layer } from '../vectorize/layer.js';

/** What a recipe wants measured of every region, in the order of the properties. */
export function layersOf({ attributes }: Recipe): Layer[] {
  return attributes.indices.map((name): Layer => ({ name, statistics: ['mean'], ...INDEX_SCALE }));
}
