import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findEvenCuts } from '../../../src/segment/methods/quantiles.js';
import { columnsOf, createMethod, fitParams } from '../support/methods.js';

describe('findEvenCuts', () => {
  it('interpolates as numpy does where values differ', () => {
    expect(findEvenCuts(Float64Array.of(4, 1, 3, 2), 4)).toEqual([1.75, 2.5, 3.25]);
  });

  it('keeps equal values together, and leaves out classes without any', () => {
    expect(findEvenCuts(Float64Array.of(0, 0, 0, 0, 0, 0, 7, 7, 8, 9), 5)).toEqual([7, expect.closeTo(7.2, 9)]);
    expect(findEvenCuts(Float64Array.of(5, 5, 5), 3)).toEqual([]);
    expect(findEvenCuts(Float64Array.of(1, 2), 20)).toHaveLength(1);
    expect(findEvenCuts(Float64Array.of(3), 4)).toEqual([]);
  });

  it('gives increasing cuts, each with values on both sides of it', () => {
    const values = fc.array(fc.integer({ min: 0, max: 12 }), { minLength: 1, maxLength: 60 });
    fc.assert(
      fc.property(values, fc.integer({ min: 2, max: 20 }), (numbers, classes) => {
        const cuts = findEvenCuts(Float64Array.from(numbers), classes);
        expect(cuts.length).toBeLessThan(classes);
        const limits = [-1, ...cuts, 99];
        for (let k = 1; k < limits.length; k++) {
          expect(limits[k]).toBeGreaterThan(limits[k - 1]);
          expect(numbers.some((value) => value >= limits[k - 1] && value < limits[k])).toBe(true);
        }
      }),
    );
  });

  it('parts different values in shares that differ by one at most', () => {
    fc.assert(
      fc.property(fc.integer({ min: 20, max: 300 }), fc.integer({ min: 2, max: 20 }), (count, classes) => {
        const values = Float64Array.from({ length: count }, (_, i) => Math.sqrt(i));
        const limits = [-1, ...findEvenCuts(values.slice(), classes), count];
        const shares = limits.slice(1).map((end, k) => values.filter((v) => v >= limits[k] && v < end).length);
        expect(Math.max(...shares) - Math.min(...shares)).toBeLessThanOrEqual(1);
      }),
      { examples: [[221, 11]] },
    );
  });
});

describe('quantiles', () => {
  it('makes classes of equal share, from low to high', async () => {
    const column = Float32Array.from({ length: 100 }, (_, i) => ((i * 37) % 100) / 100);
    column[3] = Number.NaN;
    const scene = columnsOf(10, [column]);
    const segmenter = createMethod({ method: 'quantiles', band: 1, classes: 3 });
    const classes = await segmenter.predict(scene, fitParams(segmenter, scene));
    expect([0, 1, 2, 3].map((id) => classes.filter((c) => c === id).length)).toEqual([1, 33, 33, 33]);
    expect(classes[column.indexOf(Math.fround(0.99))]).toBe(3);
  });
});
