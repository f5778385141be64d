import { z } from 'zod';
import { defineMethod, idsUpTo } from '../segmenter.js';
import { cutColumn } from './cut.js';
import { hasOneSource, ONE_SOURCE_RULE, oneSource, toSource } from './options.js';
import { definedValues } from './sample.js';

const options = z
  .strictObject({
    method: z.literal('quantiles'),
    ...oneSource,
    classes: z.int().min(2).max(20).default(5).describe('Classes of equal share of the scene, from low to high'),
  })
  .refine(hasOneSource, ONE_SOURCE_RULE);

/** Classes that hold equal shares of the scene: zones for rates that vary over a field. */
export const quantiles = defineMethod({
  name: 'quantiles',
  title: 'Classes of equal share of the scene by an index or band (quantiles)',
  options,
  classIds: ({ classes }) => idsUpTo(classes),
  create: ({ classes, ...source }) => ({
    haloPx: 0,
    sources: [toSource(source)],
    fit: (sample) => ({ cuts: findEvenCuts(definedValues(sample, 'quantiles'), classes) }),
    predict: (columns, params) => cutColumn(columns, (params as { cuts: number[] }).cuts, 'upper'),
  }),
});

/**
 * Increasing cuts that part the values in `classes` shares as even as can be; a value equal to a cut belongs above it. A
 * quantile between two values is interpolated (type 7 of Hyndman and Fan 1996); one inside a run of equal values moves to the
 * nearer end of the run, so that equal values stay together. Where that leaves a class without any, it is left out: fewer
 * than `classes − 1` cuts come back. Sorts `values`.
 */
export function findEvenCuts(values: Float64Array, classes: number): number[] {
  values.sort();
  const cuts = new Map<number, number>();
  for (let k = 1; k < classes; k++) {
    // In this order a place that is a whole number is one.
    const place = (k * (values.length - 1)) / classes;
    const below = countBelow(values, place);
    if (below !== null && !cuts.has(below)) cuts.set(below, cutAt(values, place, below));
  }
  return [...cuts.values()];
}

/** How many values are below the cut at a place; null where all values are equal. */
function countBelow(values: Float64Array, place: number): number | null {
  const value = values[Math.floor(place)];
  if (value < values[Math.ceil(place)]) return Math.ceil(place);
  const first = firstFrom(values, (other) => other >= value);
  const after = firstFrom(values, (other) => other > value);
  if (after === values.length) return first > 0 ? first : null;
  return first > 0 && place - first < after - 1 - place ? first : after;
}

function cutAt(values: Float64Array, place: number, below: number): number {
  const [low, high] = [values[below - 1], values[below]];
  const share = place - (below - 1);
  const cut = share > 0 && share < 1 ? low + share * (high - low) : high;
  // Rounded to nothing above `low`, it would take that with it.
  return cut > low ? cut : high;
}

/** The first place of sorted values where `holds`, which then holds for all after. */
function firstFrom(values: Float64Array, holds: (value: number) => boolean): number {
  let low = 0;
  let high = values.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (holds(values[middle])) high = middle;
    else low = middle + 1;
  }
  return low;
}
