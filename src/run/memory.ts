import { UsageError } from '../errors.js';
import { bytesPerValue, type DataType } from '../raster/raster.js';

/** What an idle process, and each idle worker thread, holds: measured. */
const PROCESS_BYTES = 110e6;
const WORKER_BYTES = 45e6;
const TILE_SIZES_PX = [1024, 512, 256, 128];
/** Tiles a worker may hold at once: the one at work, and what the last left to the garbage collector. */
const TILES_HELD = 2;

export interface MemoryRequest {
  scene: { width: number; height: number; dataType: DataType; bandCount: number };
  prepared: { bandNumbers: readonly number[]; indexNames: readonly string[]; haloPx: number };
  memoryMB: number;
  workers: number;
  tileSizePx?: number;
}

/** Chooses tile size, workers and caches so that the run stays within `memoryMB`. */
export function planMemory(request: MemoryRequest): { tileSizePx: number; workers: number; cacheBytes: number } {
  const { memoryMB, workers } = request;
  const limit = memoryMB * 1e6;
  const sizes = request.tileSizePx ? [request.tileSizePx] : TILE_SIZES_PX;
  for (const size of sizes) {
    for (let count = workers; count >= 1; count = request.tileSizePx ? count - 1 : Math.floor(count / 2)) {
      const left = limit - PROCESS_BYTES - count * (WORKER_BYTES + TILES_HELD * bytesPerTile(request, size));
      // A halo and blocks that straddle tiles are read from the cache: a quarter of what is left.
      if (left >= 0) return { tileSizePx: size, workers: count, cacheBytes: Math.min(128e6, left / 4 / count) };
    }
  }
  const size = sizes.at(-1)!;
  const least = PROCESS_BYTES + WORKER_BYTES + TILES_HELD * bytesPerTile(request, size);
  const wanted = `at least ${Math.ceil(least / 1e6)} MB for tiles of ${size} pixels`;
  throw new UsageError({ thing: 'memory', wanted, got: `${memoryMB} MB` });
}

/** Bands as stored and as numbers, indices, class mask, labels, visited marks, and the features of a busy tile. */
function bytesPerTile({ scene, prepared }: MemoryRequest, tileSizePx: number): number {
  const side = Math.min(tileSizePx, Math.max(scene.width, scene.height)) + 2 * prepared.haloPx;
  const bands = Math.max(prepared.bandNumbers.length, 3);
  const perPixel = bands * (2 * bytesPerValue(scene.dataType) + 4) + prepared.indexNames.length * 4 + 1 + 4 + 2 + 24;
  return side * side * perPixel;
}
