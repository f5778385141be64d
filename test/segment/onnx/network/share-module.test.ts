import { describe, expect, it } from 'vitest';
import { createShareModule, reserveNumbers } from '../../../../src/segment/onnx/network/share-module.js';

const module = createShareModule();
const COUNT = 4096;
const BYTES = 4 * COUNT;
const memory = reserveNumbers(module, 4 * COUNT);
const [row, first, second] = [0, 1, 2].map((k) => memory.subarray(k * COUNT, (k + 1) * COUNT));

describe('rows of single numbers, four at a time', () => {
  it('give exp() to the last bits, from 0 to where it is nothing', () => {
    const values = Float32Array.from({ length: COUNT }, (_, i) => -((i / 4095) ** 3) * 87);
    row.set(values);
    first.fill(1);
    second.fill(0);
    module.expF32(0, BYTES, 2 * BYTES, BYTES);
    values.forEach((value, i) => {
      expect(Math.abs(row[i] / Math.exp(value) - 1)).toBeLessThan(2e-7);
      expect(first[i]).toBe(Math.fround(1 + row[i]));
    });
    row.set([3, -1000, Number.NEGATIVE_INFINITY, Number.NaN]);
    second.set([3, 0, 0, 0]);
    module.expF32(0, BYTES, 2 * BYTES, 16);
    expect(row[0]).toBe(1);
    expect(row[1]).toBeLessThan(1e-37);
    expect(row[2]).toBe(row[1]);
    expect(row[3]).toBeNaN();
  });

  it('give x · log2(x), and count what is no share as nothing', () => {
    const values = Float32Array.from({ length: COUNT }, (_, i) => 2 ** (-i / 35));
    row.set(values);
    first.fill(0);
    second.fill(0);
    module.logF32(0, BYTES, 2 * BYTES, BYTES);
    values.forEach((value, i) => {
      expect(Math.abs(second[i] - value * Math.log2(value))).toBeLessThan(2e-7);
      expect(first[i]).toBe(value);
    });
    row.set([0, -1, Number.NaN, 4]);
    second.fill(0);
    first.fill(0);
    module.logF32(0, BYTES, 2 * BYTES, 16);
    expect([...first.subarray(0, 4)]).toEqual([0, 0, 0, 4]);
    expect([...second.subarray(0, 4)].map(Math.abs)).toEqual([0, 0, 0, 8]);
  });

  it('keep the best and its number, the first of those that are equal', () => {
    first.fill(Number.NEGATIVE_INFINITY, 0, 4);
    second.fill(0, 0, 4);
    [
      [1, -5, Number.NaN, 0],
      [1, -4, Number.NaN, Number.NaN],
      [0, -6, Number.NaN, 0.5],
    ].forEach((values, k) => {
      row.set(values);
      module.bestF32(0, BYTES, 2 * BYTES, 16, k);
    });
    expect([...first.subarray(0, 4)]).toEqual([1, -4, Number.NEGATIVE_INFINITY, 0.5]);
    expect([...second.subarray(0, 4)]).toEqual([0, 1, 0, 2]);
  });

  it('give the larger of two, and NaN where one is', () => {
    row.set([1, 5, Number.NaN, 1]);
    first.set([2, 3, 1, Number.NaN]);
    module.maxF32(0, 0, BYTES, 16);
    expect([...row.subarray(0, 4)]).toEqual([2, 5, Number.NaN, Number.NaN]);
  });
});
