import type { Locals } from '../../simd/locals.js';
import { type Code, get, put, repeat } from '../../simd/structure.js';
import { f64, f64x2, i32, i32x4, v128 } from '../../simd/words.js';
import { createCounter, type Square } from './otsu-counts.js';
import { BLOCK, PIXELS_TO, SUM_TO } from './otsu-layout.js';
import {
  addUp,
  EIGHT,
  FOUR,
  findDifference,
  findVariance,
  joinGreater,
  type Total,
  toDoubles,
} from './otsu-variance.js';

/** What is done with the grades of the few blocks that may hold the threshold; `total` and `square` are of the square. */
export function createGrades(locals: Locals, total: Total, square: Square) {
  const countBlock = createCounter(locals, square);
  const [block] = locals.takeNumbers(1);
  const [counts, sums] = [4, 4].map(locals.takeVectors);
  const [carry, least, cutInBlock, isLower, n, s, d, variance, lower, upper] = locals.takeVectors(10);
  const firstGrade = i32.multiply(get(block), i32.of(BLOCK));

  /** Up to each grade of the block: pixels in place of the counts, and the sums of their grades. */
  const addUpBlock = (): Code => {
    const grades = (k: number): Code => i32x4.add(get(least), i32x4.of(FOUR.map((lane) => 4 * k + lane)));
    const beforeBlock = (ends: number): Code => i32x4.splat(i32.load(i32.multiply(get(block), i32.of(4)), ends - 4));
    return [
      ...put(least, i32x4.splat(firstGrade)),
      ...counts.flatMap((local, k) => put(sums[k], i32x4.multiply(get(local), grades(k)))),
      ...[...put(carry, beforeBlock(PIXELS_TO)), ...addUp(counts, carry)],
      ...[...put(carry, beforeBlock(SUM_TO)), ...addUp(sums, carry)],
    ];
  };

  /** Looks for the greatest variance on either side of the cut. */
  const findGreatest = (cut: number): Code => [
    ...put(cutInBlock, f64x2.splat(f64.from(i32.subtract(get(cut), firstGrade)))),
    ...EIGHT.flatMap((k) => [
      ...[...put(n, toDoubles(counts, k)), ...put(s, toDoubles(sums, k))],
      ...put(d, findDifference(n, s, total)),
      ...put(variance, findVariance(n, d, total)),
      ...put(isLower, f64x2.isAbove(get(cutInBlock), f64x2.of([2 * k, 2 * k + 1]))),
      ...put(lower, f64x2.greater(get(lower), v128.and(get(variance), get(isLower)))),
      ...put(upper, f64x2.greater(get(upper), v128.andNot(get(variance), get(isLower)))),
    ]),
  ];

  /** Without a variance all pixels are of one grade: whether that is below the cut. */
  const isSumBelow = (cut: number): Code =>
    f64.isAbove(f64.multiply(f64x2.first(get(total.pixels)), f64.from(get(cut))), f64x2.first(get(total.sum)));

  /** Leaves 1 where the threshold is below the cut, else 0. Of equal variances the first counts. `held` becomes 0. */
  const isBelow = (held: number, cut: number): Code => [
    ...[...put(lower, v128.zero), ...put(upper, v128.zero)],
    ...repeat(
      [
        ...put(block, i32.lowestBit(get(held))),
        ...[...countBlock(block, counts), ...addUpBlock(), ...findGreatest(cut)],
        ...put(held, i32.and(get(held), i32.subtract(get(held), i32.of(1)))),
      ],
      get(held),
    ),
    ...[...joinGreater(lower), ...joinGreater(upper)],
    ...i32.and(
      f64.isNotBelow(f64x2.first(get(lower)), f64x2.first(get(upper))),
      i32.or(f64.isAbove(f64x2.first(get(lower)), f64.of(0)), isSumBelow(cut)),
    ),
  ];

  return { isBelow };
}
