import { basename, resolve } from 'node:path';
import { parseRecipe, type Recipe } from '../segment/recipe.js';
import type { ChosenOptions } from './options.js';

/** Name of the model in its folder. */
export const MODEL_FILE = 'model.onnx';

/**
 * The recipe that the model will run by, but for what is only known later: that of the caller, or an empty one, under the
 * name of the folder, with what the caller says of bands and scaling.
 */
export function baseRecipe({ out, recipe, overrides, model, labels }: ChosenOptions): Recipe {
  const name = toRecipeName(out);
  const description = `Classes learnt from ${basename(labels)} by ${model === 'forest' ? 'a random forest' : 'gradient boosting'}.`;
  const { otherwise: _, ...base } = recipe ?? parseRecipe({ name, segmenter: SEGMENTER }, name);
  const bands = { ...base.bands, ...overrides?.bands };
  const sensor = overrides?.sensor ?? base.sensor;
  return {
    ...base,
    name,
    title: name,
    description,
    version: '1',
    ...(Object.keys(bands).length > 0 ? { bands } : {}),
    ...(sensor ? { sensor } : {}),
    scaling: overrides?.scaling ?? base.scaling,
    segmenter: SEGMENTER,
    attributes: { ...base.attributes, scores: true },
  };
}

/** Paths in a recipe are taken from its folder. */
export const SEGMENTER = { method: 'model', model: `./${MODEL_FILE}` };

/** Small letters, digits and single hyphens. */
function toRecipeName(folder: string): string {
  const name = basename(resolve(folder)).toLowerCase();
  return name.replaceAll(/[^a-z0-9]+/g, '-').replaceAll(/^-+|-+$/g, '') || 'trained-model';
}
