import type { Locals } from '../../simd/locals.js';
import { type Code, get, put, repeat, when } from '../../simd/structure.js';
import { i32, i32x4, v128 } from '../../simd/words.js';
import { BLOCK, COUNTED_AT, COUNTS, GRADES_BYTES } from './otsu-layout.js';

/** Locals that hold where the square is. */
export interface Square {
  /** Its first column, and how many it has. */
  first: number;
  sizePx: number;
  /** Where the counts of the columns of the first block begin; bytes from there to those of the next. */
  counts: number;
  blockBytes: number;
}

/** Counts the grades of a block of the square into four vectors: from the last square that they were counted of. */
export function createCounter(locals: Locals, { first, sizePx, counts, blockBytes }: Square) {
  const [from, place, end, across] = locals.takeNumbers(4);
  const columnBytes = (columns: Code): Code => i32.multiply(columns, i32.of(GRADES_BYTES));

  const overColumns = (body: Code): Code =>
    repeat([...body, ...put(place, i32.add(get(place), i32.of(GRADES_BYTES)))], i32.isLess(get(place), get(end)));

  /** From the first column of the square, which is at `end`. */
  const countAnew = (sums: readonly number[]): Code => [
    ...sums.flatMap((sum) => put(sum, v128.zero)),
    ...[...put(place, get(end)), ...put(end, i32.add(get(end), get(across)))],
    ...overColumns(sums.flatMap((sum, k) => put(sum, i32x4.add(get(sum), i32x4.loadShorts(get(place), 8 * k))))),
  ];

  /** From the first column that has left the square since; what has entered lies a square further. */
  const countOn = (sums: readonly number[], kept: Code): Code => {
    const entering = (k: number): Code => i32x4.loadShorts(i32.add(get(place), get(across)), 8 * k);
    const change = (k: number): Code => i32x4.subtract(entering(k), i32x4.loadShorts(get(place), 8 * k));
    return [
      ...sums.flatMap((sum, k) => put(sum, v128.load(kept, COUNTS + 16 * k))),
      ...put(place, i32.add(get(place), columnBytes(get(from)))),
      ...overColumns(sums.flatMap((sum, k) => put(sum, i32x4.add(get(sum), change(k))))),
    ];
  };

  return (block: number, sums: readonly number[]): Code => {
    const own = i32.multiply(get(block), i32.of(4));
    const kept = i32.multiply(get(block), i32.of(4 * BLOCK));
    const moved = i32.subtract(get(first), get(from));
    return [
      ...put(from, i32.load(own, COUNTED_AT)),
      ...i32.store(own, get(first), COUNTED_AT),
      ...put(across, columnBytes(get(sizePx))),
      ...put(place, i32.add(get(counts), i32.multiply(get(block), get(blockBytes)))),
      ...put(end, i32.add(get(place), columnBytes(get(first)))),
      // Each column of the way takes two additions: no further than half a square.
      ...when(i32.isLess(get(sizePx), i32.add(moved, moved)), countAnew(sums), countOn(sums, kept)),
      ...sums.flatMap((sum, k) => v128.store(kept, get(sum), COUNTS + 16 * k)),
    ];
  };
}
