import { readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { listRecipes, loadRecipe } from '../../segment/recipe.js';
import type { OfferedRecipe } from './job-source.js';
import { isRecipeFolder } from './scene-name.js';

/** Recipes that scenes of a folder may be brought for. */
export interface Recipes {
  list(): Promise<OfferedRecipe[]>;
  /** What a name stands for: a file of the folder, or the recipe of that name that comes with the program. */
  find(name: string): Promise<string>;
}

/** Recipes that come with the program, and those that lie as `<name>.json` in the folder. */
export function createRecipes(folder: string, onProblem: (problem: string) => void): Recipes {
  let shipped: Promise<OfferedRecipe[]> | null = null;
  const told = new Set<string>();

  async function ownNames(): Promise<string[]> {
    const names = (await readdir(folder))
      .filter((name) => name.endsWith('.json'))
      .map((name) => basename(name, '.json'));
    return names.filter(isRecipeFolder);
  }

  async function loadOwn(name: string): Promise<OfferedRecipe[]> {
    try {
      const recipe = await loadRecipe(join(folder, `${name}.json`));
      return [{ name, purpose: recipe.title }];
    } catch (error) {
      const { message } = error as Error;
      if (!told.has(message)) onProblem(message);
      told.add(message);
      return [];
    }
  }

  return {
    async list() {
      shipped ??= listRecipes().then((all) => all.map(({ name, title }) => ({ name, purpose: title })));
      // Reading one may fail today and succeed tomorrow.
      shipped.catch(() => {
        shipped = null;
      });
      const own = (await Promise.all((await ownNames()).map(loadOwn))).flat();
      const others = (await shipped).filter(({ name }) => !own.some((recipe) => recipe.name === name));
      return [...own, ...others].sort((a, b) => (a.name < b.name ? -1 : 1));
    },
    async find(name) {
      return (await ownNames()).includes(name) ? join(folder, `${name}.json`) : name;
    },
  };
}
