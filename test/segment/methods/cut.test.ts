import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cutColumn } from '../../../src/segment/methods/cut.js';
import { countColumn, countValues } from '../../../src/segment/methods/histogram.js';
import { createRandom } from '../../../src/segment/methods/random.js';
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

describe('columns that are compared many values at a time', () => {
  const LENGTH = 70_001;
  const random = createRandom(4);
  const valid = Uint8Array.from({ length: LENGTH }, () => Number(random() > 0.1));
  const bytes = Uint8Array.from({ length: LENGTH }, () => random() * 256);
  const columns = {
    bytes,
    'bytes at an odd place': new Uint8Array(Uint8Array.of(0, ...bytes).buffer, 1),
    shorts: Uint16Array.from(bytes, (value) => value * 257),
    'negative shorts': Int16Array.from(bytes, (value) => value * 256 - 32_768),
    'single floats': Float32Array.from(bytes, (value) => (value === 7 ? Number.NaN : (value - 50) / 4)),
  };
  const cases = Object.entries(columns).flatMap(([name, column]) =>
    [null, valid].map((mask) => [`${name}${mask ? ' with gaps' : ''}`, column, mask] as const),
  );

  it.each(cases)('are cut as doubles are, one by one: %s', (_, column, mask) => {
    const many = [-7, 0, 12.5, 128, 255, 40_000, 1e9];
    for (const cuts of [many, [-7, 0, 255, 256], [12.5, 127, 128, 200], [90]]) {
      for (const side of ['upper', 'lower'] as const) {
        const asDoubles = { length: LENGTH, values: [Float64Array.from(column)], valid: mask };
        const expected = cutColumn(asDoubles, cuts, side);
        expect(Buffer.compare(cutColumn({ ...asDoubles, values: [column] }, cuts, side), expected)).toBe(0);
      }
    }
  });

  it.each(cases)('are counted as doubles are: %s', (_, column, mask) => {
    for (const maxWholeBins of [100, 65_536]) {
      const options = { bins: 40, maxWholeBins };
      const kept = Float64Array.from(column).filter((value, i) => !Number.isNaN(value) && (!mask || mask[i] === 1));
      const counted = countColumn({ length: LENGTH, values: [column], valid: mask }, 'test', options);
      const expected = countValues(kept, options);
      expect(counted.counts.length).toBe(expected.counts.length);
      expect(counted.counts.every((count, i) => count === expected.counts[i])).toBe(true);
      expect(counted.centers.every((center, i) => center === expected.centers[i])).toBe(true);
    }
  });

  it('cannot be counted without any', () => {
    const nothing = { length: 2, values: [Uint8Array.of(1, 2)], valid: Uint8Array.of(0, 0) };
    expect(() => countColumn(nothing, 'test', { bins: 4, maxWholeBins: 256 })).toThrow('at least one pixel');
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
