import { z } from 'zod';
import { indexName } from '../indices/index-name.js';
import type { BandRef, Source } from '../segmenter.js';

export { indexName };
export const bandRef = z.union([z.string().min(1), z.int().min(1)]);

export const layerName = z.string().min(1);

/** `index`, `band` or `layer`: the one quantity a method looks at. */
export const oneSource = {
  index: indexName.optional().describe('Spectral index to look at'),
  band: bandRef.optional().describe('Band to look at, by role, name or number'),
  layer: layerName.optional().describe('Layer of the recipe to look at'),
};

export interface OneSource {
  index?: string | undefined;
  band?: BandRef | undefined;
  layer?: string | undefined;
}

export const ONE_SOURCE_RULE = { message: 'wanted exactly one of index, band and layer', path: ['index'] };

export const hasOneSource = ({ index, band, layer }: OneSource): boolean =>
  [index, band, layer].filter((name) => name !== undefined).length === 1;

export function toSource({ index, band, layer }: OneSource): Source {
  if (layer !== undefined) return { kind: 'layer', name: layer };
  return index === undefined ? { kind: 'band', band: band! } : { kind: 'index', name: index };
}

export const isIncreasing = (values: readonly number[]): boolean =>
  values.every((v, i) => i === 0 || v > values[i - 1]!);

/** Values that cut a range into classes, in increasing order. */
export const cutValues = z
  .array(z.number())
  .min(1)
  .max(254)
  .refine(isIncreasing, { message: 'wanted increasing values' });
