import type { Window } from '../../raster/window.js';
import type { TilePlace } from '../../vectorize/formats/pmtiles/tile-id.js';
import { type ProjectedWindow, projectWindow } from './project-window.js';
import { chooseLevel, type LeveledRaster, type RasterLevel } from './raster-levels.js';
import {
  createToScene,
  pixelsAtZoomZero,
  type ScenePlace,
  TILE_SIDE_PX,
  type TileWindow,
  type ToScene,
  windowsOfBox,
} from './scene-pixels.js';

/** A scene as tiles see it. */
export interface WarpedScene {
  scene: ScenePlace;
  toScene: ToScene;
  /** Pixels of the scene in one of a tile of zoom 0. */
  zeroScale: number;
}

export function createWarpedScene(scene: ScenePlace): WarpedScene {
  const toScene = createToScene(scene);
  return { scene, toScene, zeroScale: pixelsAtZoomZero(scene, toScene) };
}

/** More pixels than these are not read for one tile where a smaller copy will do. */
const MOST_PIXELS = 4_000_000;

/**
 * The pixels of a tile in Web Mercator, 256 × 256 and `channels` bytes each, by nearest neighbour; zeros outside the
 * scene. Null where nothing of the scene lies in the tile.
 */
export async function warpTile(
  { scene, toScene, zeroScale }: WarpedScene,
  raster: LeveledRaster,
  place: TilePlace,
): Promise<Uint8Array | null> {
  const pixelScale = zeroScale / 2 ** place.z;
  let tile: Uint8Array | null = null;
  for (const window of windowsOfBox(scene.bboxLonLat, place)) {
    const projected = within(scene, projectWindow(toScene, { place, window, pixelScale }));
    const found = findPixels(raster.levels, projected, chooseLevel(raster.levels, pixelScale));
    if (!found) continue;
    tile ??= new Uint8Array(TILE_SIDE_PX * TILE_SIDE_PX * raster.channels);
    const pixels = await raster.read(found.level, found.window);
    paint(tile, window, { ...found, pixels, channels: raster.channels });
  }
  return tile;
}

/** Without what lies beside the scene: a smaller copy of it may reach a little further. */
function within({ width, height }: ScenePlace, projected: ProjectedWindow): ProjectedWindow {
  const { cols, rows } = projected;
  for (let i = 0; i < cols.length; i++) {
    if (!(cols[i] >= 0 && rows[i] >= 0 && cols[i] < width && rows[i] < height)) cols[i] = Number.NaN;
  }
  return projected;
}

/** The pixel of a level that a place of the scene lies in, or the nearest at its edges. */
const pixelAt = (place: number, { stepPx, offsetPx }: RasterLevel, size: number): number =>
  Math.max(0, Math.min(size - 1, Math.floor((place - offsetPx) / stepPx)));

/** Which pixels of a level are drawn. */
interface FoundPixels {
  level: number;
  /** What has to be read of the level. */
  window: Window;
  /** For each pixel of the tile's window its place in that; -1 where it has none. */
  indexes: Int32Array;
}

function findPixels(levels: readonly RasterLevel[], projected: ProjectedWindow, finest: number): FoundPixels | null {
  for (let level = finest; ; level++) {
    const window = boundsOf(levels[level], projected);
    if (!window) return null;
    if (window.width * window.height > MOST_PIXELS && level + 1 < levels.length) continue;
    return { level, window, indexes: indexPixels(levels[level], projected, window) };
  }
}

function boundsOf(level: RasterLevel, { cols, rows }: ProjectedWindow): Window | null {
  let [minCol, minRow, maxCol, maxRow] = [level.width, level.height, -1, -1];
  for (let i = 0; i < cols.length; i++) {
    if (Number.isNaN(cols[i])) continue;
    const col = pixelAt(cols[i], level, level.width);
    const row = pixelAt(rows[i], level, level.height);
    minCol = Math.min(minCol, col);
    maxCol = Math.max(maxCol, col);
    minRow = Math.min(minRow, row);
    maxRow = Math.max(maxRow, row);
  }
  return maxCol < 0 ? null : { col: minCol, row: minRow, width: maxCol - minCol + 1, height: maxRow - minRow + 1 };
}

function indexPixels(level: RasterLevel, { cols, rows }: ProjectedWindow, window: Window): Int32Array {
  return Int32Array.from(cols, (place, i) => {
    if (Number.isNaN(place)) return -1;
    const row = pixelAt(rows[i], level, level.height) - window.row;
    return row * window.width + pixelAt(place, level, level.width) - window.col;
  });
}

function paint(
  tile: Uint8Array,
  { col, row, width }: TileWindow,
  { indexes, pixels, channels }: FoundPixels & { pixels: Uint8Array; channels: number },
): void {
  for (let i = 0; i < indexes.length; i++) {
    if (indexes[i] < 0) continue;
    const to = channels * ((row + Math.floor(i / width)) * TILE_SIDE_PX + col + (i % width));
    const from = channels * indexes[i];
    for (let c = 0; c < channels; c++) tile[to + c] = pixels[from + c];
  }
}
