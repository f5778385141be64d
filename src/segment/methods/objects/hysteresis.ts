import { z } from 'zod';
import type { Band } from '../../../raster/raster.js';
import { presentIn } from '../../layers/present.js';
import { defineMethod, type WindowColumns } from '../../segmenter.js';
import { hasOneSource, ONE_SOURCE_RULE, oneSource, toSource } from '../options.js';
import { areThresholds, findQuantiles, THRESHOLD_RULE, type Thresholds, thresholdOptions } from './edge-thresholds.js';
import { classesOfMarks, createMarks, growStrong, type Marks, NONE, rowOfMarks } from './hysteresis-grow.js';
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

/** Strong above the higher threshold, weak above the lower one. */
export function markAbove(
  values: Band,
  present: Uint8Array | null,
  { width, height }: { width: number; height: number },
  { low, high }: Thresholds,
): Marks {
  const marks = createMarks(width, height);
  for (let row = 0, i = 0; row < height; row++) {
    const from = rowOfMarks(marks, row);
    for (let x = 0; x < width; x++, i++) {
      marks.values[from + x] = Number(values[i] > low) + Number(values[i] > high);
    }
    if (present)
      for (let x = 0, p = row * width; x < width; x++, p++) if (present[p] === 0) marks.values[from + x] = NONE;
  }
  return marks;
}
