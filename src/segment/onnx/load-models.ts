import { readFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { InputError } from '../../errors.js';
import type { Legend } from '../../raster/class-mask.js';
import type { SegmenterOptions } from '../segmenter.js';
import { type PixelContract, parseContract } from './contract.js';
import { hashModel, readModel } from './session.js';

/** Name of a model's description, in the folder of its file. */
export const CONTRACT_FILE = 'model.json';

/** The method that runs a model. */
export const MODEL_METHOD = 'model';

interface Modelled {
  segmenter: SegmenterOptions;
  legend: Legend;
}

/**
 * A recipe with all that is to be known of its model's files: the path, the SHA-256 of the content, what the model reads
 * and the ids of its classes. So a run that is planned from it is another one when the model changes. The model's legend
 * stands where the recipe has none. Paths are taken from `folder`. A recipe without a model is given back as it is.
 *
 * @throws InputError where a file is missing, or the recipe and the model do not go together
 */
export async function loadModels<Recipe extends Modelled>(recipe: Recipe, folder: string): Promise<Recipe> {
  const { segmenter } = recipe;
  const inner = segmenter.classify as SegmenterOptions | undefined;
  if (inner?.method === MODEL_METHOD) {
    const { options, legend } = await loadModel(inner, recipe.legend, folder);
    return { ...recipe, segmenter: { ...segmenter, classify: options }, legend };
  }
  if (segmenter.method !== MODEL_METHOD) return recipe;
  const { options, legend } = await loadModel(segmenter, recipe.legend, folder);
  return { ...recipe, segmenter: options, legend };
}

async function loadModel(
  options: SegmenterOptions,
  said: Legend,
  folder: string,
): Promise<{ options: SegmenterOptions; legend: Legend }> {
  const path = resolve(folder, options.model as string);
  const modelSha256 = hashModel(await readModel(path));
  if (options.modelSha256 !== undefined && options.modelSha256 !== modelSha256) {
    const wanted = `the file of SHA-256 ${options.modelSha256}`;
    throw new InputError({ thing: 'model', wanted, got: modelSha256, source: path });
  }
  const contract = await loadContract(join(dirname(path), CONTRACT_FILE));
  const features = options.features ?? contract?.features;
  if (features === undefined) {
    const wanted = `${CONTRACT_FILE} beside it, or segmenter.features in the recipe`;
    throw new InputError({ thing: 'model', wanted, got: 'neither', source: path });
  }
  const legend = said.length > 0 ? said : (contract?.legend ?? []);
  const classes = options.classes ?? contract?.legend.map(({ id }) => id) ?? legend.map(({ id }) => id);
  checkLegend(legend, classes as number[], path);
  return { options: { ...options, model: path, modelSha256, features, classes }, legend };
}

async function loadContract(path: string): Promise<PixelContract | null> {
  const text = await readFile(path, 'utf8').catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === 'ENOENT') return null;
    throw new InputError(
      { thing: 'model', wanted: 'a description to read', got: cause.message, source: path },
      { cause },
    );
  });
  if (text === null) return null;
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw new InputError({ thing: 'model', wanted: 'JSON', got: (cause as Error).message, source: path }, { cause });
  }
  return parseContract(json, path);
}

function checkLegend(legend: Legend, classes: readonly number[], source: string): void {
  const missing = classes.filter((id) => !legend.some((entry) => entry.id === id));
  if (missing.length === 0 || legend.length === 0) return;
  const wanted = `an entry for every class of the model (${classes.join(', ')})`;
  throw new InputError({ thing: 'recipe: legend', wanted, got: `none for ${missing.join(', ')}`, source });
}
