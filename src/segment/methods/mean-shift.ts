import { z } from 'zod';
import { defineMethod } from '../segmenter.js';
import { FEATURE_RULE, featureOptions, hasFeatures, listFeatures } from './features.js';
import { estimateBandwidth, findModes } from './modes.js';
import { assignNearest, type CenterParams, scoreNearest, toCenterParams } from './nearest-center.js';
import { standardise, takePoints } from './points.js';

const { seed: _, ...named } = featureOptions;

const options = z
  .strictObject({
    method: z.literal('mean-shift'),
    ...named,
    bandwidth: z
      .number()
      .positive()
      .optional()
      .describe('How far a cluster reaches, in standard deviations; estimated from the scene if missing'),
    neighbourShare: z
      .number()
      .positive()
      .max(1)
      .default(0.3)
      .describe('Where the bandwidth is estimated: the share of pixels that the nearest neighbours of one are'),
    kernel: z.enum(['flat', 'gaussian']).default('flat'),
    maxClusters: z.int().min(1).max(255).default(255).describe('The densest so many are kept'),
    maxSample: z.int().min(100).default(10_000).describe('Pixels to fit on'),
  })
  .refine(hasFeatures, FEATURE_RULE);

/** Pixels that the bandwidth is estimated from. */
const MOST_ESTIMATED = 1000;

/** Clusters around the places where values are densest; how many there are, the scene decides. */
export const meanShift = defineMethod({
  name: 'mean-shift',
  title: 'Clusters around the densest values, as many as there are (mean shift)',
  options,
  scores: ['score'],
  classIds: () => null,
  create: ({ bandwidth, neighbourShare, kernel, maxClusters, maxSample, ...features }, scene) => {
    const { sources, width, rankOf } = listFeatures(features, scene);
    return {
      haloPx: 0,
      sources,
      fit: (sample) => {
        const points = takePoints(sample, maxSample, 'mean-shift');
        const spread = standardise(points, width);
        const estimate = { share: neighbourShare, most: MOST_ESTIMATED };
        // Where most values are equal nothing can be estimated.
        const reach = bandwidth ?? (estimateBandwidth(points, width, estimate) || 1);
        const modes = findModes(points, { width, bandwidth: reach, kernel, maxModes: maxClusters });
        return { ...toCenterParams(modes, spread, rankOf), bandwidth: reach };
      },
      predict: (columns, params) => assignNearest(columns, params as unknown as CenterParams),
      predictScored: (columns, params) => scoreNearest(columns, params as unknown as CenterParams),
    };
  },
});
