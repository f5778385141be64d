import type { Plane } from './convolve.js';
import { createElement } from './element.js';
import { networkMedian } from './median-network.js';
import { selectRank } from './select.js';
import { slideJoin } from './slide-join.js';

/** The same as `slideMedian`, for small squares: most have all their values, and those go through one network. */
export function fewMedian(plane: Plane, defined: Uint8Array | null, reach: number): Float32Array {
  const { values, width, height } = plane;
  const medians = networkMedian(plane, reach);
  const hasGap = defined && findGaps(defined, plane, reach);
  const near = new Float32Array((2 * reach + 1) ** 2);
  for (let y = 0, i = 0; y < height; y++) {
    const isRim = y < reach || y >= height - reach;
    for (let x = 0; x < width; x++, i++) {
      if (!isRim && x >= reach && x < width - reach && !(hasGap && hasGap[i] === 1)) {
        // Adding 0 makes one zero of the two.
        medians[i] += 0;
        continue;
      }
      let found = 0;
      for (let row = Math.max(0, y - reach); row <= Math.min(height - 1, y + reach); row++) {
        const end = row * width + Math.min(width - 1, x + reach);
        for (let at = row * width + Math.max(0, x - reach); at <= end; at++) {
          if (!defined || defined[at] === 1) near[found++] = values[at];
        }
      }
      medians[i] = selectRank(near, found, (found - 1) >> 1) + 0;
    }
  }
  return medians;
}

/** 1 where not all of the square is defined. */
function findGaps(defined: Uint8Array, { width, height }: Plane, reach: number): Uint16Array {
  const values = new Uint16Array(defined.length);
  for (let i = 0; i < values.length; i++) values[i] = 1 - defined[i];
  return slideJoin({ values, width, height }, createElement('square', 2 * reach + 1), 'or');
}
