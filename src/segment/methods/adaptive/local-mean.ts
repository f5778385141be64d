import { type SimdMeans, useMeans } from '../../simd/means.js';
import { roundUp } from '../../simd/module.js';
import { clearInvalid } from '../cut.js';
import type { LevelColumn } from './levels.js';
import { createPlainWeights } from './plain-weights.js';

export interface LocalRule {
  width: number;
  height: number;
  radiusPx: number;
  /** In levels: added to the pixel before it is compared. */
  offset: number;
}

/** Bytes of a number. */
const DOUBLE = 8;

/**
 * 2 where a pixel is above the mean of the square around it, 1 where it is not. The square ends at the window's edges, and
 * pixels that are not present do not count. Sums are whole numbers, so it does not matter where they begin.
 */
export function markAboveMean({ levels, present }: LevelColumn, rule: LocalRule): Uint8Array {
  const { width, height, radiusPx, offset } = rule;
  const classes = new Uint8Array(levels.length);
  const { end, count } = layOut(rule, 0);
  const [weightsAt, classesAt] = [2 * end, 2 * end + count * DOUBLE];
  const simd = useMeans(classesAt + count);
  const sums = createSquareSums(levels, rule, { simd, base: 0 });
  const counts = present && createSquareSums(present, rule, { simd, base: end });
  const weights = new Float64Array(simd.memory.buffer, weightsAt, width);
  const plain = counts
    ? null
    : createPlainWeights(countInside(width, radiusPx), countInside(height, radiusPx), weights);
  const marked = new Uint8Array(simd.memory.buffer, classesAt, width);
  for (let row = 0; row < height; row++) {
    const { middle, ahead, behind } = sums.moveTo(row);
    plain?.moveTo(row);
    const counted = counts?.moveTo(row);
    if (counted) simd.subtract(weightsAt, count * DOUBLE, counted.ahead, counted.behind);
    simd.markAbove(classesAt, count, ahead, behind, middle, offset, weightsAt);
    classes.set(marked, row * width);
  }
  if (present) clearInvalid(classes, present);
  return classes;
}

/** How many of the places within `radiusPx` of each of `length` lie inside. */
function countInside(length: number, radiusPx: number): Float64Array {
  return Float64Array.from({ length }, (_, i) => Math.min(i + radiusPx, length - 1) - Math.max(i - radiusPx, 0) + 1);
}

interface Room {
  simd: SimdMeans;
  /** Where in the module's memory sums may be. */
  base: number;
}

/** Rows of doubles, from `base` to `end`; totals have zeros before them, and all have what squares beyond the last column reach. */
function layOut({ width, radiusPx }: LocalRule, base: number) {
  const count = roundUp(width, 16);
  const rowBytes = roundUp(count + radiusPx, 8) * DOUBLE;
  const totals = base + 4 * rowBytes + roundUp(radiusPx + 1, 2) * DOUBLE;
  return { count, rowBytes, totals, end: totals + rowBytes };
}

/** Sums of the squares around the pixels of a row, each as the difference of two totals along the row. */
function createSquareSums(values: LevelColumn['levels'], rule: LocalRule, { simd, base }: Room) {
  const { width, height, radiusPx } = rule;
  const { rowBytes, totals, end } = layOut(rule, base);
  const doubles = new Float64Array(simd.memory.buffer);
  doubles.fill(0, base / DOUBLE, end / DOUBLE);
  const [columns, entering, leaving, middle] = [0, 1, 2, 3].map((k) => base + k * rowBytes);
  const place = { middle, ahead: totals + radiusPx * DOUBLE, behind: totals - (radiusPx + 1) * DOUBLE };
  const load = (row: number, at: number): void => {
    const first = at / DOUBLE;
    if (row >= 0 && row < height) doubles.set(values.subarray(row * width, (row + 1) * width), first);
    else doubles.fill(0, first, first + width);
  };
  const slide = (to: number): void => {
    load(to, entering);
    load(to - 2 * radiusPx - 1, leaving);
    simd.slide(totals, rowBytes, columns, entering, leaving);
  };
  for (let row = 0; row < radiusPx; row++) slide(row);
  return {
    /** For rows 0, 1, 2 and so on. */
    moveTo(row: number) {
      slide(row + radiusPx);
      load(row, middle);
      return place;
    },
  };
}
