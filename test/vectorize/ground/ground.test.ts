import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InputError } from '../../../src/errors.js';
import { applyAffine } from '../../../src/raster/affine.js';
import { createGround, type Ground } from '../../../src/vectorize/ground/ground.js';
import { ACROSS, AT_POLES } from '../seam-scenes.js';
import { type PROJ, SCENES, type SceneSpec, sceneOf } from './ground-judge.js';

const groundOf = (spec: SceneSpec): Ground => createGround(sceneOf(spec));
const scenes = Object.entries({ ...SCENES, ...ACROSS, ...AT_POLES });
const oneSided = Object.entries(SCENES).filter(([name]) => !name.includes('with the pole'));
const specOf = (name: string): SceneSpec => SCENES[name]!;

/** Seeded corners of the scene's lattice, its own four among them. */
function corners({ width, height }: SceneSpec, count: number): Int32Array {
  const lattice = [0, 0, width, 0, 0, height, width, height];
  for (let i = 0, seed = 1; i < 2 * count; i++) {
    seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
    lattice.push(Math.floor((seed / 2 ** 32) * ((i & 1 ? height : width) + 1)));
  }
  return Int32Array.from(lattice);
}

function lonLatOf(ground: Ground, lattice: Int32Array): Float64Array {
  const out = new Float64Array(lattice.length);
  ground.toLonLat(lattice, out);
  return out;
}

const WORLD: SceneSpec = { proj: 'lonLat', width: 360, height: 180, affine: [1, 0, -180, 0, -1, 90] };
const HALF_WORLD_M = 20037508.342789244;
const MERCATOR_WORLD: SceneSpec = {
  proj: 'mercator',
  width: 512,
  height: 512,
  affine: [HALF_WORLD_M / 256, 0, -HALF_WORLD_M, 0, -HALF_WORLD_M / 256, HALF_WORLD_M],
};

describe('toLonLat', () => {
  it.each(scenes)('%s: is the projection to 1e-11 degrees', (name, spec) => {
    const { affine, toLonLat } = sceneOf(spec);
    const lattice = corners(spec, 2000);
    const lonLat = lonLatOf(groundOf(spec), lattice);
    let worst = 0;
    for (let i = 0; i < lattice.length; i += 2) {
      const [lon, lat] = toLonLat(...applyAffine(affine, lattice[i], lattice[i + 1]));
      // Longitudes count for what they are on the ground, give or take whole turns.
      const turns = Math.round((lonLat[i] - lon) / 360);
      const east = Math.abs(lonLat[i] - lon - 360 * turns) * Math.min(1, ((90 - Math.abs(lat)) * Math.PI) / 90);
      worst = Math.max(worst, east, Math.abs(lonLat[i + 1] - lat));
    }
    // At a pole the projection's own iterations end at 1e-10 radians.
    expect(worst).toBeLessThan(name in AT_POLES || name.includes('with the pole') ? 5e-10 : 1e-11);
  });

  it('runs from −180 to 180 over a world in Web Mercator', () => {
    const ground = groundOf(MERCATOR_WORLD);
    const lonLat = lonLatOf(ground, Int32Array.of(0, 5, 512, 5, 256, 256, 0, 512, 512, 0));
    const lons = lonLat.filter((_, i) => i % 2 === 0);
    [-180, 180, 0, -180, 180].forEach((lon, i) => {
      expect(lons[i]).toBeCloseTo(lon, 10);
    });
    expect(ground.bboxLonLat.map((value) => Math.round(value * 1e6) / 1e6)).toEqual([-180, -85.051129, 180, 85.051129]);
  });

  it('brings longitudes of 180 to 360 to the west', () => {
    const ground = groundOf({ ...WORLD, width: 20, affine: [1, 0, 190, 0, -1, 90] });
    expect([...lonLatOf(ground, Int32Array.of(0, 0, 20, 180))]).toEqual([-170, 90, -150, -90]);
    expect(ground.bboxLonLat).toEqual([-170, -90, -150, 90]);
  });

  it('clips what a rounded pixel size puts beyond the pole and the antimeridian', () => {
    const ground = groundOf({ ...WORLD, affine: [1.0001, 0, -180, 0, -1.0001, 90] });
    expect([...lonLatOf(ground, Int32Array.of(360, 180))]).toEqual([180, -90]);
  });
});

describe('cellAreaSums', () => {
  const SPLIT_SCENES = [
    'UTM 33N at 48°, 1 km',
    'degrees turned by 20°, 1°',
    'degrees at 80°, 1°',
    'ED50 degrees, 0.01°',
  ];

  it.each(SPLIT_SCENES)('%s: any split of a row gives the same integers, whatever was asked before', (name) => {
    const spec = specOf(name);
    const whole = new Float64Array(spec.width + 1);
    const part = new Float64Array(spec.width + 1);
    const used = groundOf(spec);
    const cell = fc.tuple(
      fc.nat(spec.height - 1),
      fc.nat(spec.width - 1).chain((col) => fc.tuple(fc.constant(col), fc.integer({ min: 0, max: spec.width - col }))),
    );
    fc.assert(
      fc.property(fc.array(cell, { minLength: 1, maxLength: 8 }), (cells) => {
        const fresh = groundOf(spec);
        for (const [row, [col, count]] of cells) {
          used.cellAreaSums(row, col, count, part);
          fresh.cellAreaSums(row, 0, spec.width, whole);
          for (let i = 0; i <= count; i++) expect(part[i]).toBe(whole[col + i] - whole[col]);
        }
      }),
      { numRuns: 12 },
    );
  });

  it.each(oneSided)('%s: whole units, a power of two each, fewer than 2³² a cell', (_name, spec) => {
    const ground = groundOf(spec);
    expect(Number.isInteger(Math.log2(ground.areaUnitM2))).toBe(true);
    const sums = new Float64Array(spec.width + 1);
    let largest = 0;
    for (const row of [0, spec.height >> 1, spec.height - 1]) {
      ground.cellAreaSums(row, 0, spec.width, sums);
      for (let i = 0; i < spec.width; i++) largest = Math.max(largest, sums[i + 1] - sums[i]);
      expect(sums.every(Number.isSafeInteger)).toBe(true);
    }
    expect(largest).toBeLessThan(2 ** 32);
    expect(largest).toBeGreaterThan(2 ** 29);
  });

  it('adds up to the surface of the Earth', () => {
    const ground = groundOf(WORLD);
    const sums = new Float64Array(361);
    let total = 0;
    for (let row = 0; row < 180; row++) {
      ground.cellAreaSums(row, 0, 360, sums);
      total += sums[360] * ground.areaUnitM2;
    }
    // GeographicLib: Geodesic.WGS84.EllipsoidArea().
    expect(Math.abs(total / 510065621724088.44 - 1)).toBeLessThan(1e-9);
  });
});

describe('ringLengthM', () => {
  it.each(oneSided)(
    '%s: an edge is as long from both sides, and does not depend on what was asked before',
    (_name, spec) => {
      const { width, height } = spec;
      const ground = groundOf(spec);
      const ring = [0, 0, width, 0, width, height, 0, height];
      const backwards = [0, 0, 0, height, width, height, width, 0];
      const degenerate = Int32Array.of(3, 5, width, 5);
      const first = groundOf(spec).ringLengthM(degenerate);
      const there = ground.ringLengthM(Int32Array.from(ring));
      expect(Math.abs(ground.ringLengthM(Int32Array.from(backwards)) - there)).toBeLessThanOrEqual(there * 1e-15);
      expect(ground.ringLengthM(degenerate)).toBe(first);
    },
  );
});

describe('what the ground says of the scene', () => {
  it.each([
    ['UTM 33N at 48°, 10 m', 6],
    ['UTM 33N at 48°, 0.1 m', 8],
    ['UTM 33N at 48°, 1 km', 4],
    ['degrees at 60°, 0.1°', 3],
    ['degrees at 80°, 1°', 2],
  ])('%s: %i decimals', (name, decimals) => {
    expect(groundOf(specOf(name)).coordinateDecimals).toBe(decimals);
  });

  it.each(oneSided)('%s: rounding moves a corner by less than 1/100 pixel', (_name, spec) => {
    const ground = groundOf(spec);
    const half = 0.5 * 10 ** -ground.coordinateDecimals;
    // A parallelogram of lattice neighbours spans the pixel: |J⁻¹ δ| for the worst δ of ±half.
    const [col, row] = [spec.width >> 1, spec.height >> 1];
    const p = lonLatOf(ground, Int32Array.of(col, row, col + 1, row, col, row + 1));
    const [a, d, b, e] = [p[2] - p[0], p[3] - p[1], p[4] - p[0], p[5] - p[1]];
    const det = Math.abs(a * e - b * d);
    expect((half * (Math.abs(e) + Math.abs(b))) / det).toBeLessThan(0.0101);
    expect((half * (Math.abs(d) + Math.abs(a))) / det).toBeLessThan(0.0101);
  });

  it.each(oneSided)('%s: a side of densifyPx is straight to 1/20 pixel', (_name, spec) => {
    const ground = groundOf(spec);
    const lengthPx = Math.min(ground.densifyPx, 2 * (spec.width >> 1));
    const row = spec.height >> 1;
    const [lon0, lat0, lon1, lat1, lon2, lat2] = lonLatOf(
      ground,
      Int32Array.of(0, row, lengthPx / 2, row, lengthPx, row),
    );
    const pixelDeg = Math.hypot(lon2 - lon0, lat2 - lat0) / lengthPx;
    expect(Math.hypot((lon0 + lon2) / 2 - lon1, (lat0 + lat2) / 2 - lat1)).toBeLessThan(0.07 * pixelDeg);
  });

  it('densifies what bends and leaves alone what does not', () => {
    expect(groundOf(specOf('degrees at 60°, 10 m')).densifyPx).toBe(2 ** 30);
    expect(groundOf(MERCATOR_WORLD).densifyPx).toBeGreaterThan(2 ** 20);
    expect(groundOf(specOf('UTM 33N at 48°, 10 m')).densifyPx).toBe(256);
    expect(groundOf(specOf('UTM 33N at 48°, 1 km')).densifyPx).toBeLessThan(64);
  });

  it('knows a mirrored scene', () => {
    expect(groundOf(specOf('UTM 33N at 48°, south up')).isMirrored).toBe(true);
    expect(groundOf(specOf('degrees touching the south pole, south up')).isMirrored).toBe(true);
    expect(groundOf(specOf('UTM 33N at 48°, turned by 30°')).isMirrored).toBe(false);
    expect(groundOf(specOf('antarctic, 10 m')).isMirrored).toBe(false);
  });
});

describe('scenes that are refused', () => {
  const refused: [string, keyof typeof PROJ, SceneSpec['affine'], RegExp][] = [
    [
      'more than once around the world',
      'lonLat',
      [4, 0, -180, 0, -1, 80],
      /once around the world at most, got -180 to 220/,
    ],
    ['more than once, from 170', 'lonLat', [3.7, 0, 170, 0, -1, 80], /once around the world at most/],
    ['north of the pole', 'lonLat', [0.1, 0, 0, 0, -0.1, 92], /latitudes from -90 to 90, got 82 to 92/],
    ['beyond the edge of the world', 'europeLaea', [100000, 0, 10e6, 0, -100000, 3e6], /domain of its projection/],
    ['with a NaN in its affine', 'utm33n', [10, 0, Number.NaN, 0, -10, 5e6], /affine/],
    ['with pixels of no area', 'utm33n', [10, 10, 0, 10, 10, 5e6], /affine/],
  ];
  it.each(refused)('%s', (_name, proj, affine, message) => {
    const scene = { ...sceneOf({ proj, width: 100, height: 100, affine }), source: 'scene.tif' };
    expect(() => createGround(scene)).toThrow(InputError);
    expect(() => createGround(scene)).toThrow(message);
    expect(() => createGround(scene)).toThrow(/\(scene\.tif\)/);
  });

  it('beside the world, where the projection cannot come back from', () => {
    const affine: SceneSpec['affine'] = [463.3127, 0, -20015109.4, 0, -463.3127, 7559752.6];
    const scene = sceneOf({ proj: 'sinusoidal', width: 2400, height: 2400, affine });
    expect(() => createGround(scene)).toThrow(/domain of its projection, got none at column/);
  });

  it('around a pole without a way back to know it by', () => {
    const { fromLonLat: _, ...scene } = sceneOf({
      proj: 'arctic',
      width: 9,
      height: 9,
      affine: [10, 0, -45, 0, -10, 45],
    });
    expect(() => createGround(scene)).toThrow(/in which the pole is a point, got one that goes around it/);
  });

  it('up to the antimeridian is allowed', () => {
    expect(groundOf({ ...WORLD, width: 100, height: 100, affine: [0.1, 0, 170, 0, -0.1, 10] }).bboxLonLat).toEqual([
      170, 0, 180, 10,
    ]);
  });
});
