import { F64, type Func, I32, moduleOf, type SimdMemory, V128 } from './module.js';
import { type Code, get, put } from './structure.js';
import { at, f64x2, i8x16, i16x8, i32x4, loop, v128 } from './words.js';

/** Functions on rows of doubles. */
export interface SimdMeans extends SimdMemory {
  /** sums += entering - leaving, and each of `totals` is the sum of `sums` up to there; `bytes` is a multiple of 64. */
  slide(totals: number, bytes: number, sums: number, entering: number, leaving: number): void;
  /** out = ahead - behind; `bytes` is a multiple of 16. */
  subtract(out: number, bytes: number, ahead: number, behind: number): void;
  /** Bytes: 2 where (value + offset) · weight > ahead - behind, else 1; `count` is a multiple of 16. */
  markAbove(
    ...of: [
      ...[classes: number, count: number, ahead: number, behind: number],
      ...[values: number, offset: number, weights: number],
    ]
  ): void;
}

export const useMeans = moduleOf<SimdMeans>(() => [slide(), subtract(), markAbove()]);

/** Eight places in one go, for only the last of them waits for the ones before. */
function slide(): Func {
  const [totals, bytes, sums, entering, leaving, counter, nothing, before] = [0, 1, 2, 3, 4, 5, 6, 7];
  const parts = [8, 9, 10, 11];
  const load = (row: number, k: number): Code => v128.load(at(row, counter), 16 * k);
  /** A double and the sum of it and the next; and what is before both. */
  const addUp = (part: number, k: number): Code => {
    const own = f64x2.add(v128.cut(get(nothing), get(part), 8), get(part));
    return put(part, k > 0 ? f64x2.add(own, f64x2.splatSecond(get(part - 1))) : own);
  };
  const body = [
    ...parts.flatMap((part, k) => [
      ...put(part, f64x2.subtract(f64x2.add(load(sums, k), load(entering, k)), load(leaving, k))),
      ...[...v128.store(at(sums, counter), get(part), 16 * k), ...addUp(part, k)],
    ]),
    ...parts.flatMap((part, k) => v128.store(at(totals, counter), f64x2.add(get(part), get(before)), 16 * k)),
    ...put(before, f64x2.add(f64x2.splatSecond(get(parts[3])), get(before))),
  ];
  const locals = [I32, ...Array(6).fill(V128)];
  return { name: 'slide', params: Array(5).fill(I32), locals, body: loop(counter, bytes, body, 64) };
}

function subtract(): Func {
  const [out, bytes, ahead, behind, counter] = [0, 1, 2, 3, 4];
  const difference = f64x2.subtract(v128.load(at(ahead, counter)), v128.load(at(behind, counter)));
  const body = loop(counter, bytes, v128.store(at(out, counter), difference));
  return { name: 'subtract', params: Array(4).fill(I32), body };
}

const ONES = i8x16.of(Array(16).fill(1));

function markAbove(): Func {
  const [classes, count, ahead, behind, values, offset, weights, counter] = [0, 1, 2, 3, 4, 5, 6, 7];
  const load = (row: number, k: number): Code => v128.load(at(row, counter, 3), 16 * k);
  const isAbove = (k: number): Code => {
    const level = f64x2.add(load(values, k), f64x2.splat(get(offset)));
    return f64x2.isAbove(f64x2.multiply(level, load(weights, k)), f64x2.subtract(load(ahead, k), load(behind, k)));
  };
  const four = (k: number): Code => i32x4.fromPairs(isAbove(k), isAbove(k + 1));
  const eight = (k: number): Code => i16x8.from(four(k), four(k + 2));
  const marks = i8x16.subtract(ONES, i8x16.from(eight(0), eight(4)));
  const body = loop(counter, count, v128.store(at(classes, counter), marks));
  return { name: 'markAbove', params: [I32, I32, I32, I32, I32, F64, I32], body };
}
