import { AND, loadAt, NOT_BELOW_F64, OR, SUBTRACT_F64, set, splat } from './simd-codes.js';
import { UNITS } from './simd-edges.js';
import { ADD_F64, at, F64, type Func, get, I32, LOAD, loop, MULTIPLY_F64, STORE, V128 } from './simd-module.js';

/**
 * Functions on rows of doubles that set a bit of each pixel where a point is no lower than the pixel's own value. Bits lie in
 * rows of 64 a pixel, of which the lower half counts.
 */
export interface PatternFunctions {
  comparePixels(bits: number, own: number, bytes: number, bit: number, point: number): void;
  /**
   * Points between two pixels of a row, `right` the place of the second, and between that row and one below. `shares` are
   * how far each is to the right, `share` how far down, `rest` 1 less that.
   */
  compareBetween(
    ...of: [
      ...[bits: number, own: number, bytes: number, bit: number],
      ...[above: number, aboveRight: number, below: number, belowRight: number],
      ...[shares: number, share: number, rest: number],
    ]
  ): void;
}

export const patternFunctions = (): Func[] => [comparePixels(), compareBetween()];

const SPLAT_I32 = [0xfd, 0x11];

function setBit(counter: number, point: number[]): number[] {
  const [bits, own, bit] = [0, 1, 3];
  const isNoLower = [...point, ...loadAt(own, counter, 0), ...NOT_BELOW_F64];
  const added = [...isNoLower, ...get(bit), ...SPLAT_I32, ...AND];
  return [...at(bits, counter), ...added, ...at(bits, counter), ...LOAD, ...OR, ...STORE];
}

function comparePixels(): Func {
  const [point, counter] = [4, 5];
  const body = loop(counter, 2, setBit(counter, loadAt(point, counter, 0)));
  return { name: 'comparePixels', params: Array(5).fill(I32), body };
}

function compareBetween(): Func {
  const [above, aboveRight, below, belowRight, shares, share, rest, counter, across, along] = [
    4, 5, 6, 7, 8, 9, 10, 11, 12, 13,
  ];
  const between = (left: number, right: number): number[] => [
    ...[...get(along), ...loadAt(left, counter, 0), ...MULTIPLY_F64],
    ...[...get(across), ...loadAt(right, counter, 0), ...MULTIPLY_F64, ...ADD_F64],
  ];
  const point = [
    ...[...splat(rest), ...between(above, aboveRight), ...MULTIPLY_F64],
    ...[...splat(share), ...between(below, belowRight), ...MULTIPLY_F64, ...ADD_F64],
  ];
  const body = [
    ...[...loadAt(shares, counter, 0), ...set(across), ...UNITS, ...get(across), ...SUBTRACT_F64, ...set(along)],
    ...setBit(counter, point),
  ];
  const params = [...Array(9).fill(I32), F64, F64];
  return { name: 'compareBetween', params, locals: [I32, V128, V128], body: loop(counter, 2, body) };
}
