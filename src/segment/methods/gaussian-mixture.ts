import { z } from 'zod';
import type { Json } from '../../raster/json.js';
import { type Columns, defineMethod, idsUpTo } from '../segmenter.js';
import { CHUNK, createChunks } from './chunks.js';
import { clearInvalid } from './cut.js';
import { FEATURE_RULE, featureOptions, hasFeatures, listFeatures } from './features.js';
import { fitGaussians, type Gaussian, measureLog, toResponsibilities } from './gaussians.js';
import { measureMemberships } from './memberships.js';
import { restore, type Spread, standardise, takePoints } from './points.js';

const options = z
  .strictObject({
    method: z.literal('gaussian-mixture'),
    clusters: z.int().min(2).max(64),
    ...featureOptions,
    covariance: z
      .enum(['full', 'diagonal'])
      .default('full')
      .describe('Whether columns may go together within a cluster, or not'),
    regularisation: z.number().positive().default(1e-6).describe('Added to every variance; columns have variance 1'),
    maxRounds: z.int().min(1).default(200),
    maxSample: z.int().min(100).default(20_000).describe('Pixels to fit on'),
  })
  .refine(hasFeatures, FEATURE_RULE);

interface Params {
  /** In order of id; means in the units of the columns. */
  gaussians: { mean: number[]; whitening: number[]; logPeak: number }[];
}

/** Clusters of any size and direction; each pixel gets the one it most likely comes from. */
export const gaussianMixture = defineMethod({
  name: 'gaussian-mixture',
  title: 'Clusters of any size and direction (Gaussian mixture)',
  options,
  scores: ['score', 'entropy'],
  classIds: ({ clusters }) => idsUpTo(clusters),
  create: ({ clusters, covariance, regularisation, seed, maxRounds, maxSample, ...named }, scene) => {
    const { sources, width, rankOf } = listFeatures(named, scene);
    return {
      haloPx: 0,
      sources,
      fit: (sample) => {
        const points = takePoints(sample, maxSample, 'gaussian-mixture');
        const spread = standardise(points, width);
        const mixture = fitGaussians(points, { width, clusters, seed, maxRounds, covariance, regularisation });
        return {
          gaussians: mixture
            .toSorted((a, b) => rankOf(a.mean, spread) - rankOf(b.mean, spread))
            .map(({ mean, whitening, logPeak }) => ({
              mean: restore(mean, spread),
              whitening: unscale(whitening, spread),
              logPeak,
            })),
        };
      },
      predict: (columns, params) => classify(columns, readMixture(params), width),
      predictScored: (columns, params) => {
        const mixture = readMixture(params);
        const classes = classify(columns, mixture, width);
        const fill = createFill(mixture, width);
        return { classes, ...measureMemberships(columns, { width, count: mixture.length, classes, fill }) };
      },
    };
  },
});

/** For columns that are not standardised. */
function unscale(whitening: Float64Array, { deviation }: Spread): number[] {
  return Array.from(whitening, (value, i) => value / deviation[i % deviation.length]);
}

type Mixture = Pick<Gaussian, 'mean' | 'whitening' | 'logPeak'>[];

function readMixture(params: Json): Mixture {
  return (params as unknown as Params).gaussians.map(({ mean, whitening, logPeak }) => ({
    mean: Float64Array.from(mean),
    whitening: Float64Array.from(whitening),
    logPeak,
  }));
}

/** The Gaussian with the greatest density, the first among equals; 0 where a column is not defined. */
function classify(columns: Columns, mixture: Mixture, width: number): Uint8Array {
  const { length, valid } = columns;
  const classes = new Uint8Array(length);
  const greatest = new Float64Array(CHUNK);
  const logs = new Float64Array(CHUNK);
  const chunks = createChunks(columns, width);
  for (let start = 0; start < length; start += CHUNK) {
    const count = Math.min(CHUNK, length - start);
    const chunk = chunks.read(start);
    greatest.fill(Number.NEGATIVE_INFINITY);
    for (let c = 0; c < mixture.length; c++) {
      measureLog(chunk, mixture[c], { width, count, logs });
      // NaN is greater than nothing.
      for (let i = 0; i < count; i++) {
        if (logs[i] > greatest[i]) {
          greatest[i] = logs[i];
          classes[start + i] = c + 1;
        }
      }
    }
  }
  if (valid) clearInvalid(classes, valid);
  return classes;
}

function createFill(mixture: Mixture, width: number) {
  const logs = new Float64Array(mixture.length);
  return (chunk: readonly Float64Array[], shares: readonly Float64Array[]): void => {
    for (const [c, gaussian] of mixture.entries())
      measureLog(chunk, gaussian, { width, count: CHUNK, logs: shares[c] });
    for (let i = 0; i < CHUNK; i++) {
      for (let c = 0; c < logs.length; c++) logs[c] = shares[c][i];
      toResponsibilities(logs);
      for (let c = 0; c < logs.length; c++) shares[c][i] = logs[c];
    }
  };
}
