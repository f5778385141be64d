import { InputError } from '../errors.js';
import { resolveLocation } from '../store/location.js';

/** What names another of its kind: by name or path until that has been read. */
interface Chained<Self> {
  name: string;
  otherwise?: string | Self;
}

type Load<Recipe> = (nameOrPath: string, seen: readonly string[]) => Promise<Recipe>;

/** A recipe that comes with the package is named; all else is a file. */
export const isRecipeName = (nameOrPath: string): boolean => /^[a-z0-9-]+$/.test(nameOrPath);

/**
 * The recipe with the one that it names for other scenes, read as well; a path is taken from `folder`. `seen` are the
 * recipes on the way here.
 *
 * @throws InputError where they name each other in a circle
 */
export async function loadOtherwise<Recipe extends Chained<Recipe>>(
  recipe: Recipe,
  { folder, seen, load }: { folder: string; seen: readonly string[]; load: Load<Recipe> },
): Promise<Recipe> {
  const { otherwise } = recipe;
  if (typeof otherwise !== 'string') return recipe;
  const next = isRecipeName(otherwise) ? otherwise : resolveLocation(folder, otherwise);
  if (seen.includes(next)) {
    const wanted = 'a recipe that does not lead back here';
    throw new InputError({ thing: 'recipe: otherwise', wanted, got: otherwise, source: recipe.name });
  }
  return { ...recipe, otherwise: await load(next, seen) };
}
