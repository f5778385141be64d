import type { LevelColumn } from './levels.js';

export interface LocalRule {
  width: number;
  height: number;
  radiusPx: number;
  /** In levels: added to the pixel before it is compared. */
  offset: number;
}

/**
 * 2 where a pixel is above the mean of the square around it, 1 where it is not. The square ends at the window's edges, and
 * pixels that are not present do not count. Sums are whole numbers, so it does not matter where they begin.
 */
export function markAboveMean({ levels, present }: LevelColumn, rule: LocalRule): Uint8Array {
  const { width, height, radiusPx } = rule;
  const classes = new Uint8Array(levels.length);
  const sums = createColumnSums(levels, rule);
  const counts = present ? createColumnSums(present, rule) : null;
  const columnsInside = countInside(width, radiusPx);
  const rowsInside = countInside(height, radiusPx);
  for (let row = 0; row < height; row++) {
    const at = { levels, classes, start: row * width, ...rule };
    if (counts) compareByCounts(at, sums.moveTo(row), counts.moveTo(row));
    else compareAll(at, sums.moveTo(row), { rows: rowsInside[row], columnsInside });
  }
  return present ? clear(classes, present) : classes;
}

/** How many of the places within `radiusPx` of each of `length` lie inside. */
function countInside(length: number, radiusPx: number): Int32Array {
  return Int32Array.from({ length }, (_, i) => Math.min(i + radiusPx, length - 1) - Math.max(i - radiusPx, 0) + 1);
}

/**
 * Sums over the rows around one, for every column. Column `x` is at `x + radiusPx + 1`, between zeros: the sum of the square
 * around `x` is that around `x − 1`, plus `sums[x + 2 · radiusPx + 1]`, less `sums[x]`.
 */
function createColumnSums(values: LevelColumn['levels'], { width, height, radiusPx }: LocalRule) {
  const sums = new Int32Array(width + 2 * radiusPx + 1);
  const inner = sums.subarray(radiusPx + 1, radiusPx + 1 + width);
  for (let row = 0; row < Math.min(radiusPx, height); row++) addRow(inner, values, row * width);
  return {
    /** For rows 0, 1, 2 and so on. */
    moveTo(row: number): Int32Array {
      const entering = row + radiusPx < height ? (row + radiusPx) * width : -1;
      const leaving = row > radiusPx ? (row - radiusPx - 1) * width : -1;
      if (entering >= 0 && leaving >= 0) replaceRow(inner, values, entering, leaving);
      else if (entering >= 0) addRow(inner, values, entering);
      else if (leaving >= 0) subtractRow(inner, values, leaving);
      return sums;
    },
  };
}

function addRow(sums: Int32Array, values: LevelColumn['levels'], start: number): void {
  for (let x = 0; x < sums.length; x++) sums[x] += values[start + x];
}

function replaceRow(sums: Int32Array, values: LevelColumn['levels'], entering: number, leaving: number): void {
  for (let x = 0; x < sums.length; x++) sums[x] += values[entering + x] - values[leaving + x];
}

function subtractRow(sums: Int32Array, values: LevelColumn['levels'], start: number): void {
  for (let x = 0; x < sums.length; x++) sums[x] -= values[start + x];
}

interface Row extends LocalRule {
  levels: LevelColumn['levels'];
  classes: Uint8Array;
  start: number;
}

interface Inside {
  rows: number;
  columnsInside: Int32Array;
}

/** Every pixel counts: how many there are follows from the place. */
function compareAll({ levels, classes, start, ...rule }: Row, sums: Int32Array, { rows, columnsInside }: Inside): void {
  const { width, radiusPx, offset } = rule;
  let sum = sumFirst(sums, radiusPx);
  for (let x = 0; x < width; x++) {
    sum += sums[x + 2 * radiusPx + 1] - sums[x];
    classes[start + x] = 1 + Number((levels[start + x] + offset) * (rows * columnsInside[x]) > sum);
  }
}

function compareByCounts({ levels, classes, start, ...rule }: Row, sums: Int32Array, counts: Int32Array): void {
  const { width, radiusPx, offset } = rule;
  let sum = sumFirst(sums, radiusPx);
  let count = sumFirst(counts, radiusPx);
  for (let x = 0; x < width; x++) {
    sum += sums[x + 2 * radiusPx + 1] - sums[x];
    count += counts[x + 2 * radiusPx + 1] - counts[x];
    classes[start + x] = 1 + Number((levels[start + x] + offset) * count > sum);
  }
}

/** The sum for the place before the first. */
function sumFirst(sums: Int32Array, radiusPx: number): number {
  let sum = 0;
  for (let x = 0; x <= 2 * radiusPx; x++) sum += sums[x];
  return sum;
}

function clear(classes: Uint8Array, present: Uint8Array): Uint8Array {
  for (let i = 0; i < classes.length; i++) classes[i] *= present[i];
  return classes;
}
