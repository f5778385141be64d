import { signed } from './encode.js';
import { VECTOR_BYTES } from './module.js';
import { binary, type Code, get, loading, put, repeat, storing, tee, unary } from './structure.js';

// Codes of the WebAssembly core specification 2.0, as functions of the code that leaves what they work on.

/** A code of vector instructions. */
const simd = (code: number): number[] => (code < 128 ? [0xfd, code] : [0xfd, code, 0x01]);
const vector = (bytes: Iterable<number>): Code => [...simd(0x0c), ...bytes];
const bytesOf = ({ buffer }: { buffer: ArrayBufferLike }): Uint8Array => new Uint8Array(buffer);

/** Whole numbers of 32 bits; none is below 0 where it is compared, or shifted to the right. */
export const i32 = {
  of: (value: number): Code => [0x41, ...signed(value)],
  add: binary(0x6a),
  subtract: binary(0x6b),
  multiply: binary(0x6c),
  and: binary(0x71),
  or: binary(0x72),
  shiftLeft: binary(0x74),
  shiftRight: binary(0x76),
  isZero: unary(0x45),
  isLess: binary(0x49),
  differs: binary(0x47),
  /** The number of the lowest bit that is set. */
  lowestBit: unary(0x68),
  /** From one of 64 bits: the lower half. */
  from: unary(0xa7),
  load: loading(0x28),
  loadShort: loading(0x2f),
  store: storing([0x36]),
  storeByte: storing([0x3a]),
  storeShort: storing([0x3b]),
};

/** Whole numbers of 64 bits. */
export const i64 = {
  of: (value: number): Code => [0x42, ...signed(value)],
  shiftRight: binary(0x88),
  load: loading(0x29),
};

/** Doubles. */
export const f64 = {
  of: (value: number): Code => [0x44, ...bytesOf(Float64Array.of(value))],
  /** From a whole number. */
  from: unary(0xb7),
  add: binary(0xa0),
  subtract: binary(0xa1),
  multiply: binary(0xa2),
  divide: binary(0xa3),
  isAbove: binary(0x64),
  isNotBelow: binary(0x66),
  load: loading(0x2b),
  /** From a single float. */
  loadSingle: (place: Code, offset = 0): Code => [...loading(0x2a)(place, offset), 0xbb],
  store: storing([0x39]),
};

/** 16 bytes, whatever they are. */
export const v128 = {
  zero: vector(Array(16).fill(0)),
  load: loading(...simd(0x00)),
  store: storing(simd(0x0b)),
  /** The lower half, and the upper one 0. */
  loadLower: loading(...simd(0x5d)),
  storeLower: storing(simd(0x5b), [0]),
  /** Two bytes from the beginning. */
  storeShort: storing(simd(0x59), [0]),
  not: unary(...simd(0x4d)),
  and: binary(...simd(0x4e)),
  /** a and not b */
  andNot: binary(...simd(0x4f)),
  or: binary(...simd(0x50)),
  xor: binary(...simd(0x51)),
  /** Bit by bit, `yes` where the mask is 1. */
  select: (mask: Code, yes: Code, no: Code): Code => [...yes, ...no, ...mask, ...simd(0x52)],
  /** For each byte which one of `a` and `b` side by side. */
  shuffle: (a: Code, b: Code, byteAt: (k: number) => number): Code => [
    ...[...a, ...b, ...simd(0x0d), ...Array.from({ length: 16 }, (_, k) => byteAt(k))],
  ],
  /** Of `a` and `b` side by side those from byte `from` on. */
  cut: (a: Code, b: Code, from: number): Code => v128.shuffle(a, b, (k) => from + k),
};

/** 16 bytes as numbers. Here and below masks, which comparisons leave, are -1 or 0. */
export const i8x16 = {
  of: (values: readonly number[]): Code => vector(values),
  splat: unary(...simd(0x0f)),
  isEqual: binary(...simd(0x23)),
  /** Of numbers that are not below 0. */
  isNotBelow: binary(...simd(0x2c)),
  abs: unary(...simd(0x60)),
  negate: unary(...simd(0x61)),
  /** Of a mask: a bit for each. */
  bits: unary(...simd(0x64)),
  /** From two times eight, masks or what fits. */
  from: binary(...simd(0x65)),
  subtract: binary(...simd(0x71)),
};

/** Eight whole numbers of 16 bits. */
export const i16x8 = {
  of: (values: readonly number[]): Code => vector(bytesOf(Int16Array.from(values))),
  splat: unary(...simd(0x10)),
  /** From bytes that are not below 0. */
  loadBytes: loading(...simd(0x02)),
  loadSplat: loading(...simd(0x08)),
  isAbove: binary(...simd(0x31)),
  isNotBelow: binary(...simd(0x35)),
  /** Of numbers that are not below 0. */
  isNotBelowUnsigned: binary(...simd(0x36)),
  abs: unary(...simd(0x80)),
  /** (a · b + 2¹⁴) >> 15 */
  multiplyQ15: binary(...simd(0x82)),
  bits: unary(...simd(0x84)),
  /** From two times four, masks or what fits. */
  from: binary(...simd(0x85)),
  shiftLeft: binary(...simd(0x8b)),
  /** Copies of the sign come in. */
  shiftRight: binary(...simd(0x8c)),
  add: binary(...simd(0x8e)),
  subtract: binary(...simd(0x91)),
  /** The lower 16 bits. */
  multiply: binary(...simd(0x95)),
};

/** Four whole numbers of 32 bits. */
export const i32x4 = {
  of: (values: readonly number[]): Code => vector(bytesOf(Int32Array.from(values))),
  splat: unary(...simd(0x11)),
  splatLast: (a: Code): Code => v128.shuffle(a, a, (k) => 12 + (k % 4)),
  /** From four of 16 bits, none below 0. */
  loadShorts: loading(...simd(0x04)),
  isEqual: binary(...simd(0x37)),
  shiftLeft: binary(...simd(0xab)),
  shiftRight: binary(...simd(0xac)),
  add: binary(...simd(0xae)),
  subtract: binary(...simd(0xb1)),
  multiply: binary(...simd(0xb5)),
  /** a0 · b0 + a1 · b1, and so on, of eight of 16 bits. */
  addProducts: binary(...simd(0xba)),
  /** From single floats, cut off. */
  from: unary(...simd(0xf8)),
  /** From masks of 8 bytes, two and two. */
  fromPairs: (a: Code, b: Code): Code => v128.shuffle(a, b, (k) => 8 * (k >> 2) + (k & 3)),
};

/** Two whole numbers of 64 bits. */
export const i64x2 = {
  of: (value: number): Code => vector(bytesOf(BigInt64Array.of(BigInt(value), BigInt(value)))),
  add: binary(...simd(0xce)),
  subtract: binary(...simd(0xd1)),
  multiply: binary(...simd(0xd5)),
  /** From the lower half of four, or of their masks. */
  fromLower: unary(...simd(0xc7)),
  /** Of a mask: whether both are set. */
  areAll: unary(...simd(0xc3)),
};

/** Four single floats. */
export const f32x4 = {
  of: (value: number): Code => f32x4.splat([0x43, ...bytesOf(Float32Array.of(value))]),
  splat: unary(...simd(0x13)),
  isEqual: binary(...simd(0x41)),
  isAbove: binary(...simd(0x44)),
  isNotAbove: binary(...simd(0x45)),
  isNotBelow: binary(...simd(0x46)),
  /** From doubles, into the lower half. */
  fromDoubles: unary(...simd(0x5e)),
  nearest: unary(...simd(0x6a)),
  add: binary(...simd(0xe4)),
  subtract: binary(...simd(0xe5)),
  multiply: binary(...simd(0xe6)),
  divide: binary(...simd(0xe7)),
  /** NaN where one is. */
  max: binary(...simd(0xe9)),
  /** b where it is below a, else a: also where b is NaN. */
  lesser: binary(...simd(0xea)),
  /** b where it is above a, else a: also where b is NaN. */
  greater: binary(...simd(0xeb)),
  /** From whole numbers. */
  from: unary(...simd(0xfa)),
};

/** Two doubles. */
export const f64x2 = {
  of: (values: readonly number[]): Code => vector(bytesOf(Float64Array.from(values))),
  splat: unary(...simd(0x14)),
  first: unary(...simd(0x21), 0),
  /** The second twice. */
  splatSecond: (a: Code): Code => v128.shuffle(a, a, (k) => 8 + (k % 8)),
  loadSplat: loading(...simd(0x0a)),
  /** Into the upper half of a vector. */
  loadUpper: (place: Code, into: Code, offset: number): Code => storing(simd(0x57), [1])(place, into, offset),
  /** From the lower half of four single floats. */
  fromSingles: unary(...simd(0x5f)),
  /** From the lower half of four whole numbers. */
  from: unary(...simd(0xfe)),
  isEqual: binary(...simd(0x47)),
  isBelow: binary(...simd(0x49)),
  isAbove: binary(...simd(0x4a)),
  isNotAbove: binary(...simd(0x4b)),
  isNotBelow: binary(...simd(0x4c)),
  abs: unary(...simd(0xec)),
  sqrt: unary(...simd(0xef)),
  add: binary(...simd(0xf0)),
  subtract: binary(...simd(0xf1)),
  multiply: binary(...simd(0xf2)),
  divide: binary(...simd(0xf3)),
  min: binary(...simd(0xf4)),
  max: binary(...simd(0xf5)),
  /** b where it is above a, else a: also where b is NaN. */
  greater: binary(...simd(0xf7)),
  /** Of a mask: a bit for each. */
  bits: unary(...simd(0xc4)),
};

/** The place of local `row` and so many bytes on, 2 to the power of `shift` for each of the counter. */
export const at = (row: number, counter: number, shift = 0): Code =>
  i32.add(get(row), shift === 0 ? get(counter) : i32.shiftLeft(get(counter), i32.of(shift)));

/** The same where a byte of this row stands for 2 to the power of `shift` of the counter. */
export const atPart = (row: number, counter: number, shift: number): Code =>
  i32.add(get(row), i32.shiftRight(get(counter), i32.of(shift)));

/** do { body } while ((counter += step) < end) */
export const loop = (counter: number, end: number, body: Code, step = VECTOR_BYTES): Code =>
  repeat(body, i32.isLess(tee(counter, i32.add(get(counter), i32.of(step))), get(end)));

/** local += value */
export const increase = (local: number, value: Code): Code => put(local, i32.add(get(local), value));
