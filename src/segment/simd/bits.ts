import { type Func, I32 } from './module.js';
import { get } from './structure.js';
import { at, atPart, i8x16, i16x8, i32, loop, v128 } from './words.js';

/**
 * Functions between rows of bytes and rows of bits, of which a byte's lowest is the first; `bytes` are those of a row of
 * bytes.
 */
export interface BitFunctions {
  /** 1 where a byte is at least `least`. */
  bitsFrom(bits: number, row: number, bytes: number, least: number): void;
  /** From bits to bytes: `zero`, or 1 more. */
  spreadBits(row: number, bits: number, bytes: number, zero: number): void;
}

export const bitFunctions = (): Func[] => [bitsFrom(), spreadBits()];

function bitsFrom(): Func {
  const [bits, row, bytes, least, counter] = [0, 1, 2, 3, 4];
  const isFrom = i8x16.isNotBelow(v128.load(at(row, counter)), i8x16.splat(get(least)));
  const body = loop(counter, bytes, i32.storeShort(atPart(bits, counter, 3), i8x16.bits(isFrom)));
  return { name: 'bitsFrom', params: [I32, I32, I32, I32], body };
}

/** Each of the 16 bits of two bytes, in its place. */
const ONE_BIT_EACH = i8x16.of(Array.from({ length: 16 }, (_, k) => 1 << (k & 7)));

function spreadBits(): Func {
  const [row, bits, bytes, zero, counter] = [0, 1, 2, 3, 4];
  const pair = i16x8.loadSplat(atPart(bits, counter, 3));
  const eachEightTimes = v128.shuffle(pair, pair, (k) => k >> 3);
  const isSet = i8x16.isEqual(v128.and(eachEightTimes, ONE_BIT_EACH), ONE_BIT_EACH);
  const spread = i8x16.subtract(i8x16.splat(get(zero)), isSet);
  const body = loop(counter, bytes, v128.store(at(row, counter), spread));
  return { name: 'spreadBits', params: [I32, I32, I32, I32], body };
}
