import { type Affine, affineDeterminant, applyAffine } from '../raster/affine.js';
import { type Crs, fromLonLat, isGeographic } from '../raster/crs.js';
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
  const { bboxLonLat } = ground;
  const toPixel = createToPixel({ ...plan.scene, bboxLonLat });
  const placed = placeZones(zones, { width, height, bboxLonLat, toPixel }, location);
  const work = { placed, ...listTileZones(grid, placed) };
  await store.putStream(keys.zones, packZones(work, encodeZones(zones)));
}

/** Longitude and latitude to pixel positions of a scene. */
export function createToPixel(scene: {
  crs: Crs;
  affine: Affine;
  width: number;
  height: number;
  bboxLonLat: readonly [west: number, south: number, east: number, north: number];
}): ToPixel {
  const { crs, affine, width, height, bboxLonLat } = scene;
  const [a, b, c, d, e, f] = affine;
  const project = fromLonLat(crs);
  const determinant = affineDeterminant(affine);
  // A scene in degrees may count its longitudes on beyond 180°.
  const [middleX] = applyAffine(affine, width / 2, height / 2);
  const turns = isGeographic(crs) ? Math.round((middleX - (bboxLonLat[0] + bboxLonLat[2]) / 2) / 360) : 0;
  return (lon, lat) => {
    const [x, y] = project(lon, lat);
    const dx = x + 360 * turns - c;
    const dy = y - f;
    return [(e * dx - b * dy) / determinant, (a * dy - d * dx) / determinant];
  };
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
