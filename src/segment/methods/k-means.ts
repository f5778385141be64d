import { z } from 'zod';
import { defineMethod, idsUpTo } from '../segmenter.js';
import { FEATURE_RULE, featureOptions, hasFeatures, listFeatures } from './features.js';
import { fitCenters } from './lloyd.js';
import { assignNearest, type CenterParams, scoreNearest, toCenterParams } from './nearest-center.js';
import { standardise, takePoints } from './points.js';

const options = z
  .strictObject({
    method: z.literal('k-means'),
    clusters: z.int().min(2).max(64),
    ...featureOptions,
    maxRounds: z.int().min(1).default(100),
    maxSample: z.int().min(100).default(50_000).describe('Pixels to fit on'),
  })
  .refine(hasFeatures, FEATURE_RULE);

/** Clusters of like pixels; the centres come from the whole scene, each pixel goes to the nearest. */
export const kMeans = defineMethod({
  name: 'k-means',
  title: 'Clusters of pixels with like values (k-means)',
  options,
  scores: ['score'],
  classIds: ({ clusters }) => idsUpTo(clusters),
  create: ({ clusters, seed, maxRounds, maxSample, ...named }, scene) => {
    const { sources, width, rankOf } = listFeatures(named, scene);
    return {
      haloPx: 0,
      sources,
      fit: (sample) => {
        const points = takePoints(sample, maxSample, 'k-means');
        const spread = standardise(points, width);
        const centers = fitCenters(points, { width, clusters, seed, maxRounds });
        return { ...toCenterParams(centers, spread, rankOf) };
      },
      predict: (columns, params) => assignNearest(columns, params as unknown as CenterParams),
      predictScored: (columns, params) => scoreNearest(columns, params as unknown as CenterParams),
    };
  },
});
