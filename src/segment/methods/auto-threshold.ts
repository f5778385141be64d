import { z } from 'zod';
import { defineMethod } from '../segmenter.js';
import { createHistogramThreshold, hasOrder, ORDER_RULE, thresholdOptions } from './histogram-threshold.js';
import { findIsodataThreshold } from './isodata.js';
import { findLiThreshold } from './li.js';
import { hasOneSource, ONE_SOURCE_RULE, oneSource } from './options.js';
import { findTriangleThreshold } from './triangle.js';
import { findYenThreshold } from './yen.js';

const RULES = {
  li: findLiThreshold,
  triangle: findTriangleThreshold,
  yen: findYenThreshold,
  isodata: findIsodataThreshold,
};

const options = z
  .strictObject({
    method: z.literal('auto-threshold'),
    ...oneSource,
    rule: z
      .enum(Object.keys(RULES) as [keyof typeof RULES])
      .describe(
        'li: least cross entropy; triangle: the corner of a histogram with one peak; yen: greatest entropic correlation; isodata: half-way between the means of both sides',
      ),
    ...thresholdOptions,
  })
  .refine(hasOneSource, ONE_SOURCE_RULE)
  .refine(hasOrder, ORDER_RULE);

/** Two classes, parted by a rule that looks at the histogram of the whole scene; class 2 is above. */
export const autoThreshold = defineMethod({
  name: 'auto-threshold',
  title: 'A threshold on an index or band by the rule of Li, Yen, the triangle or isodata',
  options,
  classIds: () => [1, 2],
  create: ({ rule, ...options }) => createHistogramThreshold(options, RULES[rule]),
});
