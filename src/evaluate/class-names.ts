import { loadRecipe } from '../segment/recipe.js';
import type { Scene } from '../tiling/open-scene.js';

/** Names and colours of classes by id, in order of id. */
export type ClassNames = ReadonlyMap<number, { name: string; color: string | null }>;

const CLASS_ITEM = /^CLASS_(\d{1,3})$/;

/**
 * The names that a class raster of ours carries: items `CLASS_1`, `CLASS_2`, … of GDAL's metadata. Their colours are those
 * of the shipped recipe that made it, where its names are still the same.
 */
export async function readClassNames({ metadata }: Pick<Scene, 'metadata'>): Promise<ClassNames> {
  const named = Object.entries(metadata).flatMap(([item, name]) => {
    const id = Number(CLASS_ITEM.exec(item)?.[1] ?? 0);
    return id > 0 ? [{ id, name }] : [];
  });
  if (named.length === 0) return new Map();
  const recipeName = metadata.LANDQUILT_RECIPE?.split(' ')[0] ?? '';
  const made = /^[\w-]+$/.test(recipeName) ? await loadClassNames(recipeName).catch(() => null) : null;
  const colorOf = (id: number, name: string) => (made?.get(id)?.name === name ? (made.get(id)?.color ?? null) : null);
  return sortById(named.map(({ id, name }) => ({ id, name, color: colorOf(id, name) })));
}

/** The legend of a recipe, by name or file. */
export async function loadClassNames(recipe: string): Promise<ClassNames> {
  return sortById((await loadRecipe(recipe)).legend);
}

function sortById(entries: readonly { id: number; name: string; color: string | null }[]): ClassNames {
  return new Map([...entries].sort((a, b) => a.id - b.id).map(({ id, name, color }) => [id, { name, color }] as const));
}
