import { type Code, get, put } from '../../simd/structure.js';
import { f64x2, i32x4, v128 } from '../../simd/words.js';

/** Locals that hold how many pixels the square has (N), and the sum of their grades (S): doubles, each twice. */
export interface Total {
  pixels: number;
  sum: number;
}

/** Numbers of the vectors that 16 numbers of four bytes take, and 16 doubles. */
export const FOUR = [0, 1, 2, 3];
export const EIGHT = [0, 1, 2, 3, 4, 5, 6, 7];

/** To each of 16 whole numbers all before it, and the four equal ones of `carry`, which becomes the last of them. */
export function addUp(rows: readonly number[], carry: number): Code {
  const addMoved = (row: number, lanes: number): Code =>
    put(row, i32x4.add(get(row), v128.cut(v128.zero, get(row), 16 - 4 * lanes)));
  return rows.flatMap((row) => [
    ...[...addMoved(row, 1), ...addMoved(row, 2)],
    ...put(row, i32x4.add(get(row), get(carry))),
    ...put(carry, i32x4.splatLast(get(row))),
  ]);
}

/** The k-th two of 16 whole numbers, as doubles. */
export function toDoubles(rows: readonly number[], k: number): Code {
  const row = get(rows[k >> 1]);
  return f64x2.from(k % 2 === 0 ? row : v128.cut(row, row, 8));
}

// The variance between n pixels of sum s and the others is d² / q: the same, whatever else is left out, for all of a square.

/** d = n · S − s · N */
export const findDifference = (n: number, s: number, { pixels, sum }: Total): Code =>
  f64x2.subtract(f64x2.multiply(get(n), get(sum)), f64x2.multiply(get(s), get(pixels)));

/** q = n · (N − n) */
export const findDivisor = (n: number, { pixels }: Total): Code =>
  f64x2.multiply(get(n), f64x2.subtract(get(pixels), get(n)));

export const square = (local: number): Code => f64x2.multiply(get(local), get(local));

/** NaN with all pixels on one side. */
export const findVariance = (n: number, d: number, total: Total): Code =>
  f64x2.divide(square(d), findDivisor(n, total));

/** The greater of two doubles in place of both. */
export const joinGreater = (local: number): Code =>
  put(local, f64x2.greater(get(local), v128.cut(get(local), get(local), 8)));
