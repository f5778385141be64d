import { type Affine, applyAffine, relateAffines } from '../../raster/affine.js';
import { type Crs, fromLonLat, isGeographic } from '../../raster/crs.js';
import type { SceneFacts } from '../../run/statistics.js';
import { mercatorX, mercatorY } from '../../vectorize/formats/pmtiles/mercator.js';
import type { TilePlace } from '../../vectorize/formats/pmtiles/tile-id.js';

/** Pixels along a side of a tile that is a picture. */
export const TILE_SIDE_PX = 256;

/** Where something lies in Web Mercator, as shares of the world's side, x eastwards and y southwards → pixels of the scene from its corner. */
export type ToScene = (x: number, y: number) => [col: number, row: number];

/** The georeference of a scene. */
export type ScenePlace = Pick<SceneFacts, 'width' | 'height' | 'crs' | 'affine' | 'bboxLonLat'>;

const IDENTITY: Affine = [1, 0, 0, 0, 1, 0];

export function createToScene({ width, height, crs, affine }: ScenePlace): ToScene {
  const project = fromLonLat(crs);
  const toPixels = relateAffines(IDENTITY, affine);
  const turn = createTurn(crs, applyAffine(affine, width / 2, height / 2)[0]);
  return (x, y) => {
    const latitude = (Math.atan(Math.sinh(Math.PI * (1 - 2 * y))) * 180) / Math.PI;
    const [mapX, mapY] = project(360 * x - 180, latitude);
    return applyAffine(toPixels, turn(mapX), mapY);
  };
}

/** Brings longitudes near that of the scene's middle: a scene across the antimeridian may go on beyond 180°. */
function createTurn(crs: Crs, middle: number): (x: number) => number {
  return isGeographic(crs) ? (x) => x + 360 * Math.round((middle - x) / 360) : (x) => x;
}

/** A rectangle of pixels of a tile, half-open, like a window of a scene. */
export interface TileWindow {
  col: number;
  row: number;
  width: number;
  height: number;
}

/** The parts of a tile in which a box in degrees lies, a pixel more on every side: two where it goes over the antimeridian. */
export function windowsOfBox([west, south, east, north]: ScenePlace['bboxLonLat'], place: TilePlace): TileWindow[] {
  const spans =
    west <= east
      ? [[west, east]]
      : [
          [west, 180],
          [-180, east],
        ];
  return spans.flatMap(([from, to]) => {
    const [col, endCol] = pixelSpan(mercatorX(from), mercatorX(to), place.z, place.x);
    const [row, endRow] = pixelSpan(mercatorY(north), mercatorY(south), place.z, place.y);
    return endCol > col && endRow > row ? [{ col, row, width: endCol - col, height: endRow - row }] : [];
  });
}

function pixelSpan(from: number, to: number, z: number, tile: number): [start: number, end: number] {
  const scale = TILE_SIDE_PX * 2 ** z;
  const origin = TILE_SIDE_PX * tile;
  const inside = (value: number): number => Math.max(0, Math.min(TILE_SIDE_PX, value));
  return [inside(Math.floor(from * scale - origin) - 1), inside(Math.ceil(to * scale - origin) + 1)];
}

/** Pixels of the scene, by length, that one pixel of a tile of zoom 0 takes in the scene's middle. */
export function pixelsAtZoomZero({ width, height, bboxLonLat }: ScenePlace, toScene: ToScene): number {
  const [west, south, east, north] = bboxLonLat;
  const middle = west <= east ? (west + east) / 2 : (west + east) / 2 + (west + east > 0 ? -180 : 180);
  const [x, y] = [mercatorX(middle), mercatorY((south + north) / 2)];
  // So small that the projection is straight there.
  const step = 1 / (TILE_SIDE_PX * 2 ** MEASURED_ZOOM);
  const [left, right] = [toScene(x - step, y), toScene(x + step, y)];
  const [upper, lower] = [toScene(x, y - step), toScene(x, y + step)];
  const area = ((right[0] - left[0]) * (lower[1] - upper[1]) - (right[1] - left[1]) * (lower[0] - upper[0])) / 4;
  const pixels = Math.sqrt(Math.abs(area)) * 2 ** MEASURED_ZOOM;
  // Where it cannot be measured, a scene that is a tile wide.
  return Number.isFinite(pixels) && pixels > 0 ? pixels : Math.max(width, height);
}

const MEASURED_ZOOM = 18;
