import { intersectWindows, type Window } from '../raster/window.js';
import { tileAt } from '../tiling/grid.js';
import type { Cells } from '../vectorize/label.js';
import type { RunContext } from './context.js';
import { hasSplit, loadRegionTile, readCells } from './split-pack.js';
import { loadClasses } from './tile-pack.js';

/** Tiles whose class ids stay in memory: those around a corner, where windows that reach over tiles meet them. */
const CACHED_TILES = 4;

/** Tiles at hand per run, the one used last at the end. */
const classCaches = new WeakMap<RunContext, Map<number, Promise<Cells>>>();
const cellCaches = new WeakMap<RunContext, Map<number, Promise<Cells>>>();

/** Final class ids of any window of the scene, row by row; 0 outside the scene. */
export async function readClassWindow(context: RunContext, window: Window): Promise<Uint8Array> {
  const classes = new Uint8Array(window.width * window.height);
  await fillWindow(context, window, (tile) => cached(classCaches, context, tile, loadClasses), classes);
  return classes;
}

/** The same of what borders are drawn between: class ids, or numbers of objects where the run splits them. */
export async function readCellWindow(context: RunContext, window: Window): Promise<Cells> {
  if (!hasSplit(context.plan.recipe.vectorize)) return readClassWindow(context, window);
  const cells = new Uint32Array(window.width * window.height);
  await fillWindow(context, window, (tile) => cached(cellCaches, context, tile, loadCells), cells);
  return cells;
}

async function loadCells(context: RunContext, tile: number): Promise<Cells> {
  return readCells(await loadRegionTile(context, tile));
}

async function fillWindow(
  { grid }: RunContext,
  window: Window,
  load: (tile: number) => Promise<Cells>,
  out: Cells,
): Promise<void> {
  const { col, row, width } = window;
  const inside = intersectWindows(window, { col: 0, row: 0, width: grid.width, height: grid.height });
  if (!inside) return;
  const tileOf = (at: number): number => Math.floor(at / grid.tileSizePx);
  for (let y = tileOf(inside.row); y <= tileOf(inside.row + inside.height - 1); y++) {
    for (let x = tileOf(inside.col); x <= tileOf(inside.col + inside.width - 1); x++) {
      const { index, core } = tileAt(grid, y * grid.columns + x);
      const shared = intersectWindows(inside, core);
      if (!shared) continue;
      const tile = await load(index);
      for (let at = shared.row; at < shared.row + shared.height; at++) {
        const from = (at - core.row) * core.width + shared.col - core.col;
        out.set(tile.subarray(from, from + shared.width), (at - row) * width + shared.col - col);
      }
    }
  }
}

function cached(
  caches: WeakMap<RunContext, Map<number, Promise<Cells>>>,
  context: RunContext,
  tile: number,
  load: (context: RunContext, tile: number) => Promise<Cells>,
): Promise<Cells> {
  const cache = caches.get(context) ?? new Map<number, Promise<Cells>>();
  caches.set(context, cache);
  const loaded = cache.get(tile) ?? load(context, tile);
  cache.delete(tile);
  cache.set(tile, loaded);
  loaded.catch(() => cache.delete(tile));
  for (const oldest of cache.keys()) {
    if (cache.size <= CACHED_TILES) break;
    cache.delete(oldest);
  }
  return loaded;
}
