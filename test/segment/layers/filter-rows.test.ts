import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createFilterRows, layOutFilter } from '../../../src/segment/layers/filter-rows.js';
import { computeGradient, OPERATORS } from '../../../src/segment/layers/gradient.js';
import { gradientRow, rowsAround } from '../../../src/segment/layers/gradient-rows.js';
import { createPaddedRow, filterColumns, filterRow } from '../../../src/segment/layers/separable.js';
import { useDoubles } from '../../../src/segment/simd/doubles.js';

const picture = fc
  .record({ width: fc.integer({ min: 1, max: 19 }), height: fc.integer({ min: 1, max: 13 }) })
  .chain(({ width, height }) => {
    const length = { minLength: width * height, maxLength: width * height };
    const values = fc.array(fc.double({ min: 0.001, max: 1e6, noNaN: true }), length);
    const present = fc.option(fc.array(fc.constantFrom(0, 1, 1, 1), length));
    return fc.record({ width: fc.constant(width), height: fc.constant(height), values, present });
  });
const weights = fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 1, maxLength: 12 });

describe('kernels over rows in one memory', () => {
  it('give the bits of those over arrays', () => {
    const property = fc.property(picture, weights, fc.nat(), ({ width, height, ...drawn }, down, seed) => {
      const along = down.map((weight, k) => weight * (((seed + k) % 5) + 0.5));
      const taps = [down, along].map((one) => ({ weights: Float64Array.from(one), odd: false }));
      const kernels = [
        { down: taps[0], along: taps[1] },
        { down: taps[1], along: taps[0] },
      ];
      const values = Float64Array.from(drawn.values);
      const present = drawn.present && Uint8Array.from(drawn.present);
      const layout = layOutFilter(width, kernels);
      const simd = useDoubles(layout.end);
      const moveTo = createFilterRows({ values, present, width, height }, kernels, layout, simd);
      const rows = { values: values.map((value, i) => (present?.[i] === 0 ? 0 : value)), width, height };
      const padded = createPaddedRow(width, down.length - 1);
      const wanted = { values: new Float64Array(width), at: 0 };
      for (let row = 0; row < height; row++) {
        const own = new Float64Array(simd.memory.buffer, moveTo(row), width);
        expect(own).toEqual(rows.values.subarray(row * width, (row + 1) * width));
        kernels.forEach((kernel, k) => {
          filterColumns(rows, row, kernel.down, padded);
          filterRow(padded, kernel.along, wanted, width);
          // Adding 0 makes both zeros one.
          const found = new Float64Array(simd.memory.buffer, layout.results[k], width).map((value) => value + 0);
          expect(found).toEqual(wanted.values.map((value) => value + 0));
        });
      }
    });
    fc.assert(property, { numRuns: 60 });
  });
});

describe('gradients of rows in one memory', () => {
  it('are those of the rows', () => {
    const property = fc.property(picture, ({ width, height, values: drawn }) => {
      const values = Float64Array.from(drawn);
      const field = { values, width, height, hasGaps: false };
      const row = { x: new Float64Array(width), y: new Float64Array(width) };
      const wanted: number[] = [];
      for (let y = 0; y < height; y++) {
        gradientRow(rowsAround(field, y), width, OPERATORS.scharr, row);
        for (let x = 0; x < width; x++) {
          wanted.push(Math.sqrt(row.x[x] * row.x[x] + row.y[x] * row.y[x]) * ((1 / 16) * Math.SQRT1_2));
        }
      }
      expect(computeGradient(field, OPERATORS.scharr, 'magnitude')).toEqual(Float32Array.from(wanted));
    });
    fc.assert(property, { numRuns: 60 });
  });
});
