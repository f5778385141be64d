import type { Band } from './raster.js';
import type { Window } from './window.js';

/** The values of window `to`, which lies inside `from`, out of those of `from`; the same array where they are equal. */
export function cropBand<T extends Band>(values: T, from: Window, to: Window): T {
  if (from.width === to.width && from.height === to.height) return values;
  const cropped = values.slice(0, to.width * to.height) as T;
  for (let row = 0; row < to.height; row++) {
    const start = (to.row - from.row + row) * from.width + to.col - from.col;
    cropped.set(values.subarray(start, start + to.width) as never, row * to.width);
  }
  return cropped;
}
