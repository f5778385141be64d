import { F32, type Func, I32, moduleOf, type SimdMemory, V128 } from './module.js';
import { type Code, get, put } from './structure.js';
import { at, f32x4, i8x16, i16x8, loop, v128 } from './words.js';

/** Adds 1 to the class of every value that is on the upper side of the cut. */
type Pass = (classes: number, count: number, values: number, cut: number) => void;

/** Functions on `count` values (a multiple of 16, more than 0) and the bytes of their classes. */
export interface SimdCuts extends Record<keyof typeof PASSES, Pass>, SimdMemory {
  /** Class 1 where there is a number, 0 for NaN. */
  define(classes: number, count: number, values: number): void;
  /** Class 0 where the byte of `valid` is 0; elsewhere it is 1. */
  keep(classes: number, count: number, valid: number): void;
}

interface Kind {
  /** A value takes 2 to this power of bytes. */
  shift: 0 | 1 | 2;
  param: number;
  splat: (cut: Code) => Code;
  isAbove: (value: Code, cut: Code) => Code;
}

const SHORTS = { shift: 1, param: I32, splat: i16x8.splat } as const;
const SINGLES = { shift: 2, param: F32, splat: f32x4.splat } as const;
const PASSES = {
  fromU8: { shift: 0, param: I32, splat: i8x16.splat, isAbove: i8x16.isNotBelow },
  fromU16: { ...SHORTS, isAbove: i16x8.isNotBelowUnsigned },
  fromI16: { ...SHORTS, isAbove: i16x8.isNotBelow },
  fromF32: { ...SINGLES, isAbove: f32x4.isNotBelow },
  aboveF32: { ...SINGLES, isAbove: f32x4.isAbove },
} satisfies Record<string, Kind>;

const [CLASSES, COUNT, OTHER, CUT] = [0, 1, 2, 3];

export const useCuts = moduleOf<SimdCuts>(() => [...Object.entries(PASSES).map(pass), define(), keep()]);

function pass([name, { shift, param, splat, isAbove }]: [string, Kind]): Func {
  const [counter, cuts] = [4, 5];
  const passed = maskBytes(shift, counter, (value) => isAbove(value, get(cuts)));
  const classes = i8x16.subtract(v128.load(at(CLASSES, counter)), passed);
  const body = [...put(cuts, splat(get(CUT))), ...loop(counter, COUNT, v128.store(at(CLASSES, counter), classes))];
  return { name, params: [I32, I32, I32, param], locals: [I32, V128], body };
}

function define(): Func {
  const counter = 3;
  const isNumber = maskBytes(SINGLES.shift, counter, (value) => f32x4.isEqual(value, value));
  const body = loop(counter, COUNT, v128.store(at(CLASSES, counter), i8x16.abs(isNumber)));
  return { name: 'define', params: [I32, I32, I32], body };
}

function keep(): Func {
  const counter = 3;
  const isValid = i8x16.negate(v128.load(at(OTHER, counter)));
  const kept = v128.and(v128.load(at(CLASSES, counter)), isValid);
  return { name: 'keep', params: [I32, I32, I32], body: loop(counter, COUNT, v128.store(at(CLASSES, counter), kept)) };
}

/** What is asked of 16 values, as bytes of a mask. */
function maskBytes(shift: 0 | 1 | 2, counter: number, ask: (value: Code) => Code): Code {
  const mask = (k: number): Code => ask(v128.load(at(OTHER, counter, shift), 16 * k));
  if (shift === 0) return mask(0);
  if (shift === 1) return i8x16.from(mask(0), mask(1));
  return i8x16.from(i16x8.from(mask(0), mask(1)), i16x8.from(mask(2), mask(3)));
}
