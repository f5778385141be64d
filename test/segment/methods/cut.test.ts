import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cutColumn } from '../../../src/segment/methods/cut.js';
import { countValues } from '../../../src/segment/methods/histogram.js';
import { fitAndSegment, prepareFor, rasterOf } from '../support/recipes.js';

describe('cutColumn', () => {
  const cuts = fc.uniqueArray(fc.integer({ min: -20, max: 20 }), { minLength: 1, maxLength: 11 });
  const values = fc.array(fc.oneof(fc.integer({ min: -22, max: 22 }), fc.constant(Number.NaN)), { minLength: 1 });

  it.each(['upper', 'lower'] as const)('counts the cuts below, an equal one to the %s side', (side) => {
    fc.assert(
      fc.property(cuts, values, (unsorted, numbers) => {
        const sorted = unsorted.toSorted((a, b) => a - b);
        const columns = { length: numbers.length, values: [Float32Array.from(numbers)], valid: null };
        const expected = numbers.map((value) =>
          Number.isNaN(value) ? 0 : 1 + sorted.filter((cut) => (side === 'upper' ? value >= cut : value > cut)).length,
        );
        expect([...cutColumn(columns, sorted, side)]).toEqual(expected);
      }),
    );
  });
});

describe('countValues', () => {
  it('cuts the range as numpy.histogram does: the last bin closed, the centres halfway', () => {
    const values = Float64Array.of(0, 0.5, 1, 2.5, 3, 4);
    const { counts, centers } = countValues(values, { bins: 4, maxWholeBins: 100 });
    expect([...counts]).toEqual([2, 1, 1, 2]);
    expect([...centers]).toEqual([0.5, 1.5, 2.5, 3.5]);
  });
});

describe('a band by its reflectance', () => {
  it('is scaled before it is compared', async () => {
    const scene = { bandNames: ['B04', 'B08'], dataType: 'uint16' as const, metadata: { BOA_ADD_OFFSET: '-1000' } };
    const prepared = prepareFor({ method: 'threshold', band: 'nir', cuts: [0.2] }, 2, scene, 'auto');
    expect([...(await fitAndSegment(prepared, rasterOf(3, [Uint16Array.of(2999, 3000, 3001)]))).classes]).toEqual([
      1, 2, 2,
    ]);
  });
});
