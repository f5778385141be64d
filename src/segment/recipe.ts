import { z } from 'zod';
import { InputError } from '../errors.js';
import type { Legend } from '../raster/class-mask.js';
import { folderOf, resolveLocation } from '../store/location.js';
import type { RecipeAttributes } from './attributes.js';
import type { Exclude } from './exclude.js';
import { listRecipeNames, readRecipe } from './find-recipe.js';
import type { LayerOptions } from './layers/layer.js';
import { isRecipeName, loadOtherwise } from './load-otherwise.js';
import { findMethod, METHOD_NAMES, METHODS } from './methods/list.js';
import { loadModels } from './onnx/load-models.js';
import { describeProblems, suggest } from './recipe-problems.js';
import { recipeSchema } from './recipe-schema.js';
import type { RefineOptions } from './refine/refine-step.js';
import type { SegmenterOptions } from './segmenter.js';
import type { RecipeVectorize } from './vectorize-options.js';

/** Reflectance = value · scale + offset; `auto` takes both from the sensor. */
export type Scaling = 'auto' | 'none' | { scale: number; offset: number };

/** How to segment, with every default filled in. */
export interface Recipe {
  /** Small letters, digits and hyphens: part of the output's path. */
  name: string;
  title: string;
  description: string;
  version: string;
  /** Bands by role, where the scene does not tell: a band name or a number from 1. */
  bands?: Record<string, string | number>;
  /** Name of a sensor profile; without one the scene tells. */
  sensor?: string;
  scaling: Scaling;
  /** What is computed first, by name. */
  layers: Record<string, LayerOptions>;
  /** Pixels that are left out. */
  exclude: Exclude[];
  segmenter: SegmenterOptions;
  /** Changes of the class mask, one after the other. */
  refine: RefineOptions[];
  /** Empty where the segmenter takes any id. */
  legend: Legend;
  attributes: RecipeAttributes;
  vectorize: RecipeVectorize;
  /** Used where the scene lacks a band that this one reads; a name or a path until `loadRecipe` has read it. */
  otherwise?: string | Recipe;
}

/**
 * Checks a recipe and fills in its defaults.
 * @throws InputError naming every problem with its JSON path, and for an unknown key the nearest known one
 */
export function parseRecipe(json: unknown, source: string): Recipe {
  const method = findMethod(methodNameOf(json));
  if (!method) throw unknownMethod(json, source);
  const schema = recipeSchema(method.options);
  const parsed = schema.safeParse(json, { reportInput: true });
  if (!parsed.success) {
    const problems = describeProblems(parsed.error.issues, z.toJSONSchema(schema, { io: 'input' }));
    throw new InputError({ thing: 'recipe', wanted: 'a recipe as in its schema', got: problems, source });
  }
  const { $schema: _, bands, sensor, title, legend, otherwise, ...rest } = parsed.data;
  const segmenter = rest.segmenter as SegmenterOptions;
  checkLegend(legend, method.classIds(segmenter), source);
  if (rest.attributes.scores) checkScores({ name: rest.name, segmenter }, source);
  return {
    ...rest,
    title: title ?? rest.name,
    ...(bands ? { bands: bands as Record<string, string | number> } : {}),
    ...(sensor ? { sensor } : {}),
    segmenter,
    layers: rest.layers as Record<string, LayerOptions>,
    exclude: rest.exclude as Exclude[],
    refine: rest.refine as RefineOptions[],
    legend: legend.toSorted((a, b) => a.id - b.id),
    ...(otherwise ? { otherwise } : {}),
  };
}

/**
 * Reads a recipe: by its name, looked for in these folders and then among those that come with the package; or from a JSON
 * file by its path, `s3://` or `https://` location. Files that it names are taken from where it lies.
 */
export async function loadRecipe(nameOrLocation: string, folders: readonly string[] = []): Promise<Recipe> {
  return loadAfter(nameOrLocation, { folders, before: [] });
}

/** `before` are the recipes that led here. */
async function loadAfter(
  nameOrLocation: string,
  { folders, before }: { folders: readonly string[]; before: readonly string[] },
): Promise<Recipe> {
  const { text, location } = await readRecipe(nameOrLocation, folders);
  const folder = folderOf(location);
  const recipe = await loadModels(parseRecipe(parseJson(text, location), location), folder);
  const seen = [...before, isRecipeName(nameOrLocation) ? nameOrLocation : resolveLocation('.', nameOrLocation)];
  const load = (next: string, before: readonly string[]): Promise<Recipe> => loadAfter(next, { folders, before });
  return loadOtherwise(recipe, { folder, seen, load });
}

/** All recipes by name: of these folders, and those that come with the package. */
export async function listRecipes(folders: readonly string[] = []): Promise<Recipe[]> {
  return Promise.all((await listRecipeNames(folders)).map((name) => loadRecipe(name, folders)));
}

function parseJson(text: string, source: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    const got = cause instanceof Error ? cause.message : String(cause);
    throw new InputError({ thing: 'recipe', wanted: 'JSON', got, source }, { cause });
  }
}

function methodNameOf(json: unknown): string {
  const method = (json as { segmenter?: { method?: unknown } } | null)?.segmenter?.method;
  return typeof method === 'string' ? method : '';
}

function unknownMethod(json: unknown, source: string): InputError {
  const name = methodNameOf(json);
  const wanted = `segmenter.method to be one of ${METHOD_NAMES.join(', ')}`;
  const got = name ? `${name}${suggest(name, METHOD_NAMES)}` : `none${hintAtMisspelledSegmenter(json)}`;
  return new InputError({ thing: 'recipe', wanted, got, source });
}

function hintAtMisspelledSegmenter(json: unknown): string {
  if (typeof json !== 'object' || json === null || 'segmenter' in json) return '';
  const near = Object.keys(json).find((key) => suggest(key, ['segmenter']).includes('mean'));
  return near ? `; unknown key ${near} (did you mean segmenter?)` : '';
}

/** @throws InputError where the method of a recipe cannot say how sure it is */
export function checkScores({ name, segmenter }: Pick<Recipe, 'name' | 'segmenter'>, source = name): void {
  if (findMethod(segmenter.method)?.scores) return;
  const able = METHODS.filter((method) => method.scores).map((method) => method.name);
  const wanted = `a segmenter with scores (${able.join(', ')})`;
  throw new InputError({
    thing: 'recipe: attributes.scores',
    wanted,
    got: `${segmenter.method}, which has none`,
    source,
  });
}

function checkLegend(legend: Legend, wantedIds: readonly number[] | null, source: string): void {
  const ids = legend.map(({ id }) => id);
  const twice = ids.find((id, i) => ids.indexOf(id) !== i);
  if (twice !== undefined) {
    throw new InputError({ thing: 'recipe: legend', wanted: 'each id once', got: `${twice} twice`, source });
  }
  const missing = wantedIds?.filter((id) => !ids.includes(id)) ?? [];
  if (missing.length > 0) {
    const wanted = `an entry for every class of the segmenter (${wantedIds!.join(', ')})`;
    throw new InputError({ thing: 'recipe: legend', wanted, got: `none for ${missing.join(', ')}`, source });
  }
}
