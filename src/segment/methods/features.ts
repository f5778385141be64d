import { z } from 'zod';
import type { BandRef, SceneBands, Source } from '../segmenter.js';
import { bandRef, indexName, layerName } from './options.js';
import { restore, type Spread } from './points.js';

/** Options of all methods that compare pixels by several quantities at once. */
export const featureOptions = {
  bands: z
    .union([z.literal('all'), z.array(bandRef).max(32)])
    .default('all')
    .describe('Bands to cluster by'),
  indices: z.array(indexName).default([]).describe('Indices to cluster by, beside the bands'),
  layers: z.array(layerName).default([]).describe('Layers of the recipe to cluster by, beside the bands'),
  orderBy: indexName.optional().describe('Index that orders the classes; the mean of the bands if missing'),
  seed: z.int().min(0).default(1),
};

export interface FeatureOptions {
  bands: 'all' | readonly BandRef[];
  indices: readonly string[];
  layers: readonly string[];
  orderBy?: string | undefined;
}

export const FEATURE_RULE = { message: 'wanted at least one band, index or layer', path: ['bands'] };

export const hasFeatures = ({ bands, indices, layers }: FeatureOptions): boolean =>
  bands === 'all' || bands.length + indices.length + layers.length > 0;

/** What pixels are compared by, and what orders their classes. */
export interface Features {
  /** The first `width` are compared; one more may follow, which orders the classes. */
  sources: Source[];
  width: number;
  /** What a class is ordered by: a standardised centre, the value of the last source after it where that orders. */
  rankOf(center: ArrayLike<number>, spread: Spread): number;
}

/** Bands come first, as stored: standardised values do not depend on a scale or an offset. */
export function listFeatures(options: FeatureOptions, { dataBands }: SceneBands): Features {
  const { bands, indices, layers, orderBy } = options;
  const bandList: readonly BandRef[] = bands === 'all' ? dataBands : bands;
  const compared = [
    ...bandList.map((band): Source => ({ kind: 'raw', band })),
    ...indices.map((name): Source => ({ kind: 'index', name })),
    ...layers.map((name): Source => ({ kind: 'layer', name })),
  ];
  const width = compared.length;
  // Without bands the first index or layer orders the classes.
  const bright = bandList.length || 1;
  return {
    sources: orderBy ? [...compared, { kind: 'index', name: orderBy }] : compared,
    width,
    rankOf: (center, spread) =>
      orderBy
        ? center[width]
        : restore(center, spread)
            .slice(0, bright)
            .reduce((sum, value) => sum + value, 0),
  };
}
