import { z } from 'zod';
import { defineMethod } from '../segmenter.js';
import { cutColumn } from './cut.js';
import { countColumn } from './histogram.js';
import { findIsodataThreshold } from './isodata.js';
import { findLiThreshold } from './li.js';
import { hasOneSource, ONE_SOURCE_RULE, oneSource, toSource } from './options.js';
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
    bins: z.int().min(2).max(65_536).default(256).describe('Bins over the range of the scene; whole numbers need none'),
    min: z.number().optional().describe('The threshold is never below this, whatever the scene holds'),
    max: z.number().optional().describe('The threshold is never above this, whatever the scene holds'),
  })
  .refine(hasOneSource, ONE_SOURCE_RULE)
  .refine(({ min, max }) => min === undefined || max === undefined || min <= max, {
    message: 'wanted min no greater than max',
    path: ['min'],
  });

/** Two classes, parted by a rule that looks at the histogram of the whole scene; class 2 is above. */
export const autoThreshold = defineMethod({
  name: 'auto-threshold',
  title: 'A threshold on an index or band by the rule of Li, Yen, the triangle or isodata',
  options,
  classIds: () => [1, 2],
  create: ({ rule, bins, min = -Infinity, max = Infinity, ...source }) => ({
    haloPx: 0,
    sources: [toSource(source)],
    fit: (sample) => {
      const found = RULES[rule](countColumn(sample, 'auto-threshold', { bins, maxWholeBins: 65_536 }));
      return { threshold: Math.min(Math.max(found, min), max), found };
    },
    predict: (columns, params) => cutColumn(columns, [(params as { threshold: number }).threshold], 'lower'),
  }),
});
