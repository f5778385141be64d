import { AND } from './simd-codes.js';
import { at, type Func, get, I32, LOAD, loop, STORE } from './simd-module.js';
import {
  atPart,
  bytesOf,
  EQUAL_I8,
  NOT_BELOW_U8,
  SPLAT_I8,
  STORE_TWO_BYTES,
  SUBTRACT_I8,
  TOP_BITS_I8,
} from './simd-whole-codes.js';

/** Functions between rows of bytes and rows of bits, of which a byte's lowest is the first; `bytes` are those of a row of bytes. */
export interface BitFunctions {
  /** 1 where a byte is at least `least`. */
  bitsFrom(bits: number, row: number, bytes: number, least: number): void;
  /** From bits to bytes: `zero`, or 1 more. */
  spreadBits(row: number, bits: number, bytes: number, zero: number): void;
}

export const bitFunctions = (): Func[] => [bitsFrom(), spreadBits()];

function bitsFrom(): Func {
  const [bits, row, least, counter] = [0, 1, 3, 4];
  const isFrom = [...at(row, counter), ...LOAD, ...get(least), ...SPLAT_I8, ...NOT_BELOW_U8];
  const body = [...atPart(bits, counter, 3), ...isFrom, ...TOP_BITS_I8, ...STORE_TWO_BYTES];
  return { name: 'bitsFrom', params: [I32, I32, I32, I32], body: loop(counter, 2, body) };
}

const LOAD_SPLAT_I16 = [0xfd, 0x08, 0, 0];
/** The first byte eight times, then the second. */
const EACH_EIGHT_TIMES = [0xfd, 0x0d, ...Array.from({ length: 16 }, (_, k) => k >> 3)];
const ONE_BIT_EACH = bytesOf(Array.from({ length: 16 }, (_, k) => 1 << (k & 7)));

function spreadBits(): Func {
  const [row, bits, zero, counter] = [0, 1, 3, 4];
  const pair = [...atPart(bits, counter, 3), ...LOAD_SPLAT_I16];
  // What is compared is 0 or -1.
  const isSet = [...pair, ...pair, ...EACH_EIGHT_TIMES, ...ONE_BIT_EACH, ...AND, ...ONE_BIT_EACH, ...EQUAL_I8];
  const body = [...at(row, counter), ...get(zero), ...SPLAT_I8, ...isSet, ...SUBTRACT_I8, ...STORE];
  return { name: 'spreadBits', params: [I32, I32, I32, I32], body: loop(counter, 2, body) };
}
