import { z } from 'zod';
import { findMost } from './around.js';
import { toClassSet, whichClasses } from './options.js';
import { findParts, type Parts } from './parts.js';
import { type ClassWindow, defineRefineStep } from './refine-step.js';

const options = z.strictObject({
  step: z.literal('remove'),
  classes: whichClasses,
  maxPixels: z.int().min(1).max(256).default(16).describe('Objects of at most so many pixels go'),
});

/**
 * Takes away small objects, connected along sides: all of an object goes to the class that it shares most sides with (of
 * equals the least id), small objects beside it not counted. One that only nodata or small objects surround stays.
 */
export const remove = defineRefineStep({
  name: 'remove',
  title: 'Take away small objects of classes',
  options,
  create: ({ classes: chosen, maxPixels }) => {
    const isChosen = toClassSet(chosen);
    return {
      // Whether an object beside the pixel's own is small shows as far away again.
      haloPx: 2 * maxPixels,
      apply: (window) => {
        const { classes } = window;
        const keys = new Uint8Array(classes.length);
        for (let i = 0; i < keys.length; i++) keys[i] = classes[i] * isChosen[classes[i]];
        const parts = findParts({ keys, width: window.width });
        const { starts, ends } = parts;
        const small = listSmall(parts, maxPixels);
        const lends = new Uint8Array(classes.length);
        for (let i = 0; i < lends.length; i++) lends[i] = Number(classes[i] !== 0);
        for (const run of small) lends.fill(0, starts[run], ends[run]);
        const changed = classes.slice();
        const vote = createSideVote({ ...window, lends });
        for (let first = 0, after = 0; first < small.length; first = after) {
          const root = parts.roots[small[first]];
          for (after = first; after < small.length && parts.roots[small[after]] === root; after++) {
            vote.count(starts[small[after]], ends[small[after]]);
          }
          const id = vote.take();
          if (id > 0) for (const run of small.subarray(first, after)) changed.fill(id, starts[run], ends[run]);
        }
        return changed;
      },
    };
  },
});

/** Runs of small parts, part by part. */
function listSmall({ count, roots, sizes }: Parts, maxPixels: number): Int32Array {
  // Where each part's next run goes: after all runs of the parts before.
  const places = new Int32Array(count + 1);
  for (let run = 0; run < count; run++) if (sizes[roots[run]] <= maxPixels) places[roots[run] + 1]++;
  for (let run = 0; run < count; run++) places[run + 1] += places[run];
  const runs = new Int32Array(places[count]);
  for (let run = 0; run < count; run++) if (sizes[roots[run]] <= maxPixels) runs[places[roots[run]]++] = run;
  return runs;
}

/** Counts the classes on the sides of runs. */
function createSideVote({ classes, width, lends }: ClassWindow & { lends: Uint8Array }) {
  const counts = new Uint32Array(256);
  return {
    count(start: number, end: number): void {
      if (start % width > 0 && lends[start - 1] === 1) counts[classes[start - 1]]++;
      if (end % width > 0 && lends[end] === 1) counts[classes[end]]++;
      for (let pixel = start; pixel < end; pixel++) {
        // Outside of the window there is nothing to lend.
        if (lends[pixel - width] === 1) counts[classes[pixel - width]]++;
        if (lends[pixel + width] === 1) counts[classes[pixel + width]]++;
      }
    },
    /** The class counted most, and starts anew. */
    take(): number {
      const most = findMost(counts);
      counts.fill(0);
      return most;
    },
  };
}
