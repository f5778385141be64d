import { z } from 'zod';
import { findMost } from './around.js';
import { toClassSet, whichClasses } from './options.js';
import { type ClassWindow, defineRefineStep } from './refine-step.js';
import { findSmallParts, type SmallParts } from './small-parts.js';

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
        const parts = findSmallParts({ ...window, keys }, maxPixels);
        const lends = new Uint8Array(classes.length);
        for (let i = 0; i < lends.length; i++) lends[i] = Number(classes[i] !== 0);
        for (const pixel of parts.pixels) lends[pixel] = 0;
        const changed = classes.slice();
        for (let part = 0, start = 0; part < parts.ends.length; start = parts.ends[part++]) {
          const id = voteAround(parts, start, parts.ends[part], { ...window, lends });
          if (id > 0) for (let at = start; at < parts.ends[part]; at++) changed[parts.pixels[at]] = id;
        }
        return changed;
      },
    };
  },
});

const counts = new Uint32Array(256);

function voteAround(
  { pixels }: SmallParts,
  start: number,
  end: number,
  { classes, width, lends }: ClassWindow & { lends: Uint8Array },
): number {
  counts.fill(0);
  for (let at = start; at < end; at++) {
    const pixel = pixels[at];
    const x = pixel % width;
    if (x > 0 && lends[pixel - 1] === 1) counts[classes[pixel - 1]]++;
    if (x < width - 1 && lends[pixel + 1] === 1) counts[classes[pixel + 1]]++;
    if (pixel >= width && lends[pixel - width] === 1) counts[classes[pixel - width]]++;
    if (pixel < classes.length - width && lends[pixel + width] === 1) counts[classes[pixel + width]]++;
  }
  return findMost(counts);
}
