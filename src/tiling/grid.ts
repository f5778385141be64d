import { UsageError } from '../errors.js';
import { expandWindow, intersectWindows, type Window } from '../raster/window.js';

/** How a scene is cut into tiles, numbered row by row. */
export interface Grid {
  width: number;
  height: number;
  tileSizePx: number;
  /** Pixels read around a core but not kept. */
  overlapPx: number;
  columns: number;
  rows: number;
  count: number;
}

/** One unit of work: the core windows of all tiles cover the scene exactly once. */
export interface Tile {
  index: number;
  column: number;
  row: number;
  core: Window;
  /** Core plus overlap, cut at the scene's border. */
  read: Window;
}

export function createGrid(options: Pick<Grid, 'width' | 'height' | 'tileSizePx' | 'overlapPx'>): Grid {
  const { width, height, tileSizePx, overlapPx } = options;
  for (const [thing, value, least] of [
    ['scene width', width, 1],
    ['scene height', height, 1],
    ['tile size', tileSizePx, 1],
    ['tile overlap', overlapPx, 0],
  ] as const) {
    if (!Number.isSafeInteger(value) || value < least) {
      throw new UsageError({ thing, wanted: `a whole number of pixels, at least ${least}`, got: String(value) });
    }
  }
  const columns = Math.ceil(width / tileSizePx);
  const rows = Math.ceil(height / tileSizePx);
  return { width, height, tileSizePx, overlapPx, columns, rows, count: columns * rows };
}

export function tileAt(grid: Grid, index: number): Tile {
  const column = index % grid.columns;
  const row = Math.floor(index / grid.columns);
  const scene: Window = { col: 0, row: 0, width: grid.width, height: grid.height };
  const { tileSizePx } = grid;
  const square = { col: column * tileSizePx, row: row * tileSizePx, width: tileSizePx, height: tileSizePx };
  const core = intersectWindows(square, scene)!;
  return { index, column, row, core, read: intersectWindows(expandWindow(core, grid.overlapPx), scene)! };
}
