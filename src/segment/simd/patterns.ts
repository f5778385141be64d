import { F64, type Func, I32, V128 } from './module.js';
import { type Code, get, put } from './structure.js';
import { at, f64x2, i32x4, loop, v128 } from './words.js';

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

const [BITS, OWN, BYTES, BIT] = [0, 1, 2, 3];

function setBit(counter: number, point: Code): Code {
  const isNoLower = f64x2.isNotBelow(point, v128.load(at(OWN, counter)));
  const added = v128.and(isNoLower, i32x4.splat(get(BIT)));
  return v128.store(at(BITS, counter), v128.or(added, v128.load(at(BITS, counter))));
}

function comparePixels(): Func {
  const [point, counter] = [4, 5];
  const body = loop(counter, BYTES, setBit(counter, v128.load(at(point, counter))));
  return { name: 'comparePixels', params: Array(5).fill(I32), body };
}

function compareBetween(): Func {
  const [above, aboveRight, below, belowRight, shares, share, rest] = [4, 5, 6, 7, 8, 9, 10];
  const [counter, across, along] = [11, 12, 13];
  const load = (row: number): Code => v128.load(at(row, counter));
  const between = (left: number, right: number): Code =>
    f64x2.add(f64x2.multiply(get(along), load(left)), f64x2.multiply(get(across), load(right)));
  const point = f64x2.add(
    f64x2.multiply(f64x2.splat(get(rest)), between(above, aboveRight)),
    f64x2.multiply(f64x2.splat(get(share)), between(below, belowRight)),
  );
  const body = [
    ...put(across, load(shares)),
    ...put(along, f64x2.subtract(f64x2.of([1, 1]), get(across))),
    ...setBit(counter, point),
  ];
  const params = [...Array(9).fill(I32), F64, F64];
  return { name: 'compareBetween', params, locals: [I32, V128, V128], body: loop(counter, BYTES, body) };
}
