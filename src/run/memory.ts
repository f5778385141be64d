import { UsageError } from '../errors.js';
import { bytesPerValue, type DataType } from '../raster/raster.js';
import { BLOCK_PX } from '../vectorize/simplify/block-arcs.js';

/** What an idle process holds, and each worker thread beside its tiles: measured. */
const PROCESS_BYTES = 110e6;
const WORKER_BYTES = 80e6;
/** Joining and writing files, of which the largest region is one piece: measured on 36 Mpx with 63,000 polygons. */
const PUBLISH_BYTES_PER_PIXEL = 8;
const PUBLISH_BYTES_MAX = 300e6;
const TILE_SIZES_PX = [1024, 512, 256, 128];
/** Tiles a worker may hold at once: the one at work, and what the last left to the garbage collector. */
const TILES_HELD = 2;

/** Borders of a block being simplified, a feature on every 25 pixels: measured. */
const BLOCK_BYTES_PER_PIXEL = 80;

export interface MemoryRequest {
  scene: { width: number; height: number; dataType: DataType; bandCount: number };
  prepared: {
    bandNumbers: readonly number[];
    haloPx: number;
    tileHaloPx: number;
    blockPx: number | null;
    workBytes?: number;
  };
  /** What is measured of every region. */
  layers: readonly { statistics: readonly unknown[] }[];
  /** Whether borders are simplified or smoothed, block by block. */
  drawsBorders?: boolean;
  memoryMB: number;
  workers: number;
  tileSizePx?: number;
}

/** Chooses tile size, workers and caches so that the run stays within `memoryMB`. */
export function planMemory(request: MemoryRequest): { tileSizePx: number; workers: number; cacheBytes: number } {
  const { memoryMB, workers } = request;
  const fixed = PROCESS_BYTES + publishBytes(request);
  const room = memoryMB * 1e6 - fixed;
  const sizes = request.tileSizePx ? [request.tileSizePx] : sizesFor(request);
  for (const size of sizes) {
    for (let count = workers; count >= 1; count = request.tileSizePx ? count - 1 : Math.floor(count / 2)) {
      const left = room - count * bytesPerWorker(request, size);
      // A halo and blocks that straddle tiles are read from the cache: a quarter of what is left.
      if (left >= 0) return { tileSizePx: size, workers: count, cacheBytes: Math.min(128e6, left / 4 / count) };
    }
  }
  const size = sizes.at(-1)!;
  const least = fixed + bytesPerWorker(request, size);
  const wanted = `at least ${Math.ceil(least / 1e6)} MB for tiles of ${size} pixels`;
  throw new UsageError({ thing: 'memory', wanted, got: `${memoryMB} MB` });
}

/** What a run so planned fills at most, in bytes. */
export function plannedBytes(
  request: Omit<MemoryRequest, 'memoryMB' | 'workers' | 'tileSizePx'>,
  { tileSizePx, workers, cacheBytes }: ReturnType<typeof planMemory>,
): number {
  const whole = { ...request, memoryMB: 0, workers };
  return PROCESS_BYTES + publishBytes(whole) + workers * (bytesPerWorker(whole, tileSizePx) + cacheBytes);
}

/** Pixels below which a scene is done before a second worker is at it. */
const SHARED_PIXELS = 512 * 512;

/** Tile sizes to try, the largest first: those that give every worker a tile, where the scene is worth it. */
function sizesFor({ scene: { width, height }, workers, prepared: { blockPx } }: MemoryRequest): readonly number[] {
  const sizes = blockPx ? [...alignedSizes(blockPx), ...TILE_SIZES_PX] : TILE_SIZES_PX;
  if (width * height <= SHARED_PIXELS) return sizes;
  const shared = sizes.filter((size) => Math.ceil(width / size) * Math.ceil(height / size) >= workers);
  return shared.length > 0 ? shared : sizes.slice(-1);
}

/** Tiles of whole blocks, so that no block is segmented for two of them. */
function alignedSizes(blockPx: number): number[] {
  const [largest] = TILE_SIZES_PX;
  if (blockPx > largest) return blockPx <= 2 * largest ? [blockPx] : [];
  return Array.from({ length: Math.floor(largest / blockPx) }, (_, i) => (i + 1) * blockPx).toReversed();
}

function bytesPerWorker(request: MemoryRequest, tileSizePx: number): number {
  const { scene, drawsBorders = false } = request;
  const block = drawsBorders ? Math.min(BLOCK_PX, scene.width) * Math.min(BLOCK_PX, scene.height) : 0;
  const work = Math.max(TILES_HELD * bytesPerTile(request, tileSizePx), BLOCK_BYTES_PER_PIXEL * block);
  return WORKER_BYTES + work + bytesPerObjectBlock(request) + (request.prepared.workBytes ?? 0);
}

function publishBytes({ scene: { width, height } }: MemoryRequest): number {
  return Math.min(PUBLISH_BYTES_MAX, PUBLISH_BYTES_PER_PIXEL * width * height);
}

/** Sources, edges and queues of a square in which objects are looked for: measured. */
const OBJECT_BYTES_PER_PIXEL = 120;
/** Sources and answers of a square where the method tells itself what it needs beside them. */
const KNOWN_BYTES_PER_PIXEL = 40;

function bytesPerObjectBlock({ scene, prepared: { blockPx, haloPx, workBytes } }: MemoryRequest): number {
  if (blockPx === null) return 0;
  const side = blockPx + 2 * haloPx;
  return (
    Math.min(side, scene.width) *
    Math.min(side, scene.height) *
    (workBytes ? KNOWN_BYTES_PER_PIXEL : OBJECT_BYTES_PER_PIXEL)
  );
}

/** Arcs, features and their encoded forms of pure noise, two features on every three pixels: measured. */
const FEATURE_BYTES_PER_PIXEL = 320;

/** Bands as stored and as numbers, layers, class mask, labels, visited marks, and features. */
function bytesPerTile({ scene, prepared, layers }: MemoryRequest, tileSizePx: number): number {
  const side = Math.min(tileSizePx, Math.max(scene.width, scene.height)) + 2 * prepared.tileHaloPx;
  const bands = Math.max(prepared.bandNumbers.length, 3);
  // Values as single numbers; a statistic beyond the first adds to the features.
  const layerBytes = layers.reduce((sum, { statistics }) => sum + 4 * statistics.length, 0);
  const pixels = bands * (2 * bytesPerValue(scene.dataType) + 4) + layerBytes + 1 + 4 + 2;
  return side * side * (pixels + FEATURE_BYTES_PER_PIXEL);
}
