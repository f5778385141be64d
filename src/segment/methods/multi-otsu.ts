import { z } from 'zod';
import { defineMethod, idsUpTo } from '../segmenter.js';
import { cutColumn } from './cut.js';
import { countColumn, type Histogram } from './histogram.js';
import { hasOneSource, ONE_SOURCE_RULE, oneSource, toSource } from './options.js';

const options = z
  .strictObject({
    method: z.literal('multi-otsu'),
    ...oneSource,
    classes: z.int().min(2).max(10),
    bins: z.int().min(2).max(1024).default(256).describe('Bins over the range of the scene'),
  })
  .refine(hasOneSource, ONE_SOURCE_RULE)
  .refine(({ classes, bins }) => classes <= bins, {
    message: 'wanted at least as many bins as classes',
    path: ['bins'],
  });

/** Several classes, parted where the variance between them is largest in the whole scene. */
export const multiOtsu = defineMethod({
  name: 'multi-otsu',
  title: "Otsu's thresholds for several classes",
  options,
  classIds: ({ classes }) => idsUpTo(classes),
  create: ({ classes, bins, ...source }) => ({
    haloPx: 0,
    sources: [toSource(source)],
    fit: (sample) => {
      const histogram = countColumn(sample, 'multi-otsu', { bins, maxWholeBins: bins });
      return { thresholds: findOtsuThresholds(histogram, classes) };
    },
    predict: (columns, params) => cutColumn(columns, (params as { thresholds: number[] }).thresholds, 'lower'),
  }),
});

/**
 * The bin centres that are the last of each class but the top one: exact, by dynamic programming over
 * Σ S²/P per class (Liao, Chen and Chung 2001, J. Inf. Sci. Eng. 17), S the sum and P the count of a class.
 * Fewer than `classes − 1` come back where the histogram has fewer filled bins than classes.
 */
export function findOtsuThresholds(histogram: Histogram, classes: number): number[] {
  const { counts, centers } = keepFilled(histogram);
  const binCount = counts.length;
  const parts = Math.min(classes, binCount);
  const gain = classGain(counts, centers);
  // best[j]: largest gain of bins 0 to j in the classes so far; lastEnd[k][j]: where the class before the last ends.
  let best = Float64Array.from({ length: binCount }, (_, j) => gain(0, j));
  const lastEnd: Int32Array[] = [];
  for (let part = 1; part < parts; part++) {
    const next = new Float64Array(binCount).fill(-Infinity);
    const ends = new Int32Array(binCount);
    for (let j = part; j < binCount; j++) {
      for (let end = part - 1; end < j; end++) {
        const value = best[end]! + gain(end + 1, j);
        if (value > next[j]!) [next[j], ends[j]] = [value, end];
      }
    }
    best = next;
    lastEnd.push(ends);
  }
  const thresholds: number[] = [];
  for (let part = lastEnd.length - 1, j = binCount - 1; part >= 0; part--) {
    j = lastEnd[part]![j]!;
    thresholds.unshift(centers[j]!);
  }
  return thresholds;
}

/** Empty bins add nothing to any class and only make ties. */
function keepFilled({ counts, centers }: Histogram): Histogram {
  return { counts: counts.filter((count) => count > 0), centers: centers.filter((_, i) => counts[i]! > 0) };
}

/** S²/P of the class of bins `from` to `to`, inclusive, about the mean of all (which keeps the sums small). */
function classGain(counts: Float64Array, centers: Float64Array): (from: number, to: number) => number {
  const total = counts.reduce((sum, count) => sum + count, 0);
  const mean = counts.reduce((sum, count, i) => sum + count * centers[i]!, 0) / total;
  const sums = new Float64Array(counts.length + 1);
  const moments = new Float64Array(counts.length + 1);
  for (let i = 0; i < counts.length; i++) {
    sums[i + 1] = sums[i]! + counts[i]!;
    moments[i + 1] = moments[i]! + counts[i]! * (centers[i]! - mean);
  }
  return (from, to) => {
    const moment = moments[to + 1]! - moments[from]!;
    return (moment * moment) / (sums[to + 1]! - sums[from]!);
  };
}
