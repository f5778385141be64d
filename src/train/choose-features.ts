import { UsageError } from '../errors.js';
import { toNamedSource } from '../segment/named-source.js';
import { prepareRecipe, type SceneFacts } from '../segment/prepare.js';
import type { Recipe } from '../segment/recipe.js';
import { ROLES } from '../segment/roles.js';

/** Stands for all bands of the scene, and all layers and indices that the recipe has. */
export const ALL_FEATURES = 'all';

/**
 * What a model is to look at, by names that mean the same in another scene of the same kind: bands by role where that is
 * known, else by their own name, else by number.
 */
export function chooseFeatures(wanted: readonly string[], recipe: Recipe, scene: SceneFacts): string[] {
  const layers = Object.keys(recipe.layers);
  const all = () => [...nameBands(recipe, scene), ...recipe.attributes.indices, ...layers];
  const names = wanted.flatMap((name) => (name === ALL_FEATURES ? all() : [name]));
  if (names.length > 0) return [...new Set(names)];
  throw new UsageError({ thing: 'features', wanted: 'names of bands, indices and layers, or all', got: 'none' });
}

function nameBands(recipe: Recipe, scene: SceneFacts): string[] {
  const numbers = Array.from({ length: scene.bandCount }, (_, i) => i + 1).filter((n) => n !== scene.alphaBand);
  const { findBands } = prepareRecipe(withFeatures(recipe, numbers), scene);
  const byNumber = new Map<number, string>();
  for (const role of ROLES) {
    const [number] = findBands([role]) ?? [];
    if (number !== undefined && !byNumber.has(number)) byNumber.set(number, role);
  }
  return numbers.map((number) => byNumber.get(number) ?? ownName(number, recipe, scene));
}

/** The name in the file, where it means this band and nothing else in a recipe. */
function ownName(number: number, recipe: Recipe, { bandNames }: SceneFacts): string {
  const name = bandNames[number - 1] ?? '';
  const isOnly = bandNames.filter((other) => other.toLowerCase() === name.toLowerCase()).length === 1;
  const source = name === '' ? null : toNamedSource(name, Object.keys(recipe.layers));
  return isOnly && source?.kind === 'band' && source.band === name && !source.scene ? name : String(number);
}

/** The recipe, with a model that reads these features instead of its segmenter. */
export function withFeatures(recipe: Recipe, features: readonly (string | number)[]): Recipe {
  const { attributes } = recipe;
  return {
    ...recipe,
    segmenter: { method: 'model', model: '', features },
    attributes: { ...attributes, indices: [], bands: [], layers: [], scores: false },
    refine: [],
  };
}
