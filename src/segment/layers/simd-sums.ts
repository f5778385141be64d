import { splat } from './simd-codes.js';
import { ADD_F64, at, F64, type Func, I32, LOAD, loop, MULTIPLY_F64, STORE } from './simd-module.js';

/** Pairs of places that are added in one pass, at most. */
export const MOST_PAIRS = 4;

type Count = 1 | 2 | 3 | 4;

/**
 * Weighted sums in double precision, one term after the other: each pair of places a, b is added as w · (a + b). `weigh`
 * begins with weight · middle; `extend` with what is in `out`.
 */
export type OrderedSums = Record<
  `weigh${Count}`,
  (out: number, bytes: number, middle: number, weight: number, ...pairs: number[]) => void
> &
  Record<`extend${Count}`, (out: number, bytes: number, ...pairs: number[]) => void>;

export function orderedSums(): Func[] {
  const counts = Array.from({ length: MOST_PAIRS }, (_, k) => k + 1);
  return counts.flatMap((count) => [sumOf(`weigh${count}`, count, true), sumOf(`extend${count}`, count, false)]);
}

function sumOf(name: string, pairs: number, isNew: boolean): Func {
  const first = isNew ? 4 : 2;
  const counter = first + 3 * pairs;
  const begin = isNew ? [...at(2, counter), ...LOAD, ...splat(3), ...MULTIPLY_F64] : [...at(0, counter), ...LOAD];
  const terms = Array.from({ length: pairs }, (_, k) => first + 3 * k).flatMap((pair) => [
    ...[...at(pair, counter), ...LOAD, ...at(pair + 1, counter), ...LOAD, ...ADD_F64],
    ...[...splat(pair + 2), ...MULTIPLY_F64, ...ADD_F64],
  ]);
  const params = [I32, I32, ...(isNew ? [I32, F64] : []), ...Array(pairs).fill([I32, I32, F64]).flat()];
  return { name, params, body: loop(counter, 1, [...at(0, counter), ...begin, ...terms, ...STORE]) };
}
