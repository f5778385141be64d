import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { VERSION } from '../run/plan.js';
import { CONTRACT_FILE } from '../segment/onnx/model-contract.js';
import { hashModel } from '../segment/onnx/session.js';
import { parseRecipe, type Recipe } from '../segment/recipe.js';
import { MODEL_FILE, SEGMENTER } from './base-recipe.js';
import type { FittedModel } from './fit-model.js';
import type { Labels } from './labels/load-labels.js';
import { makeModelItem } from './model-item.js';
import { encodeEnsemble } from './onnx/ensemble-model.js';
import type { ChosenOptions } from './options.js';
import type { TrainingScene } from './samples.js';

/** Paths of what was written. */
export interface ModelFiles {
  model: string;
  item: string;
  recipe: string;
}

interface Written {
  options: ChosenOptions;
  recipe: Recipe;
  labels: Labels;
  features: readonly string[];
  fitted: FittedModel;
  scenes: readonly TrainingScene[];
}

const RECIPE_FILE = 'recipe.json';

/** Writes the model, then what describes it, each file whole. */
export async function writeModel(written: Written): Promise<ModelFiles> {
  const { options, recipe, labels, features, fitted, scenes } = written;
  const { legend } = labels;
  const { ensemble } = fitted;
  const metadata = { features: JSON.stringify(features), classes: JSON.stringify(legend) };
  const facts = { name: recipe.name, description: recipe.description, version: VERSION, features, metadata };
  const bytes = encodeEnsemble(ensemble, { ...facts, classIds: legend.map(({ id }) => id) });
  const item = makeModelItem({
    id: recipe.name,
    title: recipe.title,
    description: recipe.description,
    architecture: fitted.architecture,
    features,
    layers: recipe.layers,
    legend,
    hyperparameters: fitted.hyperparameters,
    bboxLonLat: joinBoxes(scenes.map(({ map }) => map.bboxLonLat)),
    datetimes: scenes.flatMap(({ scene }) => scene.datetime ?? []),
    parameterCount: ensemble.threshold.length + ensemble.voteUnits.length,
    model: { file: MODEL_FILE, bytes: bytes.length, sha256: hashModel(bytes) },
  });
  const paths = {
    model: join(options.out, MODEL_FILE),
    item: join(options.out, CONTRACT_FILE),
    recipe: join(options.out, RECIPE_FILE),
  };
  await mkdir(options.out, { recursive: true });
  await writeWhole(paths.model, bytes);
  await writeWhole(paths.item, toJson(item));
  await writeWhole(paths.recipe, toJson(toRecipeFile(recipe, labels)));
  return paths;
}

/** The recipe as a person would write it: without what is as by default. */
function toRecipeFile(recipe: Recipe, { legend }: Labels): object {
  const { name, title, description, version, ...rest } = recipe;
  const defaults = parseRecipe({ name, segmenter: SEGMENTER }, name);
  const { attributes, vectorize } = defaults;
  const changed = omitEqual({ ...rest, legend }, { ...defaults, segmenter: undefined });
  const nested = {
    attributes: omitEqual(recipe.attributes, attributes),
    vectorize: omitEqual(recipe.vectorize, vectorize),
  };
  const parts = Object.entries(nested).filter(([, part]) => Object.keys(part).length > 0);
  return { name, title, description, version, ...changed, ...Object.fromEntries(parts) };
}

/** The properties whose value is another in `others`. */
function omitEqual(properties: object, others: object): object {
  const byName = new Map(Object.entries(others).map(([name, value]) => [name, JSON.stringify(value)]));
  return Object.fromEntries(
    Object.entries(properties).filter(([name, value]) => JSON.stringify(value) !== byName.get(name)),
  );
}

function joinBoxes(boxes: readonly LabelBox[]): LabelBox {
  return boxes.reduce(([west, south, east, north], box) => [
    Math.min(west, box[0]),
    Math.min(south, box[1]),
    Math.max(east, box[2]),
    Math.max(north, box[3]),
  ]);
}

type LabelBox = TrainingScene['map']['bboxLonLat'];

const toJson = (content: object): Uint8Array => new TextEncoder().encode(`${JSON.stringify(content, null, 2)}\n`);

async function writeWhole(path: string, bytes: Uint8Array): Promise<void> {
  const unfinished = `${path}.unfinished`;
  await writeFile(unfinished, bytes);
  await rename(unfinished, path);
}
