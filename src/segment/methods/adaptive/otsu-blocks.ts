import type { Locals } from '../../simd/locals.js';
import { type Code, get, put } from '../../simd/structure.js';
import { f64x2, i32, i32x4, v128 } from '../../simd/words.js';
import { BLOCK, PIXELS_TO, SQUARE, SUM_TO, SUMS } from './otsu-layout.js';
import {
  addUp,
  EIGHT,
  FOUR,
  findDifference,
  findDivisor,
  findVariance,
  joinGreater,
  square,
  type Total,
  toDoubles,
} from './otsu-variance.js';

/** Bounds are wrong by what rounding does: for squares of 511 pixels a side by less than this share. */
const MARGIN = 1 - 1e-6;

const twice = (value: number): Code => f64x2.of([value, value]);

/**
 * What is done with the blocks of a histogram. d² / q is convex in (n, s). Over a block the points (n, s) lie in the triangle
 * of its two ends and of the corner where all pixels would be of its least or its greatest grade, so the greatest value at
 * these three bounds it: most blocks need no closer look.
 */
export function createBlocks(locals: Locals, total: Total) {
  const [pixels, sums] = [4, 4].map(locals.takeVectors);
  const [n, s, d, variance] = [8, 8, 8, 8].map(locals.takeVectors);
  const [carry, bound, nBefore, toCorner, atCorner] = locals.takeVectors(5);

  const moveVector = (local: number, entering: number, leaving: number, offset: number): Code => [
    ...put(local, i32x4.subtract(v128.load(get(entering), offset), v128.load(get(leaving), offset))),
    ...put(local, i32x4.add(get(local), v128.load(i32.of(SQUARE), offset))),
    ...v128.store(i32.of(SQUARE), get(local), offset),
  ];

  /** Moves the square on by one column: `entering` and `leaving` are the places of two. */
  const move = (entering: number, leaving: number): Code => [
    ...pixels.flatMap((local, k) => moveVector(local, entering, leaving, 16 * k)),
    ...sums.flatMap((local, k) => moveVector(local, entering, leaving, SUMS + 16 * k)),
    ...[...put(carry, v128.zero), ...addUp(pixels, carry), ...put(total.pixels, f64x2.from(get(carry)))],
    ...[...put(carry, v128.zero), ...addUp(sums, carry), ...put(total.sum, f64x2.from(get(carry)))],
  ];

  /** A little less than the greatest variance at the end of a block. */
  const findBound = (): Code => [
    ...put(bound, v128.zero),
    ...EIGHT.flatMap((k) => [
      ...[...put(n[k], toDoubles(pixels, k)), ...put(s[k], toDoubles(sums, k))],
      ...put(d[k], findDifference(n[k], s[k], total)),
      ...put(variance[k], findVariance(n[k], d[k], total)),
      ...put(bound, f64x2.greater(get(bound), get(variance[k]))),
    ]),
    ...joinGreater(bound),
    ...put(bound, f64x2.multiply(get(bound), twice(MARGIN))),
  ];

  /** At the ends of the blocks before the k-th two. */
  const before = (ends: readonly number[], k: number): Code =>
    v128.cut(k === 0 ? v128.zero : get(ends[k - 1]), get(ends[k]), 8);

  /** Of the k-th two blocks: n and d of the corner into `toCorner` and `atCorner`. */
  const findCorner = (k: number): Code => {
    const least = f64x2.of([2 * k * BLOCK, (2 * k + 1) * BLOCK]);
    const greatest = f64x2.add(least, twice(BLOCK - 1));
    const inBlock = f64x2.subtract(get(n[k]), get(nBefore));
    const missing = f64x2.subtract(f64x2.multiply(greatest, inBlock), f64x2.subtract(get(s[k]), before(s, k)));
    // The corner is past the pixels of the least grade: as many as the block's sum asks for. Each adds so much to d.
    const each = f64x2.subtract(get(total.sum), f64x2.multiply(least, get(total.pixels)));
    return [
      ...put(toCorner, f64x2.multiply(missing, twice(1 / (BLOCK - 1)))),
      ...put(atCorner, f64x2.add(before(d, k), f64x2.multiply(get(toCorner), each))),
      ...put(toCorner, f64x2.add(get(nBefore), get(toCorner))),
    ];
  };

  /** Of the k-th two blocks: whether they have pixels, and a variance that may reach the bound. */
  const canHold = (k: number): Code => [
    ...[...put(nBefore, before(n, k)), ...findCorner(k)],
    ...v128.and(
      f64x2.isAbove(get(n[k]), get(nBefore)),
      v128.or(
        f64x2.isNotBelow(square(atCorner), f64x2.multiply(get(bound), findDivisor(toCorner, total))),
        v128.or(f64x2.isNotBelow(get(variance[k]), get(bound)), f64x2.isNotBelow(before(variance, k), get(bound))),
      ),
    ),
  ];

  /** A bit for each block that may hold the threshold. */
  const findHeld = (held: number): Code => [
    ...[...findBound(), ...put(held, i32.of(0))],
    ...EIGHT.flatMap((k) => put(held, i32.or(get(held), i32.shiftLeft(f64x2.bits(canHold(k)), i32.of(2 * k))))),
  ];

  /** Writes what is up to the end of each block, for `createGrades`. */
  const storeEnds = (): Code =>
    FOUR.flatMap((k) => [
      ...v128.store(i32.of(PIXELS_TO), get(pixels[k]), 16 * k),
      ...v128.store(i32.of(SUM_TO), get(sums[k]), 16 * k),
    ]);

  return { move, findHeld, storeEnds };
}
