import type { Window } from '../../raster/window.js';
import { renderMaskPreview } from '../../run/preview.js';
import { OUTPUT_NAMES } from '../../store/keys.js';
import type { Store } from '../../store/store.js';
import { openSceneFrom } from '../../tiling/open-scene.js';
import { createOpenedFiles, hasFile } from '../opened-files.js';
import type { Readers } from '../run-reader.js';
import { drawPicture, zoomsOf } from './picture-tiles.js';
import type { LeveledRaster, RasterLevel } from './raster-levels.js';
import { TILE_SIDE_PX } from './scene-pixels.js';
import { openStoreBytes } from './store-bytes.js';
import type { TileKind } from './tileset.js';

const MOST_OPEN = 16;
/** Of each, decoded blocks that are kept. */
const CACHE_BYTES = 8_000_000;

/** The class of every pixel, in the colours of the legend, from `mask.tif` and its overviews. */
export function createMaskTiles(store: Store, readers: Readers): TileKind {
  const masks = createOpenedFiles({ store, readers, name: OUTPUT_NAMES.mask, mostOpen: MOST_OPEN }, async (info) =>
    toRaster(await openSceneFrom(await openStoreBytes(store, info), { cacheBytes: CACHE_BYTES })),
  );
  return {
    name: 'mask',
    type: 'image/png',
    ending: '.png',
    isIn: (run) => hasFile(run, OUTPUT_NAMES.mask),
    describe: async (run) => ({ ...zoomsOf(run, 1), description: 'The class of every pixel' }),
    tile: async (run, place) =>
      drawPicture(run, place, {
        raster: await masks.of(run),
        toColours: (classes) =>
          renderMaskPreview({ width: TILE_SIDE_PX, height: TILE_SIDE_PX, classes }, run.statistics.classes),
      }),
  };
}

type Mask = Awaited<ReturnType<typeof openSceneFrom>>;

function toRaster(mask: Mask): LeveledRaster {
  const { width, height, overviews } = mask;
  // Each level has half of the one before, rounded up.
  const levels = [{ width, height }, ...overviews].map(
    (size, level): RasterLevel => ({ ...size, stepPx: 2 ** level, offsetPx: 0 }),
  );
  return {
    levels,
    channels: 1,
    read: async (level: number, window: Window) => (await mask.read(window, { level })).bands[0] as Uint8Array,
  };
}
