import { z } from 'zod';
import { defineMethod, idsUpTo } from '../segmenter.js';
import { CHUNK } from './chunks.js';
import { FEATURE_RULE, featureOptions, hasFeatures, listFeatures } from './features.js';
import { fitFuzzyCenters, toShares } from './fuzzy-centers.js';
import { measureMemberships } from './memberships.js';
import { assignNearest, type CenterParams, toCenterParams } from './nearest-center.js';
import { standardise, takePoints } from './points.js';

const options = z
  .strictObject({
    method: z.literal('fuzzy-c-means'),
    clusters: z.int().min(2).max(64),
    ...featureOptions,
    fuzziness: z
      .number()
      .min(1.05)
      .max(10)
      .default(2)
      .describe('How soft memberships are: towards 1 as hard as k-means'),
    maxRounds: z.int().min(1).default(200),
    maxSample: z.int().min(100).default(20_000).describe('Pixels to fit on'),
  })
  .refine(hasFeatures, FEATURE_RULE);

/** Clusters that pixels belong to by degrees; each pixel gets the one it belongs to most. */
export const fuzzyCMeans = defineMethod({
  name: 'fuzzy-c-means',
  title: 'Clusters that pixels belong to by degrees (fuzzy c-means)',
  options,
  scores: ['score', 'entropy'],
  classIds: ({ clusters }) => idsUpTo(clusters),
  create: ({ clusters, fuzziness, seed, maxRounds, maxSample, ...named }, scene) => {
    const { sources, width, rankOf } = listFeatures(named, scene);
    return {
      haloPx: 0,
      sources,
      fit: (sample) => {
        const points = takePoints(sample, maxSample, 'fuzzy-c-means');
        const spread = standardise(points, width);
        const centers = fitFuzzyCenters(points, { width, clusters, seed, maxRounds, fuzziness });
        return { ...toCenterParams(centers, spread, rankOf) };
      },
      // The greatest membership is that of the nearest centre.
      predict: (columns, params) => assignNearest(columns, params as unknown as CenterParams),
      predictScored: (columns, params) => {
        const model = params as unknown as CenterParams;
        const classes = assignNearest(columns, model);
        const fill = createFill(model, fuzziness);
        return { classes, ...measureMemberships(columns, { width, count: model.centers.length, classes, fill }) };
      },
    };
  },
});

function createFill({ centers, weights }: CenterParams, fuzziness: number) {
  const distances = new Float64Array(centers.length);
  return (chunk: readonly Float64Array[], shares: readonly Float64Array[]): void => {
    for (let i = 0; i < CHUNK; i++) {
      for (let c = 0; c < centers.length; c++) {
        let sum = 0;
        for (let k = 0; k < weights.length; k++) {
          const difference = (chunk[k][i] - centers[c][k]) * weights[k];
          sum += difference * difference;
        }
        distances[c] = sum;
      }
      toShares(distances, fuzziness);
      for (let c = 0; c < centers.length; c++) shares[c][i] = distances[c];
    }
  };
}
