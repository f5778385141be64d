import { z } from 'zod';
import { defineMethod, idsUpTo } from '../segmenter.js';
import { cutColumn } from './cut.js';
import { cutValues, hasOneSource, ONE_SOURCE_RULE, oneSource, toSource } from './options.js';

const options = z
  .strictObject({
    method: z.literal('threshold'),
    ...oneSource,
    cuts: cutValues.describe('Fixed limits; a value equal to one belongs to the upper class'),
  })
  .refine(hasOneSource, ONE_SOURCE_RULE);

/** Classes below and above fixed values. */
export const threshold = defineMethod({
  name: 'threshold',
  title: 'Fixed thresholds on an index or band',
  options,
  classIds: ({ cuts }) => idsUpTo(cuts.length + 1),
  create: ({ cuts, ...source }) => ({
    haloPx: 0,
    sources: [toSource(source)],
    predict: (columns) => cutColumn(columns, cuts, 'upper'),
  }),
});
