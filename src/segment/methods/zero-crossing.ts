import { z } from 'zod';
import { logSigmaPx } from '../layers/laplacian-of-gaussian.js';
import { presentIn } from '../layers/present.js';
import { defineMethod } from '../segmenter.js';
import { hasOneSource, ONE_SOURCE_RULE, oneSource, toSource } from './options.js';
import { crossingReach, findCrossings } from './zero-crossing-marks.js';

export const crossingOptions = {
  sigmaPx: logSigmaPx,
  minStep: z
    .number()
    .min(0)
    .default(0)
    .describe('Least difference across an edge, in units of the source; 0: every crossing, so that all edges close'),
};

const options = z
  .strictObject({ method: z.literal('zero-crossing'), ...oneSource, ...crossingOptions })
  .refine(hasOneSource, ONE_SOURCE_RULE);

/** Class 2 on edges, where the Laplacian of Gaussian crosses 0; class 1 elsewhere. */
export const zeroCrossing = defineMethod({
  name: 'zero-crossing',
  title: 'Edges where the Laplacian of Gaussian crosses 0',
  options,
  classIds: () => [1, 2],
  create: ({ sigmaPx, minStep, ...source }) => ({
    haloPx: crossingReach({ sigmaPx, minStep }),
    sources: [toSource(source)],
    predict: (columns) => {
      const present = presentIn(columns);
      const classes = findCrossings(columns, { sigmaPx, minStep });
      for (let i = 0; i < classes.length; i++) classes[i] = present && present[i] === 0 ? 0 : classes[i] + 1;
      return classes;
    },
  }),
});
