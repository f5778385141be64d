import { describe, expect, it } from 'vitest';
import type { Affine } from '../../../src/raster/affine.js';
import { crsFromEpsg, fromLonLat, isGeographic, toLonLat } from '../../../src/raster/crs.js';
import { createToPixel } from '../../../src/run/zones-place.js';
import { createGround } from '../../../src/vectorize/ground/ground.js';
import { placeZones } from '../../../src/vectorize/zonal/place-zones.js';
import { sumZones } from '../../../src/vectorize/zonal/sum-zones.js';
import type { Position, Zone } from '../../../src/vectorize/zonal/zone.js';
import { addTileSums, createZoneTotals, finishZone } from '../../../src/vectorize/zonal/zone-totals.js';

const [width, height] = [80, 60];

const box = (west: number, south: number, east: number, north: number): Position[][] => [
  [
    [west, south],
    [east, south],
    [east, north],
    [west, north],
    [west, south],
  ],
];

const zoneOf = (...boxes: Position[][][]): Zone => ({
  id: 'z',
  properties: {},
  geometry: { type: 'MultiPolygon', coordinates: boxes },
});

/** The area of the zone, and of what the scene's pixels hold of it. */
function measure([epsg, affine]: readonly [number, Affine], zone: Zone) {
  const crs = crsFromEpsg(epsg);
  const projections = { toLonLat: toLonLat(crs), fromLonLat: fromLonLat(crs), geographic: isGeographic(crs) };
  const ground = createGround({ width, height, affine, ...projections });
  const bboxLonLat = ground.spanLonLat;
  const place = { width, height, bboxLonLat, toPixel: createToPixel({ crs, affine, width, height, bboxLonLat }) };
  const tile = {
    core: { col: 0, row: 0, width, height },
    classes: new Uint8Array(width * height).fill(1),
    indices: [],
    ground,
  };
  const placed = placeZones([zone], place, 'z');
  const sums = sumZones(placed, [0], { tile, rule: 'fraction', scales: [] });
  const totals = createZoneTotals(0);
  addTileSums(sums, () => totals);
  return { areaM2: placed.areaM2[0], coveredM2: finishZone(totals, ground.areaUnitM2, []).coveredM2 };
}

const ACROSS: [name: string, epsg: number, affine: Affine][] = [
  ['degrees', 4326, [0.02, 0, 179.2, 0, -0.02, -16]],
  ['degrees from −181', 4326, [0.02, 0, -180.8, 0, -0.02, -16]],
  ['UTM 60S', 32760, [2000, 0, 740000, 0, -2000, 8230000]],
  ['UTM 1S', 32701, [2000, 0, 100000, 0, -2000, 8230000]],
  ['Mercator of the Pacific', 3832, [2000, 0, 3260000, 0, -2000, -1805000]],
  ['Web Mercator beyond its edge', 3857, [2000, 0, 19960000, 0, -2000, -1805000]],
];

describe.each(ACROSS)('zones in %s across the antimeridian', (_name, ...scene) => {
  const west = box(179.5, -16.8, 180, -16.4);
  const east = box(-180, -16.8, -179.6, -16.4);

  it.each([
    ['west of the line', zoneOf(west)],
    ['east of the line', zoneOf(east)],
    ['on both sides, as one', zoneOf(west, east)],
  ])('%s: as large as their pixels', (_where, zone) => {
    const { areaM2, coveredM2 } = measure(scene, zone);
    expect(Math.abs(coveredM2 / areaM2 - 1)).toBeLessThan(1e-6);
  });

  it('on the other side of the world are not there', () => {
    expect(measure(scene, zoneOf(box(-0.5, -16.8, 0.5, -16.4))).coveredM2).toBe(0);
    expect(measure(scene, zoneOf(box(100, -16.8, 101, -16.4))).coveredM2).toBe(0);
  });
});

const POLAR: [name: string, epsg: number, affine: Affine, sign: number][] = [
  ['the north pole at a corner', 3413, [25000, 0, -1000000, 0, -25000, 750000], 1],
  ['the north pole within a pixel', 3995, [25000, 0, -1007000, 0, -25000, 759000], 1],
  ['the south pole', 3031, [25000, 0, -1000000, 0, -25000, 750000], -1],
];

describe.each(POLAR)('zones around %s', (_name, epsg, affine, sign) => {
  const between = (west: number, from: number, east: number, to: number): Position[][] =>
    box(west, Math.min(sign * from, sign * to), east, Math.max(sign * from, sign * to));

  it.each([
    ['a cap', zoneOf(between(-180, 85, 180, 90))],
    ['a ring', zoneOf(between(-180, 84.5, 180, 87))],
    ['a wedge', zoneOf(between(100, 84, 170, 90))],
    ['half a cap', zoneOf(between(-180, 85, 0, 90))],
    ['both sides of the line', zoneOf(between(150, 84, 180, 86), between(-180, 84, -170, 86))],
  ])('%s: as large as their pixels', (_what, zone) => {
    const { areaM2, coveredM2 } = measure([epsg, affine], zone);
    expect(Math.abs(coveredM2 / areaM2 - 1)).toBeLessThan(2e-5);
  });
});

describe('zones in a scene all around the world', () => {
  it.each([
    ['from 0', 0],
    ['from −170', -170],
    ['from −180', -180],
  ])('%s: found on either side', (_name, west) => {
    const scene = [4326, [360 / width, 0, west, 0, -3, 90]] as const;
    for (const zone of [
      zoneOf(box(-20, -10, 30, 20)),
      zoneOf(box(150, 40, 180, 50), box(-180, 40, -150, 50)),
      zoneOf(box(-180, -90, 180, 90)),
    ]) {
      const { areaM2, coveredM2 } = measure(scene, zone);
      // A pixel's share counts for its mean area.
      expect(Math.abs(coveredM2 / areaM2 - 1)).toBeLessThan(2e-3);
    }
  });
});
