import { z } from 'zod';
import { defineMethod, idsUpTo } from '../segmenter.js';
import { cutColumn } from './cut.js';
import { cutValues, hasOneSource, ONE_SOURCE_RULE, oneSource, toSource } from './options.js';
import { definedValues, quantileOf } from './sample.js';

const options = z
  .strictObject({
    method: z.literal('index-classes'),
    ...oneSource,
    breaks: cutValues.optional().describe('Class limits; a value equal to one belongs to the upper class'),
    quantiles: z.int().min(2).max(20).optional().describe('Number of classes of equal share, taken from the scene'),
  })
  .refine(hasOneSource, ONE_SOURCE_RULE)
  .refine((o) => (o.breaks === undefined) !== (o.quantiles === undefined), {
    message: 'wanted exactly one of breaks and quantiles',
    path: ['breaks'],
  });

/** Classes between fixed breaks, or between quantiles of the scene. */
export const indexClasses = defineMethod({
  name: 'index-classes',
  title: 'Classes of an index or band between breaks',
  options,
  classIds: ({ breaks, quantiles }) => idsUpTo(breaks ? breaks.length + 1 : quantiles!),
  create: ({ breaks, quantiles, ...source }) => {
    const sources = [toSource(source)];
    if (breaks) return { haloPx: 0, sources, predict: (columns) => cutColumn(columns, breaks, 'upper') };
    return {
      haloPx: 0,
      sources,
      fit: (sample) => ({ breaks: findQuantiles(definedValues(sample, 'quantiles'), quantiles!) }),
      predict: (columns, params) => cutColumn(columns, (params as { breaks: number[] }).breaks, 'upper'),
    };
  },
});

/** The `count - 1` inner quantiles by linear interpolation (type 7 of Hyndman and Fan 1996). Sorts `values`. */
export function findQuantiles(values: Float64Array, count: number): number[] {
  values.sort();
  return Array.from({ length: count - 1 }, (_, k) => quantileOf(values, (k + 1) / count));
}
