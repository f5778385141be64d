import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { spreadOf } from '../../../../src/segment/methods/objects/grey-percentiles.js';

const SHARES = { low: 0.02, high: 0.98 };

function bySorting(values: ArrayLike<number>) {
  const sorted = Float64Array.from(values).sort();
  const at = (share: number) => sorted[Math.round(share * (sorted.length - 1))];
  return { least: sorted[0], low: at(SHARES.low), high: at(SHARES.high), most: sorted.at(-1) };
}

describe('spreadOf', () => {
  it('gives what sorting gives, whatever the values are like', () => {
    const kinds = fc.constantFrom<(u: number) => number>(
      (u) => Math.floor(u * 256),
      (u) => u,
      (u) => Math.exp(60 * u),
      (u) => (u < 0.97 ? 7 : 1e9 * u),
      (u) => (u - 0.5) * Number.MAX_VALUE * 2,
      (u) => u * 1e-310,
      (u) => (u < 0.5 ? -1e12 : 1e12) + u,
    );
    fc.assert(
      fc.property(kinds, fc.integer({ min: 1, max: 5000 }), fc.integer(), (kind, length, seed) => {
        let state = seed >>> 0;
        const values = Float64Array.from({ length }, () => {
          state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
          return kind(state / 2 ** 32);
        });
        expect(spreadOf({ length, values: [values], valid: null }, 0, SHARES)).toEqual(bySorting(values));
      }),
      { numRuns: 60 },
    );
  });

  it('looks at defined values alone', () => {
    const column = Float32Array.of(900, Number.NaN, 3, Number.POSITIVE_INFINITY, 1, 2);
    const valid = Uint8Array.of(0, 1, 1, 1, 1, 1);
    expect(spreadOf({ length: 6, values: [column], valid }, 0, SHARES)).toEqual({ least: 1, low: 1, high: 3, most: 3 });
    expect(spreadOf({ length: 6, values: [column], valid: new Uint8Array(6) }, 0, SHARES).most).toBe(0);
  });
});
