import type { Window } from '../../../src/raster/window.js';
import type { Ground } from '../../../src/vectorize/ground/ground.js';
import type { ZoneRule } from '../../../src/vectorize/zonal/coverage.js';
import { type BinScale, createBinScale } from '../../../src/vectorize/zonal/index-bins.js';
import { orientEdges } from '../../../src/vectorize/zonal/orient-edges.js';
import { type PlacedZones, placeZones } from '../../../src/vectorize/zonal/place-zones.js';
import { sumZones, type ZoneTileSums } from '../../../src/vectorize/zonal/sum-zones.js';
import type { Zone } from '../../../src/vectorize/zonal/zone.js';
import {
  addTileSums,
  createZoneTotals,
  finishZone,
  type ZoneResult,
} from '../../../src/vectorize/zonal/zone-totals.js';
import { createPlanarGround } from '../../support/planar-ground.js';

export interface Pixels {
  width: number;
  height: number;
  classes: Uint8Array;
  indices: Float32Array[];
}

export const SCALES: BinScale[] = [createBinScale([-1, 1])];

/** A flat world whose cells differ in size, as whole units. */
export function createUnevenGround(scene: { width: number; height: number }): Ground {
  const unitsAt = (row: number, col: number): number => 2 ** 31 + 7919 * row - 104729 * col;
  return {
    ...createPlanarGround(scene),
    areaUnitM2: 2 ** -31,
    cellAreaSums(row, col, count, out) {
      out[0] = 0;
      for (let i = 0; i < count; i++) out[i + 1] = out[i] + unitsAt(row, col + i);
    },
  };
}

/** Zones whose rings are given in pixels. */
export function placePixelRings(zones: readonly Float64Array[][], { width, height }: Pixels): PlacedZones {
  const edges = zones.map((rings) => orientEdges(rings, 1e-9));
  const edgeOffsets = new Float64Array(zones.length + 1);
  edges.forEach(({ length }, i) => {
    edgeOffsets[i + 1] = edgeOffsets[i] + length;
  });
  const windows = Int32Array.from(zones.flatMap(() => [0, 0, width, height]));
  return {
    edges: Float64Array.from(edges.flatMap((part) => [...part])),
    edgeOffsets,
    windows,
    areaM2: new Float64Array(zones.length),
  };
}

/** Zones in degrees of a flat world: lon = col, lat = -row. */
export const placeFlat = (zones: readonly Zone[], { width, height }: Pixels): PlacedZones =>
  placeZones(
    zones,
    { width, height, bboxLonLat: [0, -height, width, 0], toPixel: (lon, lat) => [lon, -lat] },
    'zones.geojson',
  );

/** Statistics of zones with the scene cut into tiles. */
export function measureZones(
  placed: PlacedZones,
  pixels: Pixels,
  { tileSizePx = 1000, rule = 'fraction' as ZoneRule, ground = createUnevenGround(pixels), isReversed = false } = {},
): ZoneResult[] {
  const { width, height } = pixels;
  const count = placed.edgeOffsets.length - 1;
  const sums: ZoneTileSums[] = [];
  for (let row = 0; row < height; row += tileSizePx) {
    for (let col = 0; col < width; col += tileSizePx) {
      const core = { col, row, width: Math.min(tileSizePx, width - col), height: Math.min(tileSizePx, height - row) };
      const tile = {
        core,
        ground,
        classes: cut(pixels.classes, core, width),
        indices: pixels.indices.map((values) => cut(values, core, width)),
      };
      sums.push(sumZones(placed, Array(count).keys(), { tile, rule, scales: SCALES }));
    }
  }
  const totals = Array.from({ length: count }, () => createZoneTotals(pixels.indices.length));
  for (const tile of isReversed ? sums.reverse() : sums) addTileSums(tile, (zone) => totals[zone]);
  return totals.map((zone) => finishZone(zone, ground.areaUnitM2, SCALES));
}

function cut<T extends Uint8Array | Float32Array>(values: T, { col, row, width, height }: Window, stride: number): T {
  const out = values.slice(0, width * height) as T;
  for (let y = 0; y < height; y++) {
    const from = (row + y) * stride + col;
    out.set(values.subarray(from, from + width), y * width);
  }
  return out;
}
