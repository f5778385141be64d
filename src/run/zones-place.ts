import { type Affine, affineDeterminant, applyAffine } from '../raster/affine.js';
import { type Crs, fromLonLat, isGeographic, type Projection } from '../raster/crs.js';
import type { Grid } from '../tiling/grid.js';
import { type PlacedZones, placeZones } from '../vectorize/zonal/place-zones.js';
import type { ToPixel } from '../vectorize/zonal/project-ring.js';
import type { Zone } from '../vectorize/zonal/zone.js';
import type { RunContext } from './context.js';
import { isWholePack } from './resume.js';
import { packZones } from './zones-pack.js';
import type { ZonesSource } from './zones-source.js';

/** Puts a run's zones into the scene's pixels and writes them for the workers, unless that is done. */
export async function placeRunZones(context: RunContext, { plan: { location }, zones }: ZonesSource): Promise<void> {
  const { store, keys, grid, ground, plan } = context;
  if (await isWholePack(store, keys.zones)) return;
  const { width, height } = grid;
  const bboxLonLat = ground.spanLonLat;
  const toPixel = createToPixel({ ...plan.scene, bboxLonLat });
  const placed = placeZones(zones, { width, height, bboxLonLat, toPixel }, location);
  const work = { placed, ...listTileZones(grid, placed) };
  await store.putStream(keys.zones, packZones(work, encodeZones(zones)));
}

/** Maps in which x grows with the longitude alone, and begins anew after a turn. */
const CYLINDRICAL = /\+proj=(longlat|latlong|merc|eqc|cea|mill)\b/;

/** Longitude and latitude to pixel positions of a scene; longitudes run on as those of its box do. */
export function createToPixel(scene: {
  crs: Crs;
  affine: Affine;
  width: number;
  height: number;
  bboxLonLat: readonly [west: number, south: number, east: number, north: number];
}): ToPixel {
  const { crs, affine } = scene;
  const [a, b, c, d, e, f] = affine;
  const project = fromLonLat(crs);
  const determinant = affineDeterminant(affine);
  const toX = CYLINDRICAL.test(crs.proj) ? createRunningX(scene, project) : (_: number, x: number) => x;
  return (lon, lat) => {
    const [x, y] = project(lon, lat);
    const dx = toX(lon, x) - c;
    const dy = y - f;
    return [(e * dx - b * dy) / determinant, (a * dy - d * dx) / determinant];
  };
}

/** Adds whole turns to x, such that it lies where the scene does. */
function createRunningX(
  { crs, affine, width, height, bboxLonLat }: Parameters<typeof createToPixel>[0],
  project: Projection,
) {
  const [west, south, east, north] = bboxLonLat;
  const middleLon = (west + east) / 2;
  const middleLat = (south + north) / 2;
  const [middleX] = applyAffine(affine, width / 2, height / 2);
  const [x] = project(middleLon, middleLat);
  // One of the two steps may go over the edge of the map.
  const steps = [project(middleLon + 1, middleLat)[0] - x, x - project(middleLon - 1, middleLat)[0]];
  const perDeg = isGeographic(crs) ? 1 : Math.min(...steps.map(Math.abs));
  const turn = 360 * perDeg;
  return (lon: number, x: number): number => x + turn * Math.round((middleX + perDeg * (lon - middleLon) - x) / turn);
}

/** The zones whose window meets each tile, by counting. */
export function listTileZones(grid: Grid, { windows }: PlacedZones) {
  const tileOffsets = new Float64Array(grid.count + 1);
  visitTiles(grid, windows, (_, tile) => {
    tileOffsets[tile + 1]++;
  });
  for (let tile = 0; tile < grid.count; tile++) tileOffsets[tile + 1] += tileOffsets[tile];
  const next = tileOffsets.slice();
  const tileZones = new Uint32Array(tileOffsets[grid.count]);
  visitTiles(grid, windows, (zone, tile) => {
    tileZones[next[tile]++] = zone;
  });
  return { tileOffsets, tileZones };
}

function visitTiles(grid: Grid, windows: Int32Array, visit: (zone: number, tile: number) => void): void {
  const { tileSizePx, columns } = grid;
  for (let zone = 0; 4 * zone < windows.length; zone++) {
    const [col, row, endCol, endRow] = windows.subarray(4 * zone, 4 * zone + 4);
    for (let y = Math.floor(row / tileSizePx); y * tileSizePx < endRow; y++) {
      for (let x = Math.floor(col / tileSizePx); x * tileSizePx < endCol; x++) visit(zone, y * columns + x);
    }
  }
}

/** The zones as JSON texts, one after the other. */
function encodeZones(zones: readonly Zone[]): { bytes: Uint8Array; offsets: Float64Array } {
  const texts = zones.map((zone) => Buffer.from(JSON.stringify(zone)));
  const offsets = new Float64Array(zones.length + 1);
  texts.forEach(({ length }, i) => {
    offsets[i + 1] = offsets[i] + length;
  });
  return { bytes: Buffer.concat(texts), offsets };
}
