import type { Window } from '../../raster/window.js';
import { firstSample } from '../../run/preview-sample.js';
import { OUTPUT_NAMES } from '../../store/keys.js';
import type { ObjectInfo, Store } from '../../store/store.js';
import { decodeImage } from '../../tiling/sharp.js';
import type { PublishedRun } from '../load-run.js';
import { createOpenedFiles, hasFile } from '../opened-files.js';
import type { Readers } from '../run-reader.js';
import { drawPicture, zoomsOf } from './picture-tiles.js';
import { halvePicture, type Picture, toRgba } from './pictures.js';
import type { LeveledRaster, RasterLevel } from './raster-levels.js';
import { TILE_SIDE_PX } from './scene-pixels.js';
import type { TileKind } from './tileset.js';

/** Each takes some megabytes. */
const MOST_OPEN = 12;
/** Pictures of runs are smaller. */
const MAX_PIXELS = 1024 * 1024;

/** The scene itself, as the run saw it, from its small picture. */
export function createSourceTiles(store: Store, readers: Readers): TileKind {
  const pictures = createOpenedFiles({ store, readers, name: OUTPUT_NAMES.source, mostOpen: MOST_OPEN }, (info, run) =>
    loadPicture(store, info, stepOf(run)),
  );
  return {
    name: 'source',
    type: 'image/png',
    ending: '.png',
    isIn: (run) => run.statistics.preview !== undefined && hasFile(run, OUTPUT_NAMES.source),
    describe: async (run) => ({ ...zoomsOf(run, stepOf(run)), description: 'The scene' }),
    tile: async (run, place) =>
      drawPicture(run, place, {
        raster: await pictures.of(run),
        toColours: (data) => ({ width: TILE_SIDE_PX, height: TILE_SIDE_PX, channels: 4, data }),
      }),
  };
}

const stepOf = ({ statistics }: PublishedRun): number => statistics.preview?.stepPx ?? 1;

async function loadPicture(store: Store, { key }: ObjectInfo, stepPx: number): Promise<LeveledRaster> {
  const pictures: Picture[] = [toRgba(await decodeImage(await store.get(key), { maxPixels: MAX_PIXELS }))];
  while (Math.max(pictures.at(-1)!.width, pictures.at(-1)!.height) > TILE_SIDE_PX) {
    pictures.push(halvePicture(pictures.at(-1)!));
  }
  // A sample stands in the middle of the pixels that it stands for.
  const offsetPx = firstSample(0, stepPx) + 0.5 - stepPx / 2;
  return {
    levels: pictures.map(
      ({ width, height }, level): RasterLevel => ({ width, height, stepPx: stepPx * 2 ** level, offsetPx }),
    ),
    channels: 4,
    read: async (level, window) => cutPicture(pictures[level], window),
  };
}

function cutPicture({ width, data }: Picture, window: Window): Uint8Array {
  const cut = new Uint8Array(4 * window.width * window.height);
  for (let row = 0; row < window.height; row++) {
    const start = 4 * ((window.row + row) * width + window.col);
    cut.set(data.subarray(start, start + 4 * window.width), 4 * row * window.width);
  }
  return cut;
}
