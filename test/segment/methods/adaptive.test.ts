import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Band } from '../../../src/raster/raster.js';
import { createRandom } from '../../../src/segment/methods/random.js';
import type { WindowColumns } from '../../../src/segment/segmenter.js';
import { columnsOf, createMethod, fitParams, predictCore } from '../support/methods.js';

const WIDTH = 23;
const HEIGHT = 17;

/** Blobs and noise, in whole numbers below 200. */
function drawBytes(seed: number): Uint8Array {
  const random = createRandom(seed);
  return Uint8Array.from({ length: WIDTH * HEIGHT }, (_, i) => {
    const [x, y] = [i % WIDTH, Math.floor(i / WIDTH)];
    return 80 + 60 * Math.sin(x / 3) * Math.cos(y / 4) + random() * 50;
  });
}

const kinds: Record<string, (bytes: Uint8Array) => Band> = {
  bytes: (bytes) => bytes,
  shorts: (bytes) => Uint16Array.from(bytes, (v) => v * 41 + 3),
  'negative shorts': (bytes) => Int16Array.from(bytes, (v) => v - 150),
  fractions: (bytes) => Float32Array.from(bytes, (v) => (v - 90) / 97),
};

/** A scene with holes: pixels without data, and values that are not defined. */
function drawScene(kind: string, seed: number, holes: boolean): WindowColumns {
  const column = kinds[kind](drawBytes(seed)).slice();
  if (!holes) return columnsOf(WIDTH, [column]);
  const random = createRandom(seed + 1);
  const valid = Uint8Array.from(column, () => Number(random() > 0.15));
  if (column instanceof Float32Array) for (let i = 0; i < column.length; i += 11) column[i] = Number.NaN;
  return columnsOf(WIDTH, [column], valid);
}

/** What counts in the square around a pixel. */
function around({ values, valid }: WindowColumns, i: number, radius: number): { i: number; dx: number; dy: number }[] {
  const [x, y] = [i % WIDTH, Math.floor(i / WIDTH)];
  const found = [];
  for (let dy = -radius; dy <= radius; dy++) {
    for (let dx = -radius; dx <= radius; dx++) {
      if (x + dx < 0 || x + dx >= WIDTH || y + dy < 0 || y + dy >= HEIGHT) continue;
      const j = i + dy * WIDTH + dx;
      if (!(valid && valid[j] === 0) && !Number.isNaN(values[0][j])) found.push({ i: j, dx, dy });
    }
  }
  return found;
}

/** The first value where the variance between the classes is largest: (n·S − s·N)² / (n·(N − n)) of whole numbers, unrounded. */
function findExactOtsu(values: number[]): number {
  const total = values.reduce((sum, value) => sum + value, 0);
  let best = { value: Math.max(...values), square: 0n, divisor: 1n };
  for (const value of new Set(values.toSorted((a, b) => a - b))) {
    const lower = values.filter((other) => other <= value);
    const sum = lower.reduce((all, other) => all + other, 0);
    const square = BigInt(lower.length * total - sum * values.length) ** 2n;
    const divisor = BigInt(lower.length * (values.length - lower.length));
    if (divisor > 0n && square * best.divisor > best.square * divisor) best = { value, square, divisor };
  }
  return best.value;
}

const isThere = ({ values, valid }: WindowColumns, i: number): boolean =>
  !(valid && valid[i] === 0) && !Number.isNaN(values[0][i]);

const cases = fc.record({
  kind: fc.constantFrom(...Object.keys(kinds)),
  seed: fc.nat(1000),
  holes: fc.boolean(),
  radius: fc.integer({ min: 1, max: 9 }),
});
const rules = ['mean', 'gaussian', 'otsu'] as const;

describe.each(rules)('adaptive by %s', (rule) => {
  it('gives the same for any window that is wide enough', async () => {
    await fc.assert(
      fc.asyncProperty(
        cases,
        fc.nat(WIDTH - 2),
        fc.nat(HEIGHT - 2),
        async ({ kind, seed, holes, radius }, col, row) => {
          const scene = drawScene(kind, seed, holes);
          const segmenter = createMethod({ method: 'adaptive', band: 1, rule, windowPx: 2 * radius + 1 });
          const params = fitParams(segmenter, scene);
          const whole = await segmenter.predict(scene, params);
          const core = { col, row, width: Math.min(5, WIDTH - col), height: Math.min(4, HEIGHT - row) };
          const part = await predictCore(segmenter, scene, core, params);
          for (let i = 0; i < part.length; i++) {
            const at = (row + Math.floor(i / core.width)) * WIDTH + col + (i % core.width);
            expect(part[i]).toBe(whole[at]);
          }
        },
      ),
      { numRuns: 60 },
    );
  });

  it('never looks at pixels without data', async () => {
    await fc.assert(
      fc.asyncProperty(cases, async ({ kind, seed, radius }) => {
        const scene = drawScene(kind, seed, true);
        const segmenter = createMethod({ method: 'adaptive', band: 1, rule, windowPx: 2 * radius + 1 });
        const params = fitParams(segmenter, scene);
        const other = scene.values[0].map((value, i) => (scene.valid![i] === 0 ? 99 : value)) as Band;
        const changed = await segmenter.predict({ ...scene, values: [other] }, params);
        const classes = await segmenter.predict(scene, params);
        expect(changed).toEqual(classes);
        expect([...classes].map(Boolean)).toEqual([...classes].map((_, i) => isThere(scene, i)));
      }),
      { numRuns: 30 },
    );
  });

  it.each(Object.keys(kinds))('has nothing above where all is the same: %s', async (kind) => {
    const scene = columnsOf(9, [kinds[kind](new Uint8Array(81).fill(77))]);
    const segmenter = createMethod({ method: 'adaptive', band: 1, rule, windowPx: 5 });
    const classes = await segmenter.predict(scene, fitParams(segmenter, scene));
    expect(new Set(classes)).toEqual(new Set([1]));
  });
});

describe('adaptive', () => {
  const predict = async (scene: WindowColumns, options: object) => {
    const segmenter = createMethod({ method: 'adaptive', band: 1, ...options });
    return [...(await segmenter.predict(scene, fitParams(segmenter, scene)))];
  };

  it('by mean: whole numbers beside the mean of the square, exactly', async () => {
    await fc.assert(
      fc.asyncProperty(cases, fc.integer({ min: -9, max: 9 }), async ({ kind, seed, holes, radius }, offset) => {
        fc.pre(kind !== 'fractions');
        const scene = drawScene(kind, seed, holes);
        const values = scene.values[0];
        const expected = Array.from(values, (value, i) => {
          if (!isThere(scene, i)) return 0;
          const near = around(scene, i, radius);
          const sum = near.reduce((total, { i: j }) => total + values[j], 0);
          return 1 + Number((value + offset) * near.length > sum);
        });
        expect(await predict(scene, { rule: 'mean', windowPx: 2 * radius + 1, offset })).toEqual(expected);
      }),
      { numRuns: 40 },
    );
  });

  it('by Gaussian mean: as the mean of the square by weights, where that is not too near', async () => {
    await fc.assert(
      fc.asyncProperty(cases, async ({ kind, seed, holes, radius }) => {
        const scene = drawScene(kind, seed, holes);
        const values = scene.values[0];
        const sigma = 0.3 * (radius - 1) + 0.8;
        const classes = await predict(scene, { rule: 'gaussian', windowPx: 2 * radius + 1 });
        let compared = 0;
        for (let i = 0; i < values.length; i++) {
          if (!isThere(scene, i)) continue;
          const near = around(scene, i, radius);
          const weigh = ({ dx, dy }: { dx: number; dy: number }) =>
            Math.exp(-(dx * dx + dy * dy) / (2 * sigma * sigma));
          const weight = near.reduce((sum, place) => sum + weigh(place), 0);
          const mean = near.reduce((sum, place) => sum + weigh(place) * values[place.i], 0) / weight;
          // Weights are rounded to 2⁻¹⁵ of all, values of fractions to 2⁻¹⁶ of their range.
          const range = Math.max(...near.map((place) => Math.abs(values[place.i] - mean)));
          if (Math.abs(values[i] - mean) <= range / 500) continue;
          expect(classes[i]).toBe(values[i] > mean ? 2 : 1);
          compared++;
        }
        expect(compared).toBeGreaterThan(WIDTH * HEIGHT * 0.6);
      }),
      { numRuns: 20 },
    );
  });

  it("by Otsu: as Otsu's threshold of the square has it", async () => {
    await fc.assert(
      fc.asyncProperty(cases, async ({ seed, holes, radius }) => {
        const scene = drawScene('bytes', seed, holes);
        const values = scene.values[0];
        const expected = Array.from(values, (value, i) => {
          if (!isThere(scene, i)) return 0;
          const near = around(scene, i, radius);
          return 1 + Number(value > findExactOtsu(near.map(({ i: j }) => values[j])));
        });
        expect(await predict(scene, { rule: 'otsu', windowPx: 2 * radius + 1 })).toEqual(expected);
      }),
      { numRuns: 15 },
    );
  });

  it('takes the offset from the threshold', async () => {
    const scene = columnsOf(3, [Uint8Array.of(10, 10, 10, 10, 13, 10, 10, 10, 10)]);
    const of = (options: object) => predict(scene, { windowPx: 3, ...options }).then((classes) => classes[4]);
    // The mean of all nine is 10 1/3.
    expect([await of({ offset: -2 }), await of({ offset: -3 })]).toEqual([2, 1]);
    expect([await of({ rule: 'otsu', offset: -2 }), await of({ rule: 'otsu', offset: -3 })]).toEqual([2, 1]);
    expect((await predict(scene, { windowPx: 3, offset: 1 }))[0]).toBe(2);
  });

  it('keeps fractions apart that differ by a few parts in 65,536 of the range', async () => {
    const column = Float32Array.from({ length: 400 }, (_, i) => i / 400).fill(0.5, 90, 120);
    column[103] = 0.5001;
    const classes = await predict(columnsOf(400, [column]), { windowPx: 7 });
    expect(classes.slice(102, 105)).toEqual([1, 2, 1]);
  });

  it('is not misled by a few wild values', async () => {
    const column = Float32Array.from({ length: 20_000 }, (_, i) => (i % 2) / 100);
    column[7] = 1e6;
    const classes = await predict(columnsOf(200, [column]), { windowPx: 3 });
    expect(classes.slice(10_000, 10_004)).toEqual([1, 2, 1, 2]);
  });

  it('refuses an even window, and a width without a Gaussian', () => {
    expect(() => createMethod({ method: 'adaptive', band: 1, windowPx: 50 })).toThrow('odd');
    expect(() => createMethod({ method: 'adaptive', band: 1, sigmaPx: 5 })).toThrow('gaussian');
  });
});
