import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  addSquareParts,
  createExactSquares,
  mergeSquares,
  SQUARE_BASE,
  squaresBigInt,
} from '../../src/vectorize/exact-squares.js';
import { addExact, createExactSums, exactBigInt, mergeExact, roundExact } from '../../src/vectorize/exact-sum.js';
import { labelParts } from '../../src/vectorize/label.js';
import { BAND_SCALE, INDEX_SCALE, type Layer, SCORE_SCALE, STATISTICS } from '../../src/vectorize/layer.js';
import { measuredStatistic, measureParts, selectMeasures } from '../../src/vectorize/measure.js';
import { drawMask } from '../support/draw.js';
import { createPlanarGround } from '../support/planar-ground.js';
import { type Mask, type PlainFeature, vectorizeInMemory } from '../support/vectorize-in-memory.js';

const layerOf = (name: string, scale: Omit<Layer, 'name' | 'statistics'>): Layer => ({
  name,
  statistics: STATISTICS,
  ...scale,
});

const LAYERS = [
  layerOf('index', INDEX_SCALE),
  layerOf('reflectance', BAND_SCALE),
  layerOf('stored', BAND_SCALE),
  layerOf('score', SCORE_SCALE),
];

/** Values such as each of `LAYERS` may hold, some of them missing. */
const VALUES = [
  fc.oneof(fc.float({ min: -1, max: 1, noNaN: false }), fc.float({ min: -1500, max: 1500, noNaN: true })),
  fc.oneof(
    fc.integer({ min: -1000, max: 64_535 }).map((stored) => stored * 1e-4),
    fc.constant(Number.NaN),
  ),
  fc.oneof(fc.integer({ min: 0, max: 65_535 }), fc.constant(65_535), fc.constant(-0)),
  fc.float({ min: 0, max: 1, noNaN: false }),
];

interface Case {
  mask: Mask;
  values: Float32Array[];
  connectivity: 4 | 8;
}

const cases = fc
  .record({
    width: fc.integer({ min: 1, max: 12 }),
    height: fc.integer({ min: 1, max: 12 }),
    connectivity: fc.constantFrom(4 as const, 8 as const),
  })
  .chain(({ width, height, connectivity }) => {
    const length = width * height;
    const list = <T>(item: fc.Arbitrary<T>) => fc.array(item, { minLength: length, maxLength: length });
    return fc.tuple(list(fc.nat(2)), ...VALUES.map(list)).map(
      ([classes, ...values]): Case => ({
        mask: { width, height, classes: Uint8Array.from(classes) },
        values: values.map((of) => Float32Array.from(of)),
        connectivity,
      }),
    );
  });

const vectorize = ({ mask, values, connectivity }: Case, tileSizePx: number): PlainFeature[] =>
  vectorizeInMemory(mask, { tileSizePx, connectivity, indices: values, layers: LAYERS });

describe('statistics of layers', () => {
  it('are the same to the last bit for any tiling, 4- and 8-connected', () => {
    fc.assert(
      fc.property(cases, fc.integer({ min: 1, max: 13 }), (of, tileSizePx) => {
        expect(vectorize(of, tileSizePx)).toEqual(vectorize(of, 16));
      }),
      { numRuns: 300 },
    );
  });

  it('are those of a plain loop over the pixels', () => {
    fc.assert(
      fc.property(cases, fc.integer({ min: 1, max: 13 }), (of, tileSizePx) => {
        for (const feature of vectorize(of, tileSizePx)) {
          const pixels = pixelsOf(feature, of);
          expect(pixels).toHaveLength(feature.pixels);
          LAYERS.forEach((layer, k) => {
            const [mean, min, max, std] = feature.figures.slice(4 * k, 4 * k + 4);
            const expected = plainStatistics(pixels, of.values[k]!, layer);
            // Rounding to the unit moves a value by half of it at most.
            expectWithin(min!, expected.min, layer.unit / 2);
            expectWithin(max!, expected.max, layer.unit / 2);
            if (!Number.isNaN(expected.mean)) expect(min! <= mean! && mean! <= max!).toBe(true);
            if (min === max) expect([mean, std]).toEqual([min, 0]);
            expectWithin(mean!, expected.mean, layer.unit);
            expectWithin(std!, expected.std, layer.unit);
          });
        }
      }),
      { numRuns: 150 },
    );
  });

  it('are exact for whole numbers of 16 bits, and 0 for the deviation of a constant', () => {
    const mask = drawMask('1122', '1122');
    const stored = Float32Array.of(65_535, 1, 0.1, 0.1, 65_535, 1, 0.1, 0.1);
    const [spread, constant] = vectorize({ mask, values: LAYERS.map(() => stored), connectivity: 4 }, 3);
    expect(spread!.figures.slice(8, 12)).toEqual([32_768, 1, 65_535, 32_767]);
    for (const k of LAYERS.keys()) expect(constant!.figures[4 * k + 3]).toBe(0);
    expect(constant!.figures[4]).toBeCloseTo(0.1, 6);
  });

  it('lose nothing of the greatest values, however many there are of them in a row', () => {
    const mask = { width: 60, height: 50, classes: new Uint8Array(3000).fill(1) };
    const top = 2 ** 24;
    const stored = Float32Array.from({ length: 3000 }, (_, i) => (i % 2 ? top - 1 : -top));
    const [feature] = vectorize({ mask, values: LAYERS.map(() => stored), connectivity: 4 }, 60);
    expect(feature!.figures.slice(8, 12)).toEqual([-0.5, -top, top - 1, top - 0.5]);
  });

  it('have no value where no pixel has one, and never a negative zero', () => {
    const nothing = Float32Array.of(Number.NaN, Number.NaN, -0, 0);
    const [missing, zero] = vectorize(
      { mask: drawMask('1122'), values: LAYERS.map(() => nothing), connectivity: 4 },
      1,
    );
    expect(missing!.figures).toEqual(new Array(16).fill(Number.NaN));
    expect(zero!.figures).toEqual(new Array(16).fill(0));
  });

  it('count values beyond the limit as the limit', () => {
    const far = Float32Array.of(1e9, -1e9, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY);
    const [index, , stored] = LAYERS.map((_, k) =>
      vectorize({ mask: drawMask('1111'), values: LAYERS.map(() => far), connectivity: 4 }, 2)[0]!.figures.slice(
        4 * k,
        4 * k + 4,
      ),
    );
    expect(index).toEqual([0, -1000, 1000, 1000]);
    expect(stored).toEqual([0, -(2 ** 24), 2 ** 24, 2 ** 24]);
  });

  it('are kept only where they are asked for', () => {
    const mask = drawMask('11');
    const tile = {
      classes: mask.classes,
      core: { col: 0, row: 0, width: 2, height: 1 },
      sceneWidth: 2,
      ground: createPlanarGround(mask),
      layers: [{ name: 'ndvi', statistics: ['mean', 'max'] as const, ...INDEX_SCALE }],
      values: [Float32Array.of(0.25, 0.75)],
    };
    const measures = measureParts(labelParts(mask.classes, 2, 1), tile);
    const chosen = selectMeasures(measures, Uint32Array.of(1));
    for (const { squares, min } of [measures.layerSums[0]!, chosen.layerSums[0]!]) {
      expect([squares, min]).toEqual([null, null]);
    }
    expect(STATISTICS.map((statistic) => measuredStatistic(chosen, 0, 0, statistic))).toEqual([
      0.5,
      Number.NaN,
      0.75,
      Number.NaN,
    ]);
  });
});

describe('exact sums', () => {
  const units = fc.bigInt({ min: -(2n ** 44n), max: 2n ** 44n });

  it('of whole numbers and of their squares lose nothing, however they are merged', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(units, fc.nat(3)), { maxLength: 60 }), (values) => {
        const sums = createExactSums(5);
        const squares = createExactSquares(5);
        for (const [value, row] of values) {
          addExact(sums, row, Number(value));
          const a = Math.floor(Number(value) / SQUARE_BASE);
          const b = Number(value) - a * SQUARE_BASE;
          addSquareParts(squares, row, { high: a * a, cross: a * b, low: b * b });
        }
        for (const row of [3, 1, 0, 2]) {
          mergeExact(sums, 4, sums, row);
          mergeSquares(squares, 4, squares, row);
        }
        const total = values.reduce((sum, [value]) => sum + value, 0n);
        expect(exactBigInt(sums, 4)).toBe(total);
        expect(roundExact(sums, 4)).toBe(Number(total));
        expect(squaresBigInt(squares, 4)).toBe(values.reduce((sum, [value]) => sum + value * value, 0n));
      }),
    );
  });

  it('stay exact when there are very many', () => {
    const sums = createExactSums(1);
    const part = createExactSums(1);
    for (let i = 0; i < 1000; i++) addExact(part, 0, 2 ** 50 - 1);
    for (let i = 0; i < 100_000; i++) mergeExact(sums, 0, part, 0);
    expect(exactBigInt(sums, 0)).toBe((2n ** 50n - 1n) * 100_000_000n);
  });
});

/** Pixels that the feature's polygons cover, by their rings alone. */
function pixelsOf({ polygons }: PlainFeature, { mask: { width, height } }: Case): number[] {
  const inside = new Uint8Array(width * height);
  for (const ring of polygons.flat()) {
    for (let i = 1; i < ring.length; i++) {
      const [[x0, y0], [x1, y1]] = [ring[i - 1]!, ring[i]!];
      if (x0 !== x1) continue;
      for (let row = Math.min(-y0, -y1); row < Math.max(-y0, -y1); row++) {
        for (let col = x0; col < width; col++) inside[row * width + col]! ^= 1;
      }
    }
  }
  return [...inside.keys()].filter((pixel) => inside[pixel] === 1);
}

function plainStatistics(pixels: number[], values: Float32Array, { limit }: Layer) {
  const of = pixels.map((pixel) => values[pixel]!).filter((value) => !Number.isNaN(value));
  const limited = of.map((value) => Math.max(-limit, Math.min(limit, value)) + 0);
  if (limited.length === 0) return { mean: Number.NaN, min: Number.NaN, max: Number.NaN, std: Number.NaN };
  const mean = limited.reduce((sum, value) => sum + value, 0) / limited.length;
  const std = Math.sqrt(limited.reduce((sum, value) => sum + (value - mean) ** 2, 0) / limited.length);
  return { mean, std, min: Math.min(...limited), max: Math.max(...limited) };
}

function expectWithin(got: number, expected: number, slack: number): void {
  if (Number.isNaN(expected)) expect(got).toBeNaN();
  else expect(Math.abs(got - expected)).toBeLessThanOrEqual(slack + Math.abs(expected) * 1e-12);
}
