import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRandom } from '../../support/write-scene.js';
import { createUnevenGround, measureZones, type Pixels, placePixelRings } from './in-memory.js';
import { fractionsOf, star } from './polygons.js';

function makePixels(width: number, height: number, seed: number): Pixels {
  const random = createRandom(seed);
  const count = width * height;
  const classes = Uint8Array.from({ length: count }, () => Math.floor(random() * 4));
  // Some values lie outside the index's range, some pixels with a class have none.
  const values = Float32Array.from({ length: count }, () => (random() < 0.05 ? Number.NaN : random() * 2.6 - 1.3));
  return { width, height, classes, indices: [values] };
}

describe('sums of zones', () => {
  it('are the same to the last bit for any tiles in any order', () => {
    fc.assert(
      fc.property(fc.array(star, { minLength: 1, maxLength: 3 }), fc.nat(1000), (stars, seed) => {
        const pixels = makePixels(21, 17, seed);
        const placed = placePixelRings([...stars.map((ring) => [ring]), stars], pixels);
        for (const rule of ['fraction', 'centre'] as const) {
          const whole = measureZones(placed, pixels, { rule });
          for (const tileSizePx of [1, 4, 7, 16]) {
            expect(measureZones(placed, pixels, { rule, tileSizePx })).toEqual(whole);
            expect(measureZones(placed, pixels, { rule, tileSizePx, isReversed: true })).toEqual(whole);
          }
        }
      }),
      { numRuns: 25 },
    );
  });

  it('are what adding pixel by pixel gives', () => {
    fc.assert(
      fc.property(star, fc.nat(1000), (ring, seed) => {
        const pixels = makePixels(21, 17, seed);
        const window = { col: 0, row: 0, width: 21, height: 17 };
        const [zone] = measureZones(placePixelRings([[ring]], pixels), pixels);
        const plain = addPlainly(fractionsOf([ring], window), pixels);
        expect(zone.pixels).toBeCloseTo(plain.pixels, 6);
        for (const id of [0, 1, 2, 3]) {
          expect(zone.classes.get(id)?.pixels ?? 0).toBeCloseTo(plain.classPixels[id], 6);
          expect(zone.classes.get(id)?.areaM2 ?? 0).toBeCloseTo(plain.classM2[id], 6);
        }
        const [index] = zone.indices;
        if (!index || plain.weight < 0.01) return;
        expect(index.mean).toBeCloseTo(plain.mean, 6);
        expect(index.std).toBeCloseTo(plain.std, 5);
        expect(index.histogram.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 9);
        expect(index.min).toBeLessThanOrEqual(index.p10);
        expect(index.p10).toBeLessThanOrEqual(index.p50);
        expect(index.p50).toBeLessThanOrEqual(index.p90);
        expect(index.p90).toBeLessThanOrEqual(index.max);
      }),
    );
  });

  it('of a zone without a classified pixel are nothing', () => {
    const pixels = { ...makePixels(5, 5, 1), classes: new Uint8Array(25) };
    const [zone] = measureZones(placePixelRings([[Float64Array.of(1, 1, 4, 1, 4, 4)]], pixels), pixels);
    expect(zone).toMatchObject({ pixels: 0, coveredM2: 0, indices: [null] });
  });

  it('of values that are all alike have no spread', () => {
    const pixels = { ...makePixels(5, 5, 1), classes: new Uint8Array(25).fill(1) };
    pixels.indices = [new Float32Array(25).fill(0.3)];
    const [zone] = measureZones(placePixelRings([[Float64Array.of(0.3, 0.2, 4.7, 1, 4, 4.9)]], pixels), pixels);
    const value = Math.fround(0.3);
    expect(zone.indices[0]).toMatchObject({ mean: value, std: 0, min: value, p10: value, p50: value, max: value });
  });
});

/** The same figures in plain floating point. */
function addPlainly(fractions: number[], { width, classes, indices: [values], ...size }: Pixels) {
  const ground = createUnevenGround({ width, ...size });
  const area = new Float64Array(2);
  const classPixels = [0, 0, 0, 0];
  const classM2 = [0, 0, 0, 0];
  let [weight, sum, squares] = [0, 0, 0];
  fractions.forEach((fraction, i) => {
    const id = classes[i];
    if (id === 0) return;
    ground.cellAreaSums(Math.floor(i / width), i % width, 1, area);
    classPixels[id] += fraction;
    classM2[id] += fraction * area[1] * ground.areaUnitM2;
    if (Number.isNaN(values[i])) return;
    weight += fraction;
    sum += fraction * values[i];
    squares += fraction * values[i] ** 2;
  });
  const mean = sum / weight;
  const std = Math.sqrt(Math.max(0, squares / weight - mean * mean));
  return { pixels: classPixels.reduce((a, b) => a + b, 0), classPixels, classM2, weight, mean, std };
}
