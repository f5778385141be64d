import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ValidPixels } from '../../src/tiling/tiff-validity.js';

describe('pixels without data', () => {
  const few = [0, 1, 2, 127, 128, 129, 254, 255];
  for (const [Type, values] of [
    [Uint8Array, few],
    [Uint16Array, [...few, 256, 257, 0x7fff, 0x8000, 0x8001, 0xfffe, 0xffff]],
    [Int16Array, [-0x8000, -1, 0, 1, 0x7fff]],
  ] as const) {
    it(`are those that equal nodata, wherever they lie (${Type.name})`, () => {
      const value = fc.constantFrom(...values);
      fc.assert(
        fc.property(fc.array(value, { maxLength: 41 }), value, fc.nat(3), (pixels, nodata, offset) => {
          const band = Type.from([...new Array(offset).fill(1), ...pixels]).subarray(offset);
          const found = new ValidPixels(band.length);
          found.dropNodata(band, nodata);
          const expected = pixels.map((pixel) => Number(pixel !== nodata));
          expect([...(found.valid ?? new Uint8Array(band.length).fill(1))]).toEqual(expected);
        }),
        { numRuns: 500 },
      );
    });
  }
});
