import { ABOVE_F64, AND, AND_NOT, DIVIDE_F64, NOT_BELOW_F64, OR, SUBTRACT_F64 } from './simd-codes.js';
import { ADD_F64, I32_ADD, I32_LESS, MULTIPLY_F64, SPLAT_F64, whole } from './simd-module.js';
import { binary, type Code, unary } from './simd-structure.js';

// Codes of the WebAssembly core specification 2.0, as functions of the code that leaves what they work on. Places are in
// bytes; an `offset` that is known beforehand costs nothing.

/** Whole numbers of 32 bits; none is below 0 where it is compared. */
export const i32 = {
  of: (value: number): Code => [0x41, ...signed(value)],
  add: binary(I32_ADD),
  subtract: binary(0x6b),
  multiply: binary(0x6c),
  and: binary(0x71),
  or: binary(0x72),
  shiftLeft: binary(0x74),
  shiftRight: binary(0x76),
  isZero: unary(0x45),
  isLess: binary(I32_LESS),
  /** The number of the lowest bit that is set. */
  lowestBit: unary(0x68),
  load: (place: Code, offset: number): Code => [...place, 0x28, 2, ...whole(offset)],
  loadShort: (place: Code): Code => [...place, 0x2f, 1, 0],
  store: (place: Code, value: Code, offset: number): Code => [...place, ...value, 0x36, 2, ...whole(offset)],
  storeByte: (place: Code, value: Code): Code => [...place, ...value, 0x3a, 0, 0],
};

/** Doubles. */
export const f64 = {
  of: (value: number): Code => [0x44, ...new Uint8Array(Float64Array.of(value).buffer)],
  /** From a whole number. */
  from: unary(0xb7),
  multiply: binary(0xa2),
  isAbove: binary(0x64),
  isNotBelow: binary(0x66),
};

/** 16 bytes, whatever they are. */
export const v128 = {
  zero: [0xfd, 0x0c, ...Array(16).fill(0)],
  load: (place: Code, offset: number): Code => [...place, 0xfd, 0x00, 4, ...whole(offset)],
  store: (place: Code, value: Code, offset: number): Code => [...place, ...value, 0xfd, 0x0b, 4, ...whole(offset)],
  and: binary(...AND),
  /** a and not b */
  andNot: binary(...AND_NOT),
  or: binary(...OR),
  /** Of `a` and `b` side by side those from byte `from` on. */
  cut: (a: Code, b: Code, from: number): Code => shuffle(a, b, (k) => from + k),
};

/** Four whole numbers of 32 bits. */
export const i32x4 = {
  of: (values: readonly number[]): Code => [0xfd, 0x0c, ...new Uint8Array(Int32Array.from(values).buffer)],
  /** From four of 16 bits, none below 0. */
  loadShorts: (place: Code, offset: number): Code => [...place, 0xfd, 0x04, 3, ...whole(offset)],
  splat: unary(0xfd, 0x11),
  splatLast: (a: Code): Code => shuffle(a, a, (k) => 12 + (k % 4)),
  add: binary(0xfd, 0xae, 0x01),
  subtract: binary(0xfd, 0xb1, 0x01),
  multiply: binary(0xfd, 0xb5, 0x01),
};

/** Two doubles. */
export const f64x2 = {
  of: (values: readonly number[]): Code => [0xfd, 0x0c, ...new Uint8Array(Float64Array.from(values).buffer)],
  /** From the first two of four whole numbers. */
  from: unary(0xfd, 0xfe, 0x01),
  splat: unary(...SPLAT_F64),
  first: unary(0xfd, 0x21, 0),
  add: binary(...ADD_F64),
  subtract: binary(...SUBTRACT_F64),
  multiply: binary(...MULTIPLY_F64),
  divide: binary(...DIVIDE_F64),
  /** b where it is above a, else a: also where b is NaN. */
  greater: binary(0xfd, 0xf7, 0x01),
  isAbove: binary(...ABOVE_F64),
  isNotBelow: binary(...NOT_BELOW_F64),
  /** Of what was compared: a bit for each. */
  bits: unary(0xfd, 0xc4, 0x01),
};

function shuffle(a: Code, b: Code, byteAt: (k: number) => number): Code {
  return [...a, ...b, 0xfd, 0x0d, ...Array.from({ length: 16 }, (_, k) => byteAt(k))];
}

/** As `whole`, for numbers that may be below 0: the sign is the highest bit of the last group. */
const signed = (value: number): number[] =>
  value >= -64 && value < 64 ? [value & 127] : [(value & 127) | 128, ...signed(value >> 7)];
