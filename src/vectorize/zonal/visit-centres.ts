import type { Window } from '../../raster/window.js';
import { coverWindow } from './coverage.js';
import type { Edges } from './orient-edges.js';

/** Visits the pixels of areas by the rule that a pixel is inside where its centre is; its memory is used again. */
export function createCentreVisitor() {
  let cover = new Int32Array(0);
  /** Calls `visit` with the column and row of every pixel of `window` whose centre lies inside, row by row. */
  return (edges: Edges, window: Window, visit: (col: number, row: number) => void): void => {
    const { col, row, width, height } = window;
    const stride = width + 1;
    if (cover.length < stride * height) cover = new Int32Array(stride * height);
    const changes = cover.subarray(0, stride * height).fill(0);
    coverWindow(edges, 'centre', window, changes);
    for (let y = 0; y < height; y++) {
      let sum = 0;
      for (let x = 0; x < width; x++) {
        sum = (sum + changes[y * stride + x]) | 0;
        if (sum > 0) visit(col + x, row + y);
      }
    }
  };
}
