import fc from 'fast-check';
import { expect, it } from 'vitest';
import { computeGradient, OPERATORS } from '../../../src/segment/layers/gradient.js';

it('the magnitudes of bytes have the bits of those of other numbers', () => {
  const pictures = fc
    .record({ width: fc.integer({ min: 1, max: 40 }), height: fc.integer({ min: 1, max: 7 }) })
    .chain(({ width, height }) =>
      fc
        .array(fc.oneof(fc.constantFrom(0, 255), fc.nat(255)), { minLength: width * height, maxLength: width * height })
        .map((values) => ({ values, width, height, hasGaps: false })),
    );
  fc.assert(
    fc.property(pictures, ({ values, ...shape }) => {
      const magnitudesOf = (band: Uint8Array | Float64Array) =>
        computeGradient({ values: band, ...shape }, OPERATORS.sobel, 'magnitude');
      expect(magnitudesOf(Uint8Array.from(values))).toEqual(magnitudesOf(Float64Array.from(values)));
    }),
  );
});
