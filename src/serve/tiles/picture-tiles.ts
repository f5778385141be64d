import type { RgbaImage } from '../../run/preview.js';
import { encodePng } from '../../tiling/sharp.js';
import type { TilePlace } from '../../vectorize/formats/pmtiles/tile-id.js';
import type { PublishedRun } from '../load-run.js';
import { oncePer } from '../once-per.js';
import type { LeveledRaster } from './raster-levels.js';
import { TILE_SIDE_PX } from './scene-pixels.js';
import type { Tile, TilesetFacts } from './tileset.js';
import { createWarpedScene, warpTile } from './warp.js';

/** Where pixels are drawn larger than they are, at most this many zooms beyond. */
const ENLARGED_ZOOMS = 1;
const MOST_ZOOM = 22;

const warpedSceneOf = oncePer(({ statistics }: PublishedRun) => createWarpedScene(statistics.scene));

/** Zooms at which a raster of a run is worth drawing: the largest shows each of its pixels, a step apart in the scene. */
export function zoomsOf(run: PublishedRun, stepPx: number): Pick<TilesetFacts, 'minzoom' | 'maxzoom'> {
  const native = Math.ceil(Math.log2(warpedSceneOf(run).zeroScale / stepPx));
  return { minzoom: 0, maxzoom: Math.max(0, Math.min(MOST_ZOOM, native + ENLARGED_ZOOMS)) };
}

/** A tile of a raster as a PNG; transparent where it has nothing. */
export async function drawPicture(
  run: PublishedRun,
  place: TilePlace,
  { raster, toColours }: { raster: LeveledRaster; toColours(pixels: Uint8Array): RgbaImage },
): Promise<Tile> {
  const pixels = await warpTile(warpedSceneOf(run), raster, place);
  return { bytes: pixels ? await encodePng(toColours(pixels)) : await emptyPicture(), isGzipped: false };
}

let empty: Promise<Uint8Array> | undefined;

function emptyPicture(): Promise<Uint8Array> {
  const [width, height] = [TILE_SIDE_PX, TILE_SIDE_PX];
  empty ??= encodePng({ width, height, channels: 4, data: new Uint8Array(4 * width * height) });
  return empty;
}
