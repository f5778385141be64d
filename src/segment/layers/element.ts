import { z } from 'zod';

/** A neighbourhood that is symmetric about its middle: how far each of its rows reaches, from `-radius` to `radius`. */
export interface Element {
  radius: number;
  /** Reach to the left and right of the middle column, one for each of the 2 · radius + 1 rows. */
  reaches: readonly number[];
}

export const elementShape = z
  .enum(['square', 'disk', 'cross'])
  .default('square')
  .describe('Pixels that count as near: a square, a disk (x² + y² ≤ r²), or the row and the column of the pixel');

/** The element of `sizePx` (odd) pixels across. */
export function createElement(shape: z.infer<typeof elementShape>, sizePx: number): Element {
  const radius = (sizePx - 1) / 2;
  const reaches = Array.from({ length: sizePx }, (_, i) => reachOf(shape, radius, i - radius));
  return { radius, reaches };
}

function reachOf(shape: z.infer<typeof elementShape>, radius: number, row: number): number {
  if (shape === 'square') return radius;
  if (shape === 'cross') return row === 0 ? radius : 0;
  return Math.floor(Math.sqrt(radius ** 2 - row ** 2));
}
