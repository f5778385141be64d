import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { binFeatures, MOST_BINS } from '../../src/train/trees/bins.js';

const singles = (from: fc.Arbitrary<number>) =>
  fc.array(from, { minLength: 1, maxLength: 600 }).map((list) => Float32Array.from(list));

describe('binFeatures', () => {
  it('puts a value in a bin up to b if and only if it is no greater than the threshold b', () => {
    const values = fc.oneof(
      singles(fc.float({ noNaN: true, noDefaultInfinity: true })),
      singles(fc.integer({ min: 0, max: 9 })),
      singles(fc.float({ noNaN: true, min: 1, max: Math.fround(1.0001) })),
    );
    fc.assert(
      fc.property(values, (column) => {
        const { bins, thresholds } = binFeatures([column]);
        expect(thresholds[0].length).toBeLessThan(MOST_BINS);
        // A set has no -0.
        const inOrder = [...new Set(thresholds[0])].sort((a, b) => a - b);
        expect(Array.from(thresholds[0], (threshold) => threshold + 0)).toEqual(inOrder);
        column.forEach((value, i) => {
          thresholds[0].forEach((threshold, bin) => {
            expect(value <= threshold).toBe(bins[0][i] <= bin);
          });
        });
      }),
      { numRuns: 60 },
    );
  });

  it('gives every value a bin of its own where there are few', () => {
    const column = Float32Array.of(3, 1, 2, 1, Math.fround(3 + 2 ** -22));
    expect([...binFeatures([column]).bins[0]]).toEqual([2, 0, 1, 0, 3]);
  });

  it('gives many values bins of about as many samples', () => {
    const column = Float32Array.from({ length: 25_500 }, (_, i) => Math.sin(i) ** 5);
    const sizes = new Array<number>(MOST_BINS).fill(0);
    for (const bin of binFeatures([column]).bins[0]) sizes[bin]++;
    expect(Math.min(...sizes)).toBeGreaterThan(90);
    expect(Math.max(...sizes)).toBeLessThan(110);
  });
});
