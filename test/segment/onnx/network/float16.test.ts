import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { float16Table, toFloat16 } from '../../../../src/segment/onnx/network/float16.js';

const table = float16Table();

describe('half floats', () => {
  it('are those of the standard', () => {
    // IEEE 754-2008, binary16: the largest, the smallest normal, the smallest of all.
    expect([0x0000, 0x3c00, 0xc000, 0x7bff, 0x0400, 0x0001, 0x3555].map((half) => table[half])).toEqual([
      0,
      1,
      -2,
      65504,
      2 ** -14,
      2 ** -24,
      0.333251953125,
    ]);
    expect([0x7c00, 0xfc00, 0x7e00].map((half) => table[half])).toEqual([Infinity, -Infinity, Number.NaN]);
  });

  it('come back as the bits they were', () => {
    const numbers = [...table.keys()].filter((half) => !Number.isNaN(table[half]));
    expect(numbers.length).toBe((1 << 16) - 2 * 1023);
    expect(numbers.filter((half) => toFloat16(table[half]) !== half)).toEqual([]);
    expect(table[toFloat16(Number.NaN)]).toBeNaN();
  });

  it('are the nearest there is, and of two the even one', () => {
    fc.assert(
      fc.property(fc.float({ min: -65519, max: 65519, noNaN: true }), (value) => {
        const half = toFloat16(value);
        const error = Math.abs(table[half] - value);
        for (const other of [half - 1, half + 1]) {
          if ((other & 0x7fff) > 0x7bff || (other & 0x8000) !== (half & 0x8000)) continue;
          const otherError = Math.abs(table[other] - value);
          expect(error).toBeLessThanOrEqual(otherError);
          if (error === otherError) expect(half % 2).toBe(0);
        }
      }),
    );
    expect(toFloat16(2049)).toBe(toFloat16(2048));
    expect(toFloat16(2051)).toBe(toFloat16(2052));
    expect(toFloat16(65519.99)).toBe(0x7bff);
    expect(toFloat16(65520)).toBe(0x7c00);
    expect(toFloat16(-1e9)).toBe(0xfc00);
  });
});
