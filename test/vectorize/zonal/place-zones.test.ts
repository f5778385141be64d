import geodesic from 'geographiclib-geodesic';
import { describe, expect, it } from 'vitest';
import { InputError } from '../../../src/errors.js';
import type { Affine } from '../../../src/raster/affine.js';
import { crsFromEpsg, fromLonLat, isGeographic, toLonLat } from '../../../src/raster/crs.js';
import { createToPixel } from '../../../src/run/zones-place.js';
import { createGround } from '../../../src/vectorize/ground/ground.js';
import { FULL } from '../../../src/vectorize/zonal/coverage.js';
import { placeZones } from '../../../src/vectorize/zonal/place-zones.js';
import { sumZones } from '../../../src/vectorize/zonal/sum-zones.js';
import type { Position, Zone } from '../../../src/vectorize/zonal/zone.js';
import { zoneAreaOnGround } from '../../../src/vectorize/zonal/zone-area.js';
import { addTileSums, createZoneTotals, finishZone } from '../../../src/vectorize/zonal/zone-totals.js';
import { sum, unitsOf } from './polygons.js';

const zoneOf = (...rings: Position[][]): Zone => ({
  id: 'z',
  properties: {},
  geometry: { type: 'Polygon', coordinates: rings.map((ring) => [...ring, ring[0]]) },
});

interface SceneSpec {
  epsg: number;
  affine: Affine;
  width: number;
  height: number;
}

const SCENES: Record<string, SceneSpec> = {
  'UTM 33N, 10 m': { epsg: 32633, affine: [10, 0, 545000, 0, -10, 5340000], width: 400, height: 300 },
  'UTM 60N, turned': { epsg: 32660, affine: [8, 6, 300000, 6, -8, 7000000], width: 300, height: 300 },
  'Web Mercator, 10 m': { epsg: 3857, affine: [10, 0, 1700000, 0, -10, 6200000], width: 400, height: 300 },
  'LAEA Europe, 30 m': { epsg: 3035, affine: [30, 0, 4600000, 0, -30, 2800000], width: 400, height: 300 },
  'degrees, rows northwards': { epsg: 4326, affine: [1e-4, 0, 15.5, 0, 1e-4, 48.5], width: 400, height: 300 },
  'degrees beyond 180': { epsg: 4326, affine: [0.01, 0, 190, 0, -0.01, 2], width: 400, height: 300 },
};

function openPlace({ epsg, affine, width, height }: SceneSpec) {
  const crs = crsFromEpsg(epsg);
  const projections = { toLonLat: toLonLat(crs), fromLonLat: fromLonLat(crs), geographic: isGeographic(crs) };
  const ground = createGround({ width, height, affine, ...projections });
  const { bboxLonLat } = ground;
  const toPixel = createToPixel({ crs, affine, width, height, bboxLonLat });
  const place = { width, height, bboxLonLat, toPixel };
  const [west, south, east, north] = bboxLonLat;
  /** A position by shares of the scene's extent. */
  const at = (x: number, y: number): Position => [west + x * (east - west), south + y * (north - south)];
  return { ground, place, at, window: { col: 0, row: 0, width, height } };
}

function coveredM2(zone: Zone, { ground, place, window }: ReturnType<typeof openPlace>): number {
  const tile = { core: window, classes: new Uint8Array(place.width * place.height).fill(1), indices: [], ground };
  const sums = sumZones(placeZones([zone], place, 'z'), [0], { tile, rule: 'fraction', scales: [] });
  const totals = createZoneTotals(0);
  addTileSums(sums, () => totals);
  return finishZone(totals, ground.areaUnitM2, []).coveredM2;
}

describe('the area of a zone', () => {
  it('is that on the ellipsoid of edges straight in longitude and latitude', () => {
    for (const [lon, lat, size] of [
      [15, 48, 0.01],
      [-60, -75, 0.2],
      [100, 0, 3],
      [20, -40, 60],
    ]) {
      const corners = [
        [0, 0],
        [1, 0.1],
        [0.8, 1],
        [0.3, 0.5],
        [-0.1, 0.9],
      ].map(([x, y]) => [lon + size * x, lat + size * y]);
      const polygon = geodesic.Geodesic.WGS84.Polygon(false);
      corners.forEach(([x, y], i) => {
        const [toX, toY] = corners[(i + 1) % corners.length];
        for (let k = 0; k < 2000; k++) polygon.AddPoint(y + ((toY - y) * k) / 2000, x + ((toX - x) * k) / 2000);
      });
      const area = Math.abs(polygon.Compute(false, true).area ?? 0);
      expect(Math.abs(zoneAreaOnGround([Float64Array.from(corners.flat())]) / area - 1)).toBeLessThan(3e-8);
    }
  });

  it('is what its pixels add up to, in every projection', () => {
    for (const spec of Object.values(SCENES)) {
      const scene = openPlace(spec);
      const { at } = scene;
      const outer = [at(0.3, 0.3), at(0.7, 0.35), at(0.65, 0.7), at(0.4, 0.65)];
      const zone = zoneOf(outer, [at(0.5, 0.45), at(0.55, 0.6), at(0.6, 0.45)]);
      const [areaM2] = placeZones([zone], scene.place, 'z').areaM2;
      expect(Math.abs(coveredM2(zone, scene) / areaM2 - 1)).toBeLessThan(3e-7);
    }
  });

  it('of a ring that crosses itself is that of all it encloses', () => {
    const bowTie = Float64Array.of(10, 50, 11, 51, 11, 50, 10, 51);
    const triangles = [Float64Array.of(10, 50, 10.5, 50.5, 10, 51), Float64Array.of(11, 51, 11, 50, 10.5, 50.5)];
    const area = sum(triangles.map((ring) => zoneAreaOnGround([ring])));
    expect(zoneAreaOnGround([bowTie]) / area).toBeCloseTo(1, 9);
  });

  it('of nothing is refused by the number of the zone', () => {
    const { place, at } = openPlace(SCENES['UTM 33N, 10 m']);
    const line = zoneOf([at(0.1, 0.1), at(0.2, 0.2), at(0.3, 0.3)]);
    const field = zoneOf([at(0.1, 0.1), at(0.2, 0.1), at(0.2, 0.2)]);
    expect(() => placeZones([field, line], place, 'z.geojson')).toThrow(InputError);
    expect(() => placeZones([field, line], place, 'z.geojson')).toThrow(
      /zone 2 \(id z\).*area, got none \(z\.geojson\)/,
    );
  });
});

describe('zones in pixels', () => {
  it('of neighbours share out every pixel exactly', () => {
    const { place, at, window } = openPlace(SCENES['UTM 60N, turned']);
    const [a, b, c, d] = [at(0.3, 0.3), at(0.7, 0.3), at(0.72, 0.6), at(0.35, 0.65)];
    const border = [at(0.5, 0.3), at(0.47, 0.4), at(0.55, 0.5), at(0.52, 0.63)];
    const zones = [
      zoneOf([a, ...border, d]),
      zoneOf([...[...border].reverse(), b, c]),
      zoneOf([a, border[0], b, c, border[3], d]),
    ];
    const { edges, edgeOffsets } = placeZones(zones, place, 'z');
    const [left, right, both] = zones.map((_, i) =>
      unitsOf(edges.subarray(edgeOffsets[i], edgeOffsets[i + 1]), window),
    );
    expect(left.map((units, i) => units + right[i])).toEqual(both);
    expect(both.filter((units) => units === FULL).length).toBeGreaterThan(1000);
  });

  it('that hold the scene cover it whole, however large they are', () => {
    for (const spec of Object.values(SCENES)) {
      const scene = openPlace(spec);
      const world = zoneOf([
        [-180, -90],
        [180, -90],
        [180, 90],
        [-180, 90],
      ]);
      const { edges } = placeZones([world], scene.place, 'z');
      expect(unitsOf(edges, scene.window).every((units) => units === FULL)).toBe(true);
    }
  });

  it('beside the scene are in no pixel, on the far side of the world too', () => {
    for (const spec of Object.values(SCENES)) {
      const { place, at } = openPlace(spec);
      const [lon, lat] = at(0.5, 0.5);
      const far = [lon > 0 ? lon - 179 : lon + 179, -lat + 1];
      const zones = [at(1.02, 0.5), at(40, 0.5), far].map(([x, y]) =>
        zoneOf([
          [x, y],
          [x + 1e-4, y],
          [x, y + 1e-4],
        ]),
      );
      const { windows, edges } = placeZones(zones, place, 'z');
      expect([...windows]).toEqual(new Array(12).fill(0));
      expect(edges).toHaveLength(0);
    }
  });

  it('are cut at the border of the scene', () => {
    const { place, at } = openPlace(SCENES['Web Mercator, 10 m']);
    const { windows } = placeZones([zoneOf([at(-1, 0.501), at(0.249, 0.501), at(0.249, 2), at(-1, 2)])], place, 'z');
    expect([...windows]).toEqual([0, 0, 100, 150]);
  });
});
