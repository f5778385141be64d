import { z } from 'zod';
import { presentIn } from '../../layers/present.js';
import { defineMethod, type WindowColumns } from '../../segmenter.js';
import { hasOneSource, ONE_SOURCE_RULE, oneSource, toSource } from '../options.js';
import { classesOfMarks } from './edge-marks.js';
import { areThresholds, findQuantiles, THRESHOLD_RULE, type Thresholds, thresholdOptions } from './edge-thresholds.js';
import { growStrong } from './hysteresis-grow.js';
import { markAbove } from './hysteresis-marks.js';
import { objectOptions } from './object-method.js';

/** Where neither values nor shares are said. */
const DEFAULT_SHARES = [0.8, 0.95];

const options = z
  .strictObject({
    method: z.literal('hysteresis'),
    ...oneSource,
    ...thresholdOptions,
    connectivity: z
      .union([z.literal(4), z.literal(8)])
      .default(8)
      .describe('Whether pixels that touch at a corner are joined (8) or not (4)'),
    blockPx: objectOptions.blockPx,
    overlapPx: objectOptions.overlapPx,
  })
  .refine(hasOneSource, ONE_SOURCE_RULE)
  .refine(areThresholds, THRESHOLD_RULE);

/**
 * Class 2 where the source is above the higher threshold, and where it is above the lower one and a path of such pixels leads
 * to one above the higher; class 1 elsewhere (Canny 1986, IEEE Trans. PAMI 8(6), section on thresholding).
 */
export const hysteresis = defineMethod({
  name: 'hysteresis',
  title: 'Two thresholds: above the high one, or above the low one and joined to it',
  options,
  classIds: () => [1, 2],
  create: ({ low, high, lowQuantile, highQuantile, connectivity, blockPx, overlapPx, ...source }) => {
    const shares = [lowQuantile ?? DEFAULT_SHARES[0], highQuantile ?? DEFAULT_SHARES[1]];
    return {
      haloPx: overlapPx,
      blockPx,
      sources: [toSource(source)],
      fit: (sample) => {
        if (low !== undefined && high !== undefined) return { low, high };
        const [lower, higher] = findQuantiles(sample, shares, 'hysteresis');
        return { low: lower, high: higher };
      },
      predict: (columns, params) => predictHysteresis(columns, params as unknown as Thresholds, connectivity),
    };
  },
});

function predictHysteresis(columns: WindowColumns, thresholds: Thresholds, connectivity: 4 | 8): Uint8Array {
  const present = presentIn(columns);
  const marks = markAbove(columns.values[0], present, columns.window, thresholds);
  growStrong(marks, connectivity);
  return classesOfMarks(marks, present);
}
