import { intersectWindows, type Window } from '../raster/window.js';
import { tileAt } from '../tiling/grid.js';
import type { RunContext } from './context.js';
import { loadClasses } from './tile-pack.js';

/** Tiles whose class ids stay in memory: those around a corner, where windows that reach over tiles meet them. */
const CACHED_TILES = 4;

/** Tiles at hand per run, the one used last at the end. */
const caches = new WeakMap<RunContext, Map<number, Promise<Uint8Array>>>();

/** Final class ids of any window of the scene, row by row; 0 outside the scene. */
export async function readClassWindow(context: RunContext, window: Window): Promise<Uint8Array> {
  const { grid } = context;
  const { col, row, width, height } = window;
  const classes = new Uint8Array(width * height);
  const inside = intersectWindows(window, { col: 0, row: 0, width: grid.width, height: grid.height });
  if (!inside) return classes;
  const tileOf = (at: number): number => Math.floor(at / grid.tileSizePx);
  for (let y = tileOf(inside.row); y <= tileOf(inside.row + inside.height - 1); y++) {
    for (let x = tileOf(inside.col); x <= tileOf(inside.col + inside.width - 1); x++) {
      const { index, core } = tileAt(grid, y * grid.columns + x);
      const shared = intersectWindows(inside, core);
      if (!shared) continue;
      const tile = await cachedClasses(context, index);
      for (let at = shared.row; at < shared.row + shared.height; at++) {
        const from = (at - core.row) * core.width + shared.col - core.col;
        classes.set(tile.subarray(from, from + shared.width), (at - row) * width + shared.col - col);
      }
    }
  }
  return classes;
}

function cachedClasses(context: RunContext, tile: number): Promise<Uint8Array> {
  const cache = caches.get(context) ?? new Map<number, Promise<Uint8Array>>();
  caches.set(context, cache);
  const loaded = cache.get(tile) ?? loadClasses(context, tile);
  cache.delete(tile);
  cache.set(tile, loaded);
  loaded.catch(() => cache.delete(tile));
  for (const oldest of cache.keys()) {
    if (cache.size <= CACHED_TILES) break;
    cache.delete(oldest);
  }
  return loaded;
}
