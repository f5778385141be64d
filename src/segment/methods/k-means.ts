import { z } from 'zod';
import { InputError } from '../../errors.js';
import { type BandRef, type Columns, defineMethod, idsUpTo, type Source } from '../segmenter.js';
import { clearInvalid } from './cut.js';
import { fitCenters, type Points } from './lloyd.js';
import { bandRef, indexName } from './options.js';

const options = z.strictObject({
  method: z.literal('k-means'),
  clusters: z.int().min(2).max(64),
  bands: z
    .union([z.literal('all'), z.array(bandRef).min(1).max(32)])
    .default('all')
    .describe('Bands to cluster by'),
  indices: z.array(indexName).default([]).describe('Indices to cluster by, beside the bands'),
  orderBy: indexName.optional().describe('Index that orders the classes; the mean of the bands if missing'),
  seed: z.int().min(0).default(1),
  maxRounds: z.int().min(1).default(100),
  maxSample: z.int().min(100).default(50_000).describe('Pixels to fit on'),
});

interface Params {
  /** One centre per class, in order of id; one value per column. */
  centers: number[][];
  /** 1 / standard deviation of each column. */
  weights: number[];
}

/** Clusters of like pixels; the centres come from the whole scene, each pixel goes to the nearest. */
export const kMeans = defineMethod({
  name: 'k-means',
  title: 'Clusters of pixels with like values (k-means)',
  options,
  scores: ['score'],
  classIds: ({ clusters }) => idsUpTo(clusters),
  create: ({ clusters, bands, indices, orderBy, seed, maxRounds, maxSample }, { dataBands }) => {
    const bandList: readonly BandRef[] = bands === 'all' ? dataBands : bands;
    const looked: Source[] = [
      // Standardised values do not depend on a scale or an offset.
      ...bandList.map((band): Source => ({ kind: 'raw', band })),
      ...indices.map((name): Source => ({ kind: 'index', name })),
    ];
    const sources: Source[] = orderBy ? [...looked, { kind: 'index', name: orderBy }] : looked;
    return {
      haloPx: 0,
      sources,
      fit: (sample) => {
        const points = takePoints(sample, maxSample);
        const width = looked.length;
        const { mean, deviation } = standardise(points, width);
        const centers = fitCenters(points, { width, clusters, seed, maxRounds });
        const rankOf = orderBy ? (center: Float64Array) => center[width]! : meanOf(bandList.length, mean, deviation);
        const ordered = centers.toSorted((a, b) => rankOf(a) - rankOf(b));
        return {
          centers: ordered.map((center) =>
            Array.from({ length: width }, (_, k) => center[k]! * deviation[k]! + mean[k]!),
          ),
          weights: Array.from({ length: width }, (_, k) => 1 / deviation[k]!),
        };
      },
      predict: (columns, params) => assignNearest(columns, params as unknown as Params),
      predictScored: (columns, params) => {
        const score = new Float32Array(columns.length);
        return { classes: assignNearest(columns, params as unknown as Params, score), score };
      },
    };
  },
});

/** Every n-th pixel where all columns are defined, so that no more than `maxSample` come together. */
function takePoints({ length, values, valid }: Columns, maxSample: number): Points {
  const isDefined = (i: number): boolean =>
    (!valid || valid[i] === 1) && values.every((column) => Number.isFinite(column[i]!));
  let defined = 0;
  for (let i = 0; i < length; i++) if (isDefined(i)) defined++;
  if (defined === 0) {
    throw new InputError({ thing: 'k-means', wanted: 'at least one pixel with data in the sample', got: 'none' });
  }
  const step = Math.ceil(defined / maxSample);
  const count = Math.ceil(defined / step);
  const points: Points = { count, columns: values.map(() => new Float64Array(count)) };
  for (let i = 0, seen = 0, at = 0; i < length; i++) {
    if (!isDefined(i) || seen++ % step !== 0) continue;
    for (const [k, column] of values.entries()) points.columns[k]![at] = column[i]!;
    at++;
  }
  return points;
}

/** Shifts and scales the first `width` columns in place to mean 0 and deviation 1; a constant one becomes 0. */
function standardise({ count, columns }: Points, width: number): { mean: number[]; deviation: number[] } {
  const mean: number[] = [];
  const deviation: number[] = [];
  for (const column of columns.slice(0, width)) {
    const center = column.reduce((sum, value) => sum + value, 0) / count;
    const variance = column.reduce((sum, value) => sum + (value - center) ** 2, 0) / count;
    const spread = Math.sqrt(variance) || 1;
    for (let i = 0; i < count; i++) column[i] = (column[i]! - center) / spread;
    mean.push(center);
    deviation.push(spread);
  }
  return { mean, deviation };
}

/** Brightness of a centre: the mean of its bands, as stored. */
function meanOf(bandCount: number, mean: readonly number[], deviation: readonly number[]) {
  return (center: Float64Array): number => {
    let sum = 0;
    for (let k = 0; k < bandCount; k++) sum += center[k]! * deviation[k]! + mean[k]!;
    return sum;
  };
}

/**
 * The class of the nearest centre, the smallest id among equals; 0 where a column is not defined. Where `score` is given
 * it is filled with the margin 1 − d₁ / d₂ of the distances to the nearest centre and the next: 0 half-way between two,
 * 1 at a centre, or where there is but one.
 */
function assignNearest(
  { length, values, valid }: Columns,
  { centers, weights }: Params,
  score?: Float32Array,
): Uint8Array {
  const width = weights.length;
  const squaredWeights = Float64Array.from(weights, (weight) => weight * weight);
  const flat = Float64Array.from(centers.flat());
  const pixel = new Float64Array(width);
  const classes = new Uint8Array(length);
  for (let i = 0; i < length; i++) {
    for (let k = 0; k < width; k++) pixel[k] = values[k]![i]!;
    let nearest = 0;
    let least = Number.POSITIVE_INFINITY;
    let second = Number.POSITIVE_INFINITY;
    for (let c = 0, at = 0; c < centers.length; c++) {
      let distance = 0;
      for (let k = 0; k < width; k++, at++) {
        const difference = pixel[k]! - flat[at]!;
        distance += squaredWeights[k]! * difference * difference;
      }
      // A distance that is not a number is less than nothing, so such a pixel stays 0.
      if (distance < least) [nearest, least, second] = [c + 1, distance, least];
      else if (distance < second) second = distance;
    }
    classes[i] = nearest;
    if (score) score[i] = second > 0 ? 1 - Math.sqrt(least / second) : 0;
  }
  if (valid) clearInvalid(classes, valid);
  return classes;
}
