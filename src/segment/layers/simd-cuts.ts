import { ABS_I8, AND, loadAt, NARROW_I16, NARROW_I32, NEGATE_I8, SUBTRACT_I8, set } from './simd-codes.js';
import { at, compileModule, F32, type Func, get, I32, I32_ADD, loop, STORE, V128 } from './simd-module.js';

/** Adds 1 to the class of every value that is on the upper side of the cut. */
type Pass = (classes: number, count: number, values: number, cut: number) => void;

/** Functions on `count` values (a multiple of 16, more than 0) and the bytes of their classes, at places in one page. */
export interface SimdCuts extends Record<keyof typeof PASSES, Pass> {
  memory: { buffer: ArrayBuffer };
  /** Class 1 where there is a number, 0 for NaN. */
  define(classes: number, count: number, values: number): void;
  /** Class 0 where the byte of `valid` is 0; elsewhere it is 1. */
  keep(classes: number, count: number, valid: number): void;
}

interface Kind {
  /** A value takes 2 to this power of bytes. */
  shift: 0 | 1 | 2;
  param: number;
  splat: number[];
  compare: number[];
}

const SHORTS: Omit<Kind, 'compare'> = { shift: 1, param: I32, splat: [0xfd, 0x10] };
const SINGLES: Omit<Kind, 'compare'> = { shift: 2, param: F32, splat: [0xfd, 0x13] };
const PASSES = {
  fromU8: { shift: 0, param: I32, splat: [0xfd, 0x0f], compare: [0xfd, 0x2c] },
  fromU16: { ...SHORTS, compare: [0xfd, 0x36] },
  fromI16: { ...SHORTS, compare: [0xfd, 0x35] },
  fromF32: { ...SINGLES, compare: [0xfd, 0x46] },
  aboveF32: { ...SINGLES, compare: [0xfd, 0x44] },
} satisfies Record<string, Kind>;
const EQUAL_F32 = [0xfd, 0x41];

const [CLASSES, COUNT, OTHER, CUT] = [0, 1, 2, 3];

let known: SimdCuts | null = null;

/** The thread's one module. */
export function useCuts(): SimdCuts {
  known ??= compileModule([...Object.entries(PASSES).map(pass), define(), keep()])() as SimdCuts;
  return known;
}

function pass([name, { shift, param, splat, compare }]: [string, Kind]): Func {
  const [counter, cuts] = [4, 5];
  const body = [
    ...[...at(CLASSES, counter), ...loadAt(CLASSES, counter, 0)],
    ...[...maskBytes(shift, counter, (value) => [...value, ...get(cuts), ...compare]), ...SUBTRACT_I8, ...STORE],
  ];
  const params = [I32, I32, I32, param];
  return {
    name,
    params,
    locals: [I32, V128],
    body: [...get(CUT), ...splat, ...set(cuts), ...loop(counter, COUNT, body)],
  };
}

function define(): Func {
  const counter = 3;
  const masks = maskBytes(SINGLES.shift, counter, (value) => [...value, ...value, ...EQUAL_F32]);
  const body = [...at(CLASSES, counter), ...masks, ...ABS_I8, ...STORE];
  return { name: 'define', params: [I32, I32, I32], body: loop(counter, COUNT, body) };
}

function keep(): Func {
  const counter = 3;
  const masks = [...loadAt(OTHER, counter, 0), ...NEGATE_I8];
  const body = [...at(CLASSES, counter), ...loadAt(CLASSES, counter, 0), ...masks, ...AND, ...STORE];
  return { name: 'keep', params: [I32, I32, I32], body: loop(counter, COUNT, body) };
}

/** The answers for 16 values, -1 or 0, as bytes side by side. */
function maskBytes(shift: 0 | 1 | 2, counter: number, answer: (value: number[]) => number[]): number[] {
  const place = [...get(OTHER), ...get(counter), 0x41, shift, 0x74, I32_ADD];
  const mask = (k: number): number[] => answer([...place, 0xfd, 0x00, 0, 16 * k]);
  const pair = (k: number): number[] => [...mask(k), ...mask(k + 1), ...(shift === 2 ? NARROW_I32 : NARROW_I16)];
  if (shift === 0) return mask(0);
  return shift === 1 ? pair(0) : [...pair(0), ...pair(2), ...NARROW_I16];
}
