import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BIN_COUNT, binOf, binStart, createBinScale, percentile } from '../../../src/vectorize/zonal/index-bins.js';

const bounded = createBinScale([-1, 1]);
const unbounded = createBinScale(null);

describe('bins of an index', () => {
  it('hold what lies between their ends', () => {
    for (const scale of [bounded, unbounded, createBinScale([0, 30])]) {
      for (const bin of [1, 2, 1000, 2048, BIN_COUNT - 2]) {
        const [from, to] = [binStart(scale, bin), binStart(scale, bin + 1)];
        expect(binOf(scale, (from + to) / 2)).toBe(bin);
        expect(to).toBeGreaterThan(from);
      }
    }
    expect([-5, -1, 1, 5].map((value) => binOf(bounded, value))).toEqual([0, 0, BIN_COUNT - 1, BIN_COUNT - 1]);
    expect(binOf(unbounded, 1000)).toBeLessThan(BIN_COUNT);
  });

  it('give percentiles within a bin of the exact ones', () => {
    const values = fc.array(fc.double({ min: -0.99, max: 0.99, noNaN: true }), { minLength: 1, maxLength: 200 });
    fc.assert(
      fc.property(values, fc.double({ min: 0, max: 1, noNaN: true }), (list, share) => {
        const bins = new Float64Array(BIN_COUNT);
        for (const value of list) bins[binOf(bounded, value)] += 10;
        const sorted = [...list].sort((a, b) => a - b);
        const [min, max] = [sorted[0], sorted[sorted.length - 1]];
        const got = percentile(bins, share, { scale: bounded, min, max });
        // The value at which the share is reached, give or take the next one where rounding decides.
        const place = share * list.length;
        const low = sorted[Math.max(0, Math.ceil(place - 1e-9) - 1)];
        const high = sorted[Math.min(list.length - 1, Math.max(0, Math.ceil(place + 1e-9) - 1))];
        expect(got).toBeGreaterThanOrEqual(low - 2 / BIN_COUNT);
        expect(got).toBeLessThanOrEqual(high + 2 / BIN_COUNT);
      }),
    );
  });

  it('give no percentile of nothing', () => {
    expect(percentile(new Float64Array(BIN_COUNT), 0.5, { scale: bounded, min: 0, max: 0 })).toBeNaN();
  });
});
