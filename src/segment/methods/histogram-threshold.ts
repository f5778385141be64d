import { z } from 'zod';
import type { Segmenter } from '../segmenter.js';
import { cutColumn } from './cut.js';
import { countColumn, type Histogram } from './histogram.js';
import { type OneSource, toSource } from './options.js';

/** Options of all methods that take one threshold from the histogram of the scene. */
export const thresholdOptions = {
  bins: z.int().min(2).max(65_536).default(256).describe('Bins over the range of the scene; whole numbers need none'),
  min: z.number().optional().describe('The threshold is never below this, whatever the scene holds'),
  max: z.number().optional().describe('The threshold is never above this, whatever the scene holds'),
};

export interface ThresholdOptions extends OneSource {
  method: string;
  bins: number;
  min?: number | undefined;
  max?: number | undefined;
}

export const hasOrder = ({ min, max }: ThresholdOptions): boolean =>
  min === undefined || max === undefined || min <= max;

export const ORDER_RULE = { message: 'wanted min no greater than max', path: ['min'] };

/** Class 1 up to the threshold that `find` sees in the histogram of the whole scene, class 2 above. */
export function createHistogramThreshold(
  { method, bins, min = -Infinity, max = Infinity, ...source }: ThresholdOptions,
  find: (histogram: Histogram) => number,
): Segmenter {
  return {
    haloPx: 0,
    sources: [toSource(source)],
    fit: (sample) => {
      const found = find(countColumn(sample, method, { bins, maxWholeBins: 65_536 }));
      return { threshold: Math.min(Math.max(found, min), max), found };
    },
    predict: (columns, params) => cutColumn(columns, [(params as { threshold: number }).threshold], 'lower'),
  };
}
