import type { LayerKind } from './layer.js';

/** Every kind of layer that a recipe can define. */
export const LAYER_KINDS: readonly LayerKind[] = [];

export const LAYER_KIND_NAMES: readonly string[] = LAYER_KINDS.map(({ name }) => name);

export function findLayerKind(name: string): LayerKind | null {
  return LAYER_KINDS.find((kind) => kind.name === name) ?? null;
}
