import { copyFile, mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { InputError } from '../errors.js';
import { loadModelDescription } from '../segment/onnx/describe-model.js';
import { CONTRACT_FILE } from '../segment/onnx/model-contract.js';
import { makeLegend } from '../segment/onnx/model-legend.js';
import { answerOptions } from '../segment/onnx/network/answers.js';
import { makeNetworkItem } from '../segment/onnx/network/network-item.js';
import { resolveNetwork } from '../segment/onnx/network/resolve.js';
import type { NetworkSpec } from '../segment/onnx/network/spec.js';
import { hashModel, readModel } from '../segment/onnx/session.js';
import { parseRecipe } from '../segment/recipe.js';
import type { GivenAnswers } from './models-answers.js';

const MODEL_FILE = 'model.onnx';
const RECIPE_FILE = 'recipe.json';

/** Paths of what was written. */
export interface AddedModel {
  model: string;
  item: string;
  recipe: string;
}

/**
 * Copies a model into a folder, beside a description that leaves nothing to ask and a recipe that runs it.
 *
 * @throws InputError where something is missing, or the model's weights lie in other files
 */
export async function addModel(
  path: string,
  { given, answers, choices }: GivenAnswers,
  { name, out }: { name: string; out: string },
): Promise<AddedModel> {
  const described = await loadModelDescription(path);
  if (described.facts.hasExternalData) {
    throw new InputError({ thing: 'model', wanted: 'weights within the file', got: 'other files', source: path });
  }
  const modelSha256 = hashModel(await readModel(path));
  const spec = resolveNetwork({ described, modelSha256, answers, choices });
  const recipe = makeRecipe(name, spec, given);
  parseRecipe(recipe, RECIPE_FILE);
  const before = await loadItem(join(dirname(path), CONTRACT_FILE));
  const item = makeNetworkItem({ name, spec, described, file: MODEL_FILE, before });
  const written = { model: join(out, MODEL_FILE), item: join(out, CONTRACT_FILE), recipe: join(out, RECIPE_FILE) };
  await mkdir(out, { recursive: true });
  if (resolve(path) !== resolve(written.model)) {
    await copyFile(path, `${written.model}.unfinished`);
    await rename(`${written.model}.unfinished`, written.model);
  }
  await writeWhole(written.item, item);
  await writeWhole(written.recipe, recipe);
  return written;
}

/** What a person chose of how the network is run stays in the recipe, and what the network is in its description. */
function makeRecipe(name: string, { classes, rest }: NetworkSpec, given: Record<string, unknown>): object {
  const known = new Set([...Object.keys(answerOptions), 'patchPx', 'overlapPx']);
  const chosen = Object.fromEntries(Object.entries(given).filter(([key]) => !known.has(key)));
  const segmenter = { method: 'network', model: `./${MODEL_FILE}`, ...chosen };
  return { name, segmenter, legend: makeLegend(classes, rest) };
}

/** The item beside the model, which was read before. */
async function loadItem(path: string): Promise<Record<string, unknown> | null> {
  const text = await readFile(path, 'utf8').catch(() => null);
  return text === null ? null : (JSON.parse(text) as Record<string, unknown>);
}

async function writeWhole(path: string, content: object): Promise<void> {
  const unfinished = `${path}.unfinished`;
  await writeFile(unfinished, `${JSON.stringify(content, null, 2)}\n`);
  await rename(unfinished, path);
}
