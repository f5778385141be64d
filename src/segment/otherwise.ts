import { InputError } from '../errors.js';
import { BandsMissing } from './find-bands.js';
import type { Recipe } from './recipe.js';

/** What was made of the recipe that a scene is mapped by, and why it is not the one that was asked for. */
export interface ChosenRecipe<Prepared> {
  prepared: Prepared;
  warnings: string[];
}

/**
 * The recipe itself, or the one it names for scenes that lack a band which it reads. That one runs under the name that was
 * asked for: the results lie where they are looked for.
 *
 * @throws InputError where the scene lacks a band that the last of them reads
 */
export function chooseRecipe<Prepared>(
  { otherwise, ...recipe }: Recipe,
  prepare: (recipe: Recipe) => Prepared,
): ChosenRecipe<Prepared> {
  try {
    return { prepared: prepare(recipe), warnings: [] };
  } catch (error) {
    if (!(error instanceof BandsMissing) || otherwise === undefined) throw error;
    if (typeof otherwise === 'string') throw unread(recipe.name, otherwise);
    const chosen = chooseRecipe({ ...otherwise, name: recipe.name }, prepare);
    const why = `"${recipe.title}" reads ${error.bands.join(', ')}, which the scene lacks`;
    return { ...chosen, warnings: [`${why}: "${otherwise.title}" (${otherwise.name}) is used`, ...chosen.warnings] };
  }
}

function unread(source: string, got: string): InputError {
  const wanted = 'a recipe that was read, as loadRecipe does';
  return new InputError({ thing: 'recipe: otherwise', wanted, got, source });
}
