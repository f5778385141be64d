import { ABOVE_F64, loadAt, NARROW_I16, NARROW_I32, SUBTRACT_F64, SUBTRACT_I8, set, splat } from './simd-codes.js';
import {
  ADD_F64,
  at,
  compileModule,
  F64,
  type Func,
  get,
  I32,
  I32_ADD,
  I32_LESS,
  LOAD,
  loop,
  MULTIPLY_F64,
  PAGE_BYTES,
  repeat,
  STORE,
  tee,
  V128,
} from './simd-module.js';

/** Functions on rows of doubles, at places in one memory. */
export interface SimdMeans {
  memory: { buffer: ArrayBuffer; grow(pages: number): number };
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

let known: SimdMeans | null = null;

/** The thread's one module, with at least so many bytes of memory. */
export function useMeans(bytes: number): SimdMeans {
  known ??= compileModule([slide(), subtract(), markAbove()])() as SimdMeans;
  const missing = bytes - known.memory.buffer.byteLength;
  if (missing > 0) known.memory.grow(Math.ceil(missing / PAGE_BYTES));
  return known;
}

/** Lanes of two doubles: nothing and the first of them; the second twice. */
const SHIFT_UP = [0xfd, 0x0d, 0, 1, 2, 3, 4, 5, 6, 7, 16, 17, 18, 19, 20, 21, 22, 23];
const SECOND_TWICE = [0xfd, 0x0d, 8, 9, 10, 11, 12, 13, 14, 15, 8, 9, 10, 11, 12, 13, 14, 15];
const twice = (local: number): number[] => [...get(local), ...get(local), ...SECOND_TWICE];

/** Eight places in one go, for only the last of them waits for the ones before. */
function slide(): Func {
  const [totals, bytes, sums, entering, leaving, counter, nothing, before] = [0, 1, 2, 3, 4, 5, 6, 7];
  const parts = [8, 9, 10, 11];
  const body = parts.flatMap((part, k) => [
    ...[...at(sums, counter), ...loadAt(sums, counter, 16 * k), ...loadAt(entering, counter, 16 * k), ...ADD_F64],
    ...[...loadAt(leaving, counter, 16 * k), ...SUBTRACT_F64, ...tee(part), ...storeAt(16 * k)],
    ...[...get(nothing), ...get(part), ...SHIFT_UP, ...get(part), ...ADD_F64],
    ...[...(k > 0 ? [...twice(part - 1), ...ADD_F64] : []), ...set(part)],
  ]);
  const store = parts.flatMap((part, k) => [
    ...[...at(totals, counter), ...get(part), ...get(before), ...ADD_F64, ...storeAt(16 * k)],
  ]);
  const carry = [...twice(parts[3]), ...get(before), ...ADD_F64, ...set(before)];
  const isMore = [...get(counter), 0x41, ...[0xc0, 0x00], I32_ADD, ...tee(counter), ...get(bytes), I32_LESS];
  const locals = [I32, ...Array(6).fill(V128)];
  return {
    name: 'slide',
    params: Array(5).fill(I32),
    locals,
    body: repeat([...body, ...store, ...carry], isMore),
  };
}

const storeAt = (offset: number): number[] => [0xfd, 0x0b, 0, offset];

function subtract(): Func {
  const counter = 4;
  const body = [...at(0, counter), ...at(2, counter), ...LOAD, ...at(3, counter), ...LOAD, ...SUBTRACT_F64, ...STORE];
  return { name: 'subtract', params: Array(4).fill(I32), body: loop(counter, 1, body) };
}

/** 1 in each of 16 bytes. */
const ONES = [0xfd, 0x0c, ...Array(16).fill(1)];
/** The lower halves of two pairs of masks, side by side. */
const LOWER_HALVES = [0xfd, 0x0d, 0, 1, 2, 3, 8, 9, 10, 11, 16, 17, 18, 19, 24, 25, 26, 27];

function markAbove(): Func {
  const [classes, count, ahead, behind, values, offset, weights, counter] = [0, 1, 2, 3, 4, 5, 6, 7];
  const load = (row: number, k: number): number[] => [
    ...[...get(row), ...get(counter), 0x41, 3, 0x74, I32_ADD, 0xfd, 0x00, 0, 16 * k],
  ];
  const two = (k: number): number[] => [
    ...[...load(values, k), ...splat(offset), ...ADD_F64, ...load(weights, k), ...MULTIPLY_F64],
    ...[...load(ahead, k), ...load(behind, k), ...SUBTRACT_F64, ...ABOVE_F64],
  ];
  const four = (k: number): number[] => [...two(k), ...two(k + 1), ...LOWER_HALVES];
  const eight = (k: number): number[] => [...four(k), ...four(k + 2), ...NARROW_I32];
  // What is above is -1.
  const masks = [...eight(0), ...eight(4), ...NARROW_I16];
  const body = [...at(classes, counter), ...ONES, ...masks, ...SUBTRACT_I8, ...STORE];
  const params = [I32, I32, I32, I32, I32, F64, I32];
  return { name: 'markAbove', params, body: loop(counter, count, body) };
}
