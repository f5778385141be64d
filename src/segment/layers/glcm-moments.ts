import { type LevelField, type Offset, pairBox } from './glcm-window.js';

/** What is added up over the pairs of a window beside their number: whole numbers all, so that no order shows. */
export interface PairMoments {
  /** Quantities of a pair of levels. */
  quantities: readonly ((i: number, j: number) => number)[];
  /** The value of a window by the number of its pairs (1 or more) and the sums of the quantities. */
  toValue(count: number, sums: Float64Array): number;
}

/** Adds the value of each pixel's window to `totals`, and 1 to `counts`, where the window has a pair. */
export function addMoments(
  field: LevelField,
  { reach, offset, levels }: { reach: number; offset: Offset; levels: number },
  { quantities, toValue }: PairMoments,
  { totals, counts }: { totals: Float64Array; counts: Uint8Array },
): void {
  const { width, height } = field;
  const box = pairBox(reach, offset);
  const tables = [() => 1, ...quantities].map((quantity) => tabulate(quantity, levels));
  const columns = tables.map(() => new Float64Array(width));
  const addPairs = (row: number, sign: number): void =>
    addPairRow({ field, offset, levels, row, sign }, tables, columns);
  for (let row = 0; row < Math.min(box.bottom, height); row++) addPairs(row, 1);
  const sums = new Float64Array(tables.length);
  const sought = sums.subarray(1);
  for (let row = 0; row < height; row++) {
    if (row + box.bottom >= 0 && row + box.bottom < height) addPairs(row + box.bottom, 1);
    if (row + box.top - 1 >= 0) addPairs(row + box.top - 1, -1);
    sums.fill(0);
    for (let x = Math.max(box.left - 1, 0); x < Math.min(box.right, width); x++) addColumn(columns, x, 1, sums);
    for (let x = 0; x < width; x++) {
      if (x + box.right >= 0 && x + box.right < width) addColumn(columns, x + box.right, 1, sums);
      if (x + box.left - 1 >= 0 && x + box.left - 1 < width) addColumn(columns, x + box.left - 1, -1, sums);
      const i = row * width + x;
      if (sums[0] === 0 || field.levels[i] < 0) continue;
      totals[i] += toValue(sums[0], sought);
      counts[i]++;
    }
  }
}

function tabulate(quantity: (i: number, j: number) => number, levels: number): Float64Array {
  return Float64Array.from({ length: levels * levels }, (_, pair) =>
    quantity(Math.floor(pair / levels), pair % levels),
  );
}

function addColumn(columns: readonly Float64Array[], x: number, sign: number, sums: Float64Array): void {
  for (let k = 0; k < sums.length; k++) sums[k] += sign * columns[k][x];
}

interface PairRow {
  field: LevelField;
  offset: Offset;
  levels: number;
  row: number;
  sign: number;
}

/** Adds the pairs whose first pixel lies in a row to sums of columns. */
function addPairRow(
  { field, offset, levels: size, row, sign }: PairRow,
  tables: readonly Float64Array[],
  columns: readonly Float64Array[],
): void {
  const { levels, width, height } = field;
  if (row + offset.down >= height) return;
  const start = row * width;
  const shift = offset.down * width + offset.right;
  const end = Math.min(width, width - offset.right);
  for (let k = 0; k < tables.length; k++) {
    const table = tables[k];
    const column = columns[k];
    for (let x = Math.max(0, -offset.right); x < end; x++) {
      const i = levels[start + x];
      const j = levels[start + x + shift];
      if (i >= 0 && j >= 0) column[x] += sign * table[i * size + j];
    }
  }
}
