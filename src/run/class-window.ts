import { intersectWindows, type Window } from '../raster/window.js';
import { hasInstances } from '../segment/instances.js';
import { BlockCache } from '../tiling/block-cache.js';
import { tileAt } from '../tiling/grid.js';
import type { Cells } from '../vectorize/label.js';
import type { RunContext } from './context.js';
import { loadRegionTile, readCells } from './split-pack.js';
import { loadClasses } from './tile-pack.js';

/** Tiles whose class ids stay in memory: those around a corner, where windows that reach over tiles meet them. */
const CACHED_TILES = 4;

/** Tiles at hand per run. */
const classCaches = new WeakMap<RunContext, BlockCache<Uint8Array>>();
const cellCaches = new WeakMap<RunContext, BlockCache<Cells>>();

/** Final class ids of any window of the scene, row by row; 0 outside the scene. */
export async function readClassWindow(context: RunContext, window: Window): Promise<Uint8Array> {
  const classes = new Uint8Array(window.width * window.height);
  const cache = cacheOf(context, classCaches, classes);
  await fillWindow(context, window, (tile) => cache.get(String(tile), () => loadClasses(context, tile)), classes);
  return classes;
}

/** The same of what borders are drawn between: class ids, or numbers of objects where the run splits them. */
export async function readCellWindow(context: RunContext, window: Window): Promise<Cells> {
  if (!hasInstances(context.plan.recipe)) return readClassWindow(context, window);
  const cells = new Uint32Array(window.width * window.height);
  const cache = cacheOf<Cells>(context, cellCaches, cells);
  await fillWindow(context, window, (tile) => cache.get(String(tile), () => loadCells(context, tile)), cells);
  return cells;
}

/** The cache of a run, for tiles of cells like these. */
function cacheOf<T extends Cells>(
  context: RunContext,
  caches: WeakMap<RunContext, BlockCache<T>>,
  { BYTES_PER_ELEMENT }: Cells,
): BlockCache<T> {
  const capacityBytes = CACHED_TILES * context.grid.tileSizePx ** 2 * BYTES_PER_ELEMENT;
  const cache = caches.get(context) ?? new BlockCache<T>({ capacityBytes, sizeOf: ({ byteLength }) => byteLength });
  caches.set(context, cache);
  return cache;
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
