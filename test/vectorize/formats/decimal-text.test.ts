import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { putDecimal, putInteger } from '../../../src/vectorize/formats/decimal-text.js';
import { roundTo } from '../../../src/vectorize/formats/properties.js';

const text = (put: (bytes: Uint8Array, at: number) => number): string => {
  const bytes = new Uint8Array(64).fill(0x23);
  const end = put(bytes, 1);
  expect(bytes[0]).toBe(0x23);
  return new TextDecoder().decode(bytes.subarray(1, end));
};
const decimal = (value: number, places: number): string => text((bytes, at) => putDecimal(bytes, at, value, places));

describe('putDecimal', () => {
  it('gives a parser back the double it was given, for every number of places', () => {
    const numbers = fc.integer({ min: 0, max: 12 }).chain((places) => {
      const most = Math.min(180 * 10 ** places, Number.MAX_SAFE_INTEGER);
      return fc.tuple(
        fc.constant(places),
        fc.maxSafeInteger().map((n) => (n % (most + 1)) / 10 ** places),
      );
    });
    fc.assert(
      fc.property(numbers, ([places, value]) => {
        expect(JSON.parse(decimal(value, places))).toBe(value + 0);
      }),
      { numRuns: 5000 },
    );
  });

  it('writes any double as the decimal that roundTo names, whatever its size', () => {
    fc.assert(
      fc.property(
        fc.double({ noNaN: true, noDefaultInfinity: true }),
        fc.integer({ min: 0, max: 12 }),
        (value, places) => {
          expect(JSON.parse(decimal(value, places))).toBe(roundTo(value, places) + 0);
        },
      ),
      { numRuns: 5000 },
    );
  });

  it('drops trailing zeros and the sign of zero, and keeps leading zeros', () => {
    expect(decimal(12.5, 7)).toBe('12.5');
    expect(decimal(-0, 7)).toBe('0');
    expect(decimal(-0.00000001, 7)).toBe('0');
    expect(decimal(-0.0000001, 7)).toBe('-0.0000001');
    expect(decimal(100, 2)).toBe('100');
    expect(decimal(-179.000000000001, 12)).toBe('-179.000000000001');
    expect(decimal(5.1e14, 2)).toBe('510000000000000');
    expect(decimal(0.999999, 2)).toBe('1');
  });

  it('refuses what JSON has no word for', () => {
    for (const value of [Number.NaN, Infinity, -Infinity]) expect(() => decimal(value, 2)).toThrow('finite');
  });
});

describe('putInteger', () => {
  it('writes every whole number up to 2^53 - 1', () => {
    const integer = (value: number): string => text((bytes, at) => putInteger(bytes, at, value));
    for (let power = 1; power < 2 ** 53; power *= 10) {
      for (const value of [power - 1, power, power + 1]) expect(integer(value)).toBe(String(value));
    }
    fc.assert(
      fc.property(fc.maxSafeNat(), (value) => {
        expect(integer(value)).toBe(String(value));
      }),
    );
  });
});
