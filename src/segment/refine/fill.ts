import { z } from 'zod';
import { toClassSet, whichClasses } from './options.js';
import { type ClassWindow, defineRefineStep } from './refine-step.js';
import { findSmallParts, type SmallParts } from './small-parts.js';

const options = z.strictObject({
  step: z.literal('fill'),
  classes: whichClasses,
  maxPixels: z.int().min(1).max(256).default(16).describe('Holes of at most so many pixels are filled'),
});

/**
 * Fills holes in a class: pixels of any other classes, connected along sides, that only that class surrounds. What touches
 * nodata or the scene's edge is no hole. Of holes in each other the outer one counts.
 */
export const fill = defineRefineStep({
  name: 'fill',
  title: 'Fill small holes in classes',
  options,
  create: ({ classes: chosen, maxPixels }) => {
    const isChosen = toClassSet(chosen);
    return {
      // A hole of n pixels reaches at most n - 1 pixels from any of its own, and what surrounds it is one farther.
      haloPx: maxPixels,
      apply: (window) => {
        const changed = window.classes.slice();
        const sizes = new Uint16Array(changed.length);
        for (const id of idsIn(window)) {
          if (isChosen[id] === 1) fillClass({ window, changed, sizes }, id, maxPixels);
        }
        return changed;
      },
    };
  },
});

interface Filling {
  window: ClassWindow;
  changed: Uint8Array;
  /** Pixels of the hole that each pixel was filled with; 0 where it was not. */
  sizes: Uint16Array;
}

function fillClass({ window, changed, sizes }: Filling, id: number, maxPixels: number): void {
  const { classes } = window;
  const keys = new Uint8Array(classes.length);
  for (let i = 0; i < keys.length; i++) keys[i] = Number(classes[i] !== 0) & Number(classes[i] !== id);
  const parts = findSmallParts({ ...window, keys }, maxPixels);
  for (let part = 0, start = 0; part < parts.ends.length; start = parts.ends[part++]) {
    const size = parts.ends[part] - start;
    if (!isEnclosed(parts, start, parts.ends[part], window)) continue;
    for (let at = start; at < start + size; at++) {
      const pixel = parts.pixels[at];
      if (size <= sizes[pixel]) continue;
      sizes[pixel] = size;
      changed[pixel] = id;
    }
  }
}

/** True where neither nodata nor the window's edge is beside the part; what else is beside it is of the class. */
function isEnclosed({ pixels }: SmallParts, start: number, end: number, { classes, width }: ClassWindow): boolean {
  for (let at = start; at < end; at++) {
    const pixel = pixels[at];
    const x = pixel % width;
    if (x === 0 || x === width - 1 || pixel < width || pixel >= classes.length - width) return false;
    if (classes[pixel - 1] === 0 || classes[pixel + 1] === 0) return false;
    if (classes[pixel - width] === 0 || classes[pixel + width] === 0) return false;
  }
  return true;
}

function idsIn({ classes }: ClassWindow): number[] {
  const there = new Uint8Array(256);
  for (let i = 0; i < classes.length; i++) there[classes[i]] = 1;
  return Array.from(there.keys()).filter((id) => id > 0 && there[id] === 1);
}
