import { z } from 'zod';
import { InputError } from '../../errors.js';
import type { Json } from '../../raster/json.js';
import type { Columns } from '../segmenter.js';
import { blankUndefined, findDefined } from './defined.js';
import { findAxes } from './eigen.js';
import { defineLayer } from './layer.js';
import { ofSeveral } from './options.js';

const options = z
  .strictObject({
    type: z.literal('pca'),
    of: ofSeveral,
    component: z.int().min(1).max(64).default(1).describe('Which component; 1 holds most of the variance'),
    standardize: z
      .boolean()
      .default(false)
      .describe('Each source is divided by its standard deviation first, so that none outweighs the others'),
  })
  .refine(({ of, component }) => component <= of.length, {
    message: 'wanted no more than there are sources',
    path: ['component'],
  });

/** Pixels that axes are found from. */
const MAX_PIXELS = 500_000;

/** component = Σ weight · (value - mean). */
interface Params {
  means: number[];
  weights: number[];
}

/** A principal component of several sources (Hotelling 1933), found in the scene; its greatest weight is positive. */
export const pca = defineLayer({
  name: 'pca',
  title: 'Principal component of several bands',
  options,
  create: ({ of, component, standardize }, scene) => ({
    haloPx: 0,
    sources: of.map(scene.sourceOf),
    fit: (sample) => fitComponent(sample, component, standardize),
    compute: (columns, params) => {
      const { means, weights } = params as unknown as Params;
      const sums = new Float64Array(columns.length);
      for (const [k, column] of columns.values.entries()) {
        for (let i = 0; i < sums.length; i++) sums[i] += weights[k] * (column[i] - means[k]);
      }
      return blankUndefined(Float32Array.from(sums), findDefined(columns));
    },
  }),
});

function fitComponent(sample: Columns, component: number, standardize: boolean): Json {
  const present = findPlaces(sample);
  const means = sample.values.map((column) => sumOver(present, (i) => column[i]) / present.length);
  const covariance = sample.values.map((a, k) =>
    sample.values.map((b, m) => sumOver(present, (i) => (a[i] - means[k]) * (b[i] - means[m])) / present.length),
  );
  const scales = covariance.map((row, k) => (standardize && row[k] > 0 ? 1 / Math.sqrt(row[k]) : 1));
  const scaled = covariance.map((row, k) => row.map((value, m) => value * scales[k] * scales[m]));
  const { vectors } = findAxes(scaled);
  return { means, weights: vectors[component - 1].map((weight, k) => weight * scales[k]) };
}

/** Pixels of the sample that are looked at: where all is defined, and no more than `MAX_PIXELS`, evenly. */
function findPlaces(sample: Columns): Uint32Array {
  const defined = findDefined(sample);
  const places = Uint32Array.from({ length: sample.length }, (_, i) => i).filter((i) => !defined || defined[i] === 1);
  if (places.length === 0) {
    throw new InputError({ thing: 'layer pca', wanted: 'at least one pixel with data in the sample', got: 'none' });
  }
  const step = Math.ceil(places.length / MAX_PIXELS);
  return places.filter((_, k) => k % step === 0);
}

function sumOver(places: Uint32Array, valueAt: (i: number) => number): number {
  let sum = 0;
  for (const i of places) sum += valueAt(i);
  return sum;
}
