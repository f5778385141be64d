import { roundUp } from '../../simd/module.js';
import type { LocalRule } from './local-mean.js';
import { BLOCK, BLOCKS, BLOCKS_BYTES, COUNTED_AT, GRADES_BYTES, ROWS, SQUARE } from './otsu-layout.js';
import { type OtsuModule, useOtsu } from './otsu-module.js';

/** Whole numbers in what a column has of the blocks. */
const SUMS_OF_COLUMN = BLOCKS_BYTES / 4;

/** A column that no square reaches. */
const NOWHERE = -(2 ** 20);

/**
 * Histograms of the columns of a band of rows, in the memory of `classifyRow`, which moves a square along them (Perreault and
 * Hébert 2007, IEEE Trans. Image Processing 16(9)): how many pixels a block of grades has, and the sum of their grades, are
 * kept for every place; the grades of a block are only brought up to date where something asks for them. On the left lie
 * `radiusPx` + 1 columns of zeros, on the right `radiusPx`.
 */
export interface OtsuColumns {
  /** Of pixels in a row. */
  cuts: Uint16Array;
  classes: Uint8Array;
  /** Column after column: the pixels of 16 blocks, then the sums of their grades. */
  columns: Int32Array;
  /** Grades 0 to 15 of each column, then grades 16 to 31. */
  counts: Uint16Array;
  columnCount: number;
  radiusPx: number;
  module: OtsuModule;
}

/** Holds until the next call: there is one memory. */
export function createOtsuColumns({ width, radiusPx }: LocalRule): OtsuColumns {
  const columnCount = width + 2 * radiusPx + 1;
  const classesAt = ROWS + 2 * width;
  const columnsAt = roundUp(classesAt + width, 16);
  const countsAt = columnsAt + columnCount * BLOCKS_BYTES;
  const end = countsAt + columnCount * BLOCKS * GRADES_BYTES;
  const module = useOtsu(end);
  const { buffer } = module.memory;
  new Uint8Array(buffer, 0, end).fill(0);
  return {
    cuts: new Uint16Array(buffer, ROWS, width),
    classes: new Uint8Array(buffer, classesAt, width),
    columns: new Int32Array(buffer, columnsAt, columnCount * SUMS_OF_COLUMN),
    counts: new Uint16Array(buffer, countsAt, columnCount * BLOCKS * BLOCK),
    columnCount,
    radiusPx,
    module,
  };
}

/** Adds (1) or takes away (−1) a row of pixels. */
export function changeColumns(
  { columns, counts, columnCount, radiusPx, classes }: OtsuColumns,
  { grades, present }: { grades: Uint8Array; present: Uint8Array | null },
  start: number,
  sign: 1 | -1,
): void {
  for (let x = 0; x < classes.length; x++) {
    if (present && present[start + x] === 0) continue;
    const grade = grades[start + x];
    const block = grade >> 4;
    const column = x + radiusPx + 1;
    columns[column * SUMS_OF_COLUMN + block] += sign;
    columns[column * SUMS_OF_COLUMN + BLOCKS + block] += sign * grade;
    counts[(block * columnCount + column) * BLOCK + (grade & 15)] += sign;
  }
}

/** Fills in the classes of a row from the cuts of its pixels. */
export function classifyRow({ cuts, classes, columns, counts, columnCount, radiusPx, module }: OtsuColumns): void {
  const sizePx = 2 * radiusPx + 1;
  const { buffer } = module.memory;
  const square = new Int32Array(buffer, SQUARE, SUMS_OF_COLUMN).fill(0);
  new Int32Array(buffer, COUNTED_AT, BLOCKS).fill(NOWHERE);
  for (let i = 0; i < sizePx * SUMS_OF_COLUMN; i++) square[i % SUMS_OF_COLUMN] += columns[i];
  module.classifyRow(
    ...[classes.byteOffset, cuts.byteOffset, classes.length, sizePx],
    ...[columns.byteOffset, counts.byteOffset, columnCount * GRADES_BYTES],
  );
}
