import { createLocals } from '../../simd/locals.js';
import { type Func, I32, moduleOf, type SimdMemory } from '../../simd/module.js';
import { type Code, get, put, repeat, when } from '../../simd/structure.js';
import { i32 } from '../../simd/words.js';
import { createBlocks } from './otsu-blocks.js';
import { createGrades } from './otsu-grades.js';
import { BLOCKS_BYTES } from './otsu-layout.js';

/** In one memory; see `otsu-layout.ts`. */
export interface OtsuModule extends SimdMemory {
  /**
   * A byte for each pixel of a row: 2 where Otsu's threshold of the square around it is below the pixel's cut, else 1. Cuts
   * are shorts up to 256. The threshold is the last grade of the lower class: the first where the variance between the
   * classes is largest in double precision, as `findOtsuThreshold` has it.
   *
   * The square around pixel x has the columns from x + 1 to x + `sizePx`. What they have of the blocks is from `columns` on,
   * of the grades from `counts` on: `blockBytes` for each block. At first the square is that of the columns from 0 on.
   */
  classifyRow(
    ...of: [
      ...[classes: number, cuts: number, width: number, sizePx: number],
      ...[columns: number, counts: number, blockBytes: number],
    ]
  ): void;
}

export const useOtsu = moduleOf<OtsuModule>(() => [classifyRow()]);

function classifyRow(): Func {
  const [classes, cuts, width, sizePx, column, counts, blockBytes] = [0, 1, 2, 3, 4, 5, 6];
  const locals = createLocals(7);
  const [x, first, entering, cut, held, pixels, sum] = [...locals.takeNumbers(5), ...locals.takeVectors(2)];
  const blocks = createBlocks(locals, { pixels, sum });
  const grades = createGrades(locals, { pixels, sum }, { first, sizePx, counts, blockBytes });
  const store = (value: Code): Code => i32.storeByte(i32.add(get(classes), get(x)), value);
  const body = [
    ...put(first, i32.add(get(x), i32.of(1))),
    ...put(entering, i32.add(get(column), i32.multiply(get(sizePx), i32.of(BLOCKS_BYTES)))),
    ...[...blocks.move(entering, column), ...blocks.findHeld(held)],
    ...put(cut, i32.loadShort(i32.add(get(cuts), i32.multiply(get(x), i32.of(2))))),
    // Most often all blocks that may hold the threshold lie on one side.
    ...when(
      i32.isZero(holdBelow(held, cut)),
      store(i32.of(1)),
      when(i32.isZero(holdFrom(held, cut)), store(i32.of(2)), [
        ...blocks.storeEnds(),
        ...store(i32.add(grades.isBelow(held, cut), i32.of(1))),
      ]),
    ),
    ...[...put(column, i32.add(get(column), i32.of(BLOCKS_BYTES))), ...put(x, get(first))],
  ];
  const params = Array(7).fill(I32);
  return { name: 'classifyRow', params, locals: locals.types, body: repeat(body, i32.isLess(get(x), get(width))) };
}

/** Of the bits of blocks those with a grade below the cut. */
function holdBelow(held: number, cut: number): Code {
  const blocks = i32.shiftRight(i32.add(get(cut), i32.of(15)), i32.of(4));
  return i32.and(get(held), i32.subtract(i32.shiftLeft(i32.of(1), blocks), i32.of(1)));
}

/** Those with a grade that is not. */
const holdFrom = (held: number, cut: number): Code => i32.shiftRight(get(held), i32.shiftRight(get(cut), i32.of(4)));
