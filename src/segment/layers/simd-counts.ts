import { set } from './simd-codes.js';
import { at, compileModule, type Func, get, I32, I32_ADD, I64, loop, tee, whole } from './simd-module.js';

/** How often each byte is there, in four tables of 256 whole numbers from the memory's beginning. */
export interface SimdCounts {
  memory: { buffer: ArrayBuffer };
  /** `count` bytes from a place on: a multiple of 16, more than 0. */
  countBytes(values: number, count: number): void;
}

export const COUNT_TABLES = 4;
const TABLE_BYTES = 256 * 4;

let known: SimdCounts | null = null;

/** The thread's one module; it has a memory of one page. */
export function useCounts(): SimdCounts {
  known ??= compileModule([countBytes()])() as SimdCounts;
  return known;
}

const AND_I32 = 0x71;
const WRAP_I64 = 0xa7;
const SHIFT_I64 = 0x88;

/** Like bytes lie side by side, and would wait for each other's counts in one table. */
function countBytes(): Func {
  const [values, count, counter, word, entry] = [0, 1, 2, 3, 4];
  const loadWord = (offset: number): number[] => [...at(values, counter), 0x29, 0, offset, ...set(word)];
  const countOne = (k: number): number[] => {
    const offset = whole((k % COUNT_TABLES) * TABLE_BYTES);
    return [
      ...[...get(word), 0x42, ...signed(8 * k), SHIFT_I64, WRAP_I64, 0x41, ...signed(255), AND_I32, 0x41, 2, 0x74],
      ...[...tee(entry), ...get(entry), 0x28, 2, ...offset, 0x41, 1, I32_ADD, 0x36, 2, ...offset],
    ];
  };
  const eight = Array.from({ length: 8 }, (_, k) => countOne(k)).flat();
  const body = [...loadWord(0), ...eight, ...loadWord(8), ...eight];
  return { name: 'countBytes', params: [I32, I32], locals: [I32, I64, I32], body: loop(counter, count, body) };
}

/** A whole number from 0 to 8191 as a signed one. */
const signed = (value: number): number[] => (value < 64 ? [value] : [(value & 127) | 128, value >> 7]);
