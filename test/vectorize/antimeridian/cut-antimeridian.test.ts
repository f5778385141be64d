import fc from 'fast-check';
import geodesic from 'geographiclib-geodesic';
import { describe, expect, it } from 'vitest';
import { affineDeterminant, applyAffine } from '../../../src/raster/affine.js';
import { createGround, type Ground, type GroundScene } from '../../../src/vectorize/ground/ground.js';
import { type Mask, type PlainFeature, vectorizeInMemory } from '../../support/vectorize-in-memory.js';
import { judgeRing, type SceneSpec, sceneOf } from '../ground/ground-judge.js';
import { ACROSS, AT_POLES } from '../seam-scenes.js';

type Position = [lon: number, lat: number];

const DECIMALS = 10;
/** GeographicLib: Geodesic.WGS84.EllipsoidArea(). */
const EARTH_M2 = 510065621724088.44;
const all = Object.entries({ ...ACROSS, ...AT_POLES });

/** Every corner kept, and rounded so finely that areas can be judged. */
function finely(ground: Ground): Ground {
  return { ...ground, densifyPx: 1, coordinateDecimals: DECIMALS };
}

function masksOf({ width, height }: SceneSpec, least = 1): fc.Arbitrary<Mask> {
  return fc
    .integer({ min: 1, max: 3 })
    .chain((classes) =>
      fc.array(fc.integer({ min: least, max: classes }), { minLength: width * height, maxLength: width * height }),
    )
    .map((values) => ({ width, height, classes: Uint8Array.from(values) }));
}

const isOnRim = (a: Position, b: Position): boolean =>
  (Math.abs(a[0]) === 180 && a[0] === b[0]) || (Math.abs(a[1]) === 90 && a[1] === b[1]);

function twiceArea(ring: readonly Position[]): number {
  let sum = 0;
  for (let i = 1; i < ring.length; i++) {
    sum +=
      (ring[i - 1][0] - ring[0][0]) * (ring[i][1] - ring[0][1]) -
      (ring[i][0] - ring[0][0]) * (ring[i - 1][1] - ring[0][1]);
  }
  return sum;
}

/** GeographicLib's area of a ring whose edges are straight in the map, but along the rim of longitudes and latitudes. */
function judgeArea(ring: readonly Position[], isHole: boolean, spec: SceneSpec): number {
  if (twiceArea(ring) === 2 * 360 * 180) return EARTH_M2;
  const coarse = judgeDensified(ring, isHole, spec, 4);
  return (4 * judgeDensified(ring, isHole, spec, 8) - coarse) / 3;
}

function judgeDensified(ring: readonly Position[], isHole: boolean, spec: SceneSpec, cuts: number): number {
  const { toLonLat, fromLonLat } = sceneOf(spec);
  const polygon = geodesic.Geodesic.WGS84.Polygon(false);
  for (let i = 1; i < ring.length; i++) {
    const [a, b] = [ring[i - 1], ring[i]];
    polygon.AddPoint(a[1], a[0]);
    if (isOnRim(a, b) && a[0] === b[0]) continue;
    const isStraight = !fromLonLat || isOnRim(a, b);
    const from = isStraight ? a : fromLonLat(...a);
    const to = isStraight ? b : fromLonLat(...b);
    for (let k = 1; k < cuts; k++) {
      const x = from[0] + (k / cuts) * (to[0] - from[0]);
      const y = from[1] + (k / cuts) * (to[1] - from[1]);
      const [lon, lat] = isStraight ? [x, y] : toLonLat(x, y);
      polygon.AddPoint(lat, lon);
    }
  }
  // Holes run the other way round. A polygon may be more than half of the Earth.
  return isHole ? -polygon.Compute(true, false).area! : polygon.Compute(false, false).area!;
}

function toPixel({ affine, fromLonLat }: GroundScene, [lon, lat]: Position): [number, number] {
  const [x, y] = fromLonLat ? fromLonLat(lon, lat) : [lon, lat];
  const [a, b, c, d, e, f] = affine;
  const determinant = affineDeterminant(affine);
  const turn = fromLonLat ? 0 : 360 * Math.round((applyAffine(affine, 7, 6)[0] - x) / 360);
  return [(e * (x + turn - c) - b * (y - f)) / determinant, (a * (y - f) - d * (x + turn - c)) / determinant];
}

const edgesOf = (features: readonly PlainFeature[]): [Position, Position][] =>
  features
    .flatMap(({ polygons }) => polygons.flat())
    .flatMap((ring) => ring.slice(1).map((b, i): [Position, Position] => [ring[i], b]));

describe.each(all)('%s', (_name, spec) => {
  const scene = sceneOf(spec);
  const ground = createGround(scene);

  it('polygons lie within ±180° and ±90°, are closed, turn as they should and visit no place twice', () => {
    fc.assert(
      fc.property(masksOf(spec, 0), fc.constantFrom(4 as const, 8 as const), (mask, connectivity) => {
        for (const { polygons } of vectorizeInMemory(mask, { tileSizePx: 32, connectivity, ground })) {
          expect(polygons.length).toBeGreaterThan(0);
          for (const polygon of polygons) {
            polygon.forEach((ring, i) => {
              expect(ring[0]).toEqual(ring.at(-1));
              expect(ring.every(([lon, lat]) => Math.abs(lon) <= 180 && Math.abs(lat) <= 90)).toBe(true);
              expect(new Set(ring.slice(1).map(String)).size).toBe(ring.length - 1);
              expect(Math.sign(twiceArea(ring))).toBe(i === 0 ? 1 : -1);
            });
          }
        }
      }),
      { numRuns: 8 },
    );
  });

  it('they do not depend on the tiling', () => {
    fc.assert(
      fc.property(masksOf(spec, 0), fc.integer({ min: 1, max: 9 }), (mask, tileSizePx) => {
        const whole = vectorizeInMemory(mask, { tileSizePx: 32, connectivity: 8, ground });
        expect(vectorizeInMemory(mask, { tileSizePx, connectivity: 8, ground })).toEqual(whole);
      }),
      { numRuns: 3 },
    );
  });

  it('their pieces have the area of the pixels, says GeographicLib', () => {
    fc.assert(
      fc.property(masksOf(spec), (mask) => {
        const features = vectorizeInMemory(mask, { tileSizePx: 32, connectivity: 4, ground: finely(ground) });
        for (const { polygons, areaM2 } of features) {
          const judged = polygons
            .flatMap((rings) => rings.map((ring, i) => judgeArea(ring, i > 0, spec)))
            .reduce((sum, area) => sum + area, 0);
          expect(Math.abs(judged / areaM2 - 1)).toBeLessThan(1e-6);
        }
      }),
      { numRuns: 2 },
    );
  });

  it('neighbours share every edge but on the rim of the world and of the scene', () => {
    fc.assert(
      fc.property(masksOf(spec), (mask) => {
        const edges = edgesOf(vectorizeInMemory(mask, { tileSizePx: 32, connectivity: 4, ground }));
        const directed = new Set(edges.map(([a, b]) => `${a} > ${b}`));
        for (const [a, b] of edges) {
          if (isOnRim(a, b) || directed.has(`${b} > ${a}`)) continue;
          const [[col0, row0], [col1, row1]] = [toPixel(scene, a), toPixel(scene, b)];
          const isAlong = (p: number, q: number, edge: number) => Math.hypot(p - edge, q - edge) < 0.1;
          const { width, height } = spec;
          expect([
            isAlong(col0, col1, 0) ||
              isAlong(col0, col1, width) ||
              isAlong(row0, row1, 0) ||
              isAlong(row0, row1, height),
            a,
            b,
          ]).toEqual([true, a, b]);
        }
      }),
      { numRuns: 8 },
    );
  });

  it('together they cover the scene once', () => {
    const one = { width: spec.width, height: spec.height, classes: new Uint8Array(spec.width * spec.height).fill(1) };
    const planarArea = (features: readonly PlainFeature[]) =>
      features.flatMap(({ polygons }) => polygons.flat()).reduce((sum, ring) => sum + twiceArea(ring), 0);
    const outline = vectorizeInMemory(one, { tileSizePx: 32, connectivity: 4, ground: finely(ground) });
    fc.assert(
      fc.property(masksOf(spec), (mask) => {
        const features = vectorizeInMemory(mask, { tileSizePx: 32, connectivity: 4, ground: finely(ground) });
        expect(Math.abs(planarArea(features) / planarArea(outline) - 1)).toBeLessThan(1e-9);
      }),
      { numRuns: 2 },
    );
    const [{ areaM2, perimeterM }] = outline;
    const whole = [0, 0, spec.width, 0, spec.width, spec.height, 0, spec.height];
    const judged = judgeRing(scene, whole, 400);
    if (spec.width === 36) judged.areaM2 = EARTH_M2;
    expect(Math.abs(areaM2 / judged.areaM2 - 1)).toBeLessThan(1e-6);
    expect(Math.abs(perimeterM / judged.lengthM - 1)).toBeLessThan(1e-6);
  });
});
