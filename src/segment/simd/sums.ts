import { F64, type Func, I32 } from './module.js';
import { type Code, get } from './structure.js';
import { at, f64x2, loop, v128 } from './words.js';

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
  const [out, bytes, middle, weight] = [0, 1, 2, 3];
  const first = isNew ? 4 : 2;
  const counter = first + 3 * pairs;
  const load = (row: number): Code => v128.load(at(row, counter));
  const weigh = (value: Code, by: number): Code => f64x2.multiply(value, f64x2.splat(get(by)));
  const begin = isNew ? weigh(load(middle), weight) : load(out);
  const terms = Array.from({ length: pairs }, (_, k) => first + 3 * k).map((pair) =>
    weigh(f64x2.add(load(pair), load(pair + 1)), pair + 2),
  );
  const sum = terms.reduce(f64x2.add, begin);
  const params = [I32, I32, ...(isNew ? [I32, F64] : []), ...Array(pairs).fill([I32, I32, F64]).flat()];
  return { name, params, body: loop(counter, bytes, v128.store(at(out, counter), sum)) };
}
