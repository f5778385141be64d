import { NETWORK_METHOD } from './onnx/network/answers.js';
import type { NetworkSpec } from './onnx/network/spec.js';
import type { Device } from './onnx/session.js';
import type { Recipe } from './recipe.js';

/** A recipe whose files were read, as `loadRecipe` does. */
type Read = Pick<Recipe, 'segmenter'>;

const specOf = ({ segmenter }: Read): NetworkSpec | null =>
  segmenter.method === NETWORK_METHOD ? ((segmenter.spec as NetworkSpec | undefined) ?? null) : null;

/** What computes the network of a recipe; null where it has none. */
export function deviceOf(recipe: Read): Device | null {
  return specOf(recipe)?.device ?? null;
}

/**
 * The recipe with its network on a device. Devices round differently, so that it is part of what is planned: a run is
 * another one on another device.
 */
export function onDevice<R extends Read>(recipe: R, device: Device): R {
  const spec = specOf(recipe);
  if (!spec || spec.device === device) return recipe;
  return { ...recipe, segmenter: { ...recipe.segmenter, device, spec: { ...spec, device } } };
}
