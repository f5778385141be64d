import { z } from 'zod';
import { toClassSet, whichClasses } from './options.js';
import { findParts, type Parts } from './parts.js';
import { type ClassWindow, defineRefineStep } from './refine-step.js';

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
  const parts = findParts({ keys, width: window.width });
  const { starts, ends, roots, sizes: counts } = parts;
  const isHole = findHoles(parts, window, maxPixels);
  for (let run = 0; run < parts.count; run++) {
    const size = counts[roots[run]];
    if (isHole[roots[run]] === 0) continue;
    for (let pixel = starts[run]; pixel < ends[run]; pixel++) {
      if (size <= sizes[pixel]) continue;
      sizes[pixel] = size;
      changed[pixel] = id;
    }
  }
}

/** For each run that stands for a part, 1 where it is small and neither nodata nor the window's edge is beside it. */
function findHoles({ count, starts, ends, roots, sizes }: Parts, window: ClassWindow, maxPixels: number): Uint8Array {
  const isHole = new Uint8Array(count);
  for (let run = 0; run < count; run++) {
    if (roots[run] === run) isHole[run] = Number(sizes[run] <= maxPixels);
    if (isHole[roots[run]] === 1 && !isInside(window, starts[run], ends[run])) isHole[roots[run]] = 0;
  }
  return isHole;
}

/** True where neither nodata nor the window's edge is beside the run; what else is beside it is of the part or the class. */
function isInside({ classes, width }: ClassWindow, start: number, end: number): boolean {
  if (start % width === 0 || end % width === 0 || start < width || end > classes.length - width) return false;
  if (classes[start - 1] === 0 || classes[end] === 0) return false;
  for (let pixel = start; pixel < end; pixel++) {
    if (classes[pixel - width] === 0 || classes[pixel + width] === 0) return false;
  }
  return true;
}

function idsIn({ classes }: ClassWindow): number[] {
  const there = new Uint8Array(256);
  for (let i = 0; i < classes.length; i++) there[classes[i]] = 1;
  return Array.from(there.keys()).filter((id) => id > 0 && there[id] === 1);
}
