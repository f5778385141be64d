import { listRecipeNames, readRecipe } from '../src/segment/find-recipe.js';
import type { OfferedRecipe } from '../src/serve/jobs/job-source.js';

/**
 * Recipes that scenes may be brought for, by what their files say of themselves: whether one can be done is found when a
 * run is planned. One that is no JSON is left out.
 */
export async function listOffered(
  folders: readonly string[],
  onProblem: (problem: string) => void,
): Promise<OfferedRecipe[]> {
  const names = await listRecipeNames(folders);
  const found = await Promise.all(
    names.map(async (name): Promise<OfferedRecipe[]> => {
      const { text, location } = await readRecipe(name, folders);
      try {
        const { title } = JSON.parse(text) as { title?: unknown };
        return [{ name, purpose: typeof title === 'string' ? title : name }];
      } catch (error) {
        onProblem(`${location}: ${(error as Error).message}`);
        return [];
      }
    }),
  );
  return found.flat();
}
