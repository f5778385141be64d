import { type Func, I32, I64, moduleOf, type SimdMemory } from './module.js';
import { type Code, get, put, tee } from './structure.js';
import { at, i32, i64, loop } from './words.js';

/** How often each byte is there, in four tables of 256 whole numbers from the memory's beginning. */
export interface SimdCounts extends SimdMemory {
  /** `count` bytes from a place on: a multiple of 16, more than 0. */
  countBytes(values: number, count: number): void;
}

const TABLES = 4;
const TABLE_BYTES = 256 * 4;
export const TABLES_BYTES = TABLES * TABLE_BYTES;

export const useCounts = moduleOf<SimdCounts>(() => [countBytes()]);

/** Like bytes lie side by side, and would wait for each other's counts in one table. */
function countBytes(): Func {
  const [values, count, counter, word, entry] = [0, 1, 2, 3, 4];
  const entryOf = (k: number): Code => {
    const byte = i32.and(i32.from(i64.shiftRight(get(word), i64.of(8 * k))), i32.of(255));
    return i32.shiftLeft(byte, i32.of(2));
  };
  const countOne = (k: number): Code => {
    const table = (k % TABLES) * TABLE_BYTES;
    return i32.store(tee(entry, entryOf(k)), i32.add(i32.load(get(entry), table), i32.of(1)), table);
  };
  const eight = [0, 1, 2, 3, 4, 5, 6, 7].flatMap(countOne);
  const body = [0, 8].flatMap((offset) => [...put(word, i64.load(at(values, counter), offset)), ...eight]);
  return { name: 'countBytes', params: [I32, I32], locals: [I32, I64, I32], body: loop(counter, count, body) };
}
