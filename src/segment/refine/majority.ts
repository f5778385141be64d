import { z } from 'zod';
import { oddSizePx } from '../layers/options.js';
import { findMost } from './around.js';
import { type ClassWindow, defineRefineStep } from './refine-step.js';

const options = z.strictObject({
  step: z.literal('majority'),
  sizePx: oddSizePx(63).default(3).describe('Side of the square'),
});

/** Each pixel becomes the most frequent class of the square around it; it stays as it is where its own is as frequent. */
export const majority = defineRefineStep({
  name: 'majority',
  title: 'The most frequent class around each pixel',
  options,
  create: ({ sizePx }) => {
    const reach = (sizePx - 1) / 2;
    return { haloPx: reach, apply: (window) => takeMajority(window, reach) };
  },
});

/** Counts of classes slide along each row; that of nodata counts for nothing. */
function takeMajority({ classes, width, height }: ClassWindow, reach: number): Uint8Array {
  const changed = new Uint8Array(classes.length);
  const counts = new Uint32Array(classes.reduce((most, id) => Math.max(most, id), 0) + 1);
  for (let y = 0; y < height; y++) {
    const top = Math.max(0, y - reach) * width;
    const bottom = Math.min(height - 1, y + reach) * width;
    const whole = ((bottom - top) / width + 1) * (2 * reach + 1);
    counts.fill(0);
    for (let x = -reach; x < width; x++) {
      const right = x + reach;
      const left = x - reach - 1;
      if (right < width) for (let at = top + right; at <= bottom + right; at += width) counts[classes[at]]++;
      if (left >= 0) for (let at = top + left; at <= bottom + left; at += width) counts[classes[at]]--;
      if (x < 0) continue;
      const own = classes[y * width + x];
      changed[y * width + x] = own === 0 || 2 * counts[own] >= whole ? own : mostFrequent(counts, own);
    }
  }
  return changed;
}

function mostFrequent(counts: Uint32Array, own: number): number {
  const nodata = counts[0];
  counts[0] = 0;
  const most = findMost(counts);
  counts[0] = nodata;
  return counts[most] > counts[own] ? most : own;
}
