import { clearInvalid } from '../cut.js';
import type { LocalRule } from './local-mean.js';
import { createSlidingHistogram, findSlidingOtsu } from './sliding-otsu.js';

/** Pixels in 256 grades. */
export interface GradeColumn {
  /** Where in the grades a pixel lies: from 0 to below 256. */
  places: Float32Array;
  grades: Uint8Array;
  /** 1 where the pixel counts; null where all do. */
  present: Uint8Array | null;
}

/**
 * 2 where a pixel's grade is above Otsu's threshold of the square around it, 1 where it is not, or where all of the square
 * is of one grade. The square ends at the window's edges, and pixels that are not present do not count.
 */
export function markAboveOtsu({ places, grades, present }: GradeColumn, rule: LocalRule): Uint8Array {
  const { width, height, radiusPx, offset } = rule;
  const classes = new Uint8Array(grades.length);
  const histogram = createSlidingHistogram(grades, present, width);
  for (let row = 0; row < height; row++) {
    const firstRow = Math.max(row - radiusPx, 0);
    const endRow = Math.min(row + radiusPx + 1, height);
    histogram.clear();
    for (let x = 0; x < Math.min(radiusPx, width); x++) histogram.add(x, firstRow, endRow);
    for (let x = 0, i = row * width; x < width; x++, i++) {
      if (x + radiusPx < width) histogram.add(x + radiusPx, firstRow, endRow);
      if (x > radiusPx) histogram.remove(x - radiusPx - 1, firstRow, endRow);
      classes[i] = 1 + Number(places[i] + offset >= findSlidingOtsu(histogram) + 1);
    }
  }
  if (present) clearInvalid(classes, present);
  return classes;
}
