import { readdir } from 'node:fs/promises';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { InputError } from '../errors.js';
import { isRemote, resolveLocation, toPath } from '../store/location.js';
import { openStore } from '../store/open-store.js';
import { findWhole } from '../store/read-whole.js';
import { isRecipeName } from './load-otherwise.js';
import { suggest } from './recipe-problems.js';

/** Folder of the recipes that come with the package: beside `src/` and beside `dist/`. */
const SHIPPED = fileURLToPath(new URL('../../recipes', import.meta.url));

const RECIPE = { thing: 'recipe', mostBytes: 16 * 2 ** 20 };

/** What a recipe's file says, and where that lies. */
export interface RecipeText {
  text: string;
  location: string;
}

/**
 * A recipe by its name, from the first of the folders that has it, then from those that come with the package; or by its
 * location: a path, `s3://` or `https://`.
 *
 * @throws InputError where there is none, with the names there are
 */
export async function readRecipe(nameOrLocation: string, folders: readonly string[]): Promise<RecipeText> {
  const isName = isRecipeName(nameOrLocation);
  const places = [...folders, SHIPPED];
  const locations = isName
    ? places.map((folder) => resolveLocation(folder, `${nameOrLocation}.json`))
    : [nameOrLocation];
  for (const location of locations) {
    const bytes = await findWhole(location, RECIPE);
    if (bytes) return { text: new TextDecoder().decode(bytes), location };
  }
  const names = await listRecipeNames(folders);
  const wanted = `a recipe file, or one of ${names.join(', ')}`;
  const got = `${nameOrLocation}${isName ? suggest(nameOrLocation, names) : ', which is no file'}`;
  throw new InputError({ thing: 'recipe', wanted, got });
}

/** The names in all these folders, and of the recipes that come with the package. */
export async function listRecipeNames(folders: readonly string[] = []): Promise<string[]> {
  const lists = await Promise.all([...folders, SHIPPED].map(listFiles));
  const names = lists.flat().filter((file) => file.endsWith('.json') && !file.endsWith('.schema.json'));
  return [...new Set(names.map((file) => basename(file, '.json')))].filter(isRecipeName).sort();
}

async function listFiles(folder: string): Promise<string[]> {
  if (!isRemote(folder)) return readdir(toPath(folder));
  const files: string[] = [];
  for await (const { key } of openStore(folder).list('')) if (!key.includes('/')) files.push(key);
  return files;
}
