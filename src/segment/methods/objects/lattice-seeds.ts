import type { Window } from '../../../raster/window.js';

export interface Lattice {
  /** Where in the scene. */
  window: Window;
  /** Distance of the seeds along rows and columns; whole. */
  stepPx: number;
  /** 1 where a seed may be; null where it may anywhere. */
  defined: Uint8Array | null;
}

/**
 * A pixel of the window for every square of `stepPx` counted from the scene's upper left corner: its middle, or the first of
 * the nearest to that where a seed may be; -1 where there is none, and for squares whose middle is outside the window. Row
 * by row, `across` in each. So windows that overlap agree on their seeds.
 */
export function findLatticeSeeds({ window, stepPx, defined }: Lattice): { seeds: Int32Array; across: number } {
  const firstCol = Math.floor(window.col / stepPx);
  const firstRow = Math.floor(window.row / stepPx);
  const across = Math.floor((window.col + window.width - 1) / stepPx) - firstCol + 1;
  const down = Math.floor((window.row + window.height - 1) / stepPx) - firstRow + 1;
  const middle = Math.floor(stepPx / 2);
  const seeds = new Int32Array(across * down).fill(-1);
  for (let i = 0; i < seeds.length; i++) {
    const x = (firstCol + (i % across)) * stepPx + middle - window.col;
    const y = (firstRow + Math.floor(i / across)) * stepPx + middle - window.row;
    if (x < 0 || x >= window.width || y < 0 || y >= window.height) continue;
    seeds[i] = defined ? nearestDefined({ window, stepPx, defined }, x, y) : y * window.width + x;
  }
  return { seeds, across };
}

/** The nearest defined pixel to the middle of a square, inside it. */
function nearestDefined({ window, stepPx, defined }: Lattice, x: number, y: number): number {
  const { width, height } = window;
  const middle = Math.floor(stepPx / 2);
  let found = -1;
  let least = Number.POSITIVE_INFINITY;
  for (let row = Math.max(0, y - middle); row < Math.min(height, y - middle + stepPx); row++) {
    for (let col = Math.max(0, x - middle); col < Math.min(width, x - middle + stepPx); col++) {
      const distance = (col - x) ** 2 + (row - y) ** 2;
      if (defined![row * width + col] === 0 || distance >= least) continue;
      least = distance;
      found = row * width + col;
    }
  }
  return found;
}
