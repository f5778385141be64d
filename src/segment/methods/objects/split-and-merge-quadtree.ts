import type { Window } from '../../../raster/window.js';
import type { FoundObjects } from './object-means.js';

export type Measure = 'range' | 'deviation';

export interface SplitOptions {
  window: Window;
  /** Sides of the largest and the smallest squares: powers of two. */
  largestPx: number;
  smallestPx: number;
  measure: Measure;
  /** How much values in a square may differ, in every column. */
  tolerance: number;
}

/**
 * Splits the scene's squares of `largestPx` in four, and these again, until values in each differ little (Horowitz & Pavlidis 1976,
 * J. ACM 23:368). Squares count from the scene's upper left corner; of those that reach beyond the window the inside counts. Squares that hold
 * pixels without data are split to the smallest. Numbers are in the order of squares.
 */
export function splitQuadtree(
  columns: readonly Float64Array[],
  defined: Uint8Array | null,
  { window, largestPx, smallestPx, measure, tolerance }: SplitOptions,
): FoundObjects {
  const objects = new Uint32Array(window.width * window.height);
  const differ = measure === 'range' ? rangeExceeds : deviationExceeds;
  let count = 0;

  function split(left: number, top: number, size: number): void {
    const area = {
      fromCol: Math.max(0, left),
      toCol: Math.min(window.width, left + size),
      fromRow: Math.max(0, top),
      toRow: Math.min(window.height, top + size),
      width: window.width,
    };
    if (area.fromCol >= area.toCol || area.fromRow >= area.toRow) return;
    const isUniform = () => isWhole(defined, area) && !columns.some((column) => differ(column, area, tolerance));
    if (size <= smallestPx || isUniform()) paint(area);
    else {
      const half = size / 2;
      split(left, top, half);
      split(left + half, top, half);
      split(left, top + half, half);
      split(left + half, top + half, half);
    }
  }

  function paint({ fromCol, toCol, fromRow, toRow, width }: Area): void {
    let painted = 0;
    for (let row = fromRow; row < toRow; row++) {
      for (let i = row * width + fromCol; i < row * width + toCol; i++) {
        if (defined && defined[i] === 0) continue;
        objects[i] = count + 1;
        painted++;
      }
    }
    if (painted > 0) count++;
  }

  const left = -(window.col % largestPx);
  for (let top = -(window.row % largestPx); top < window.height; top += largestPx) {
    for (let at = left; at < window.width; at += largestPx) split(at, top, largestPx);
  }
  return { objects, count };
}

/** Columns and rows of the window, ends exclusive. */
interface Area {
  fromCol: number;
  toCol: number;
  fromRow: number;
  toRow: number;
  /** Of the window. */
  width: number;
}

function isWhole(defined: Uint8Array | null, { fromCol, toCol, fromRow, toRow, width }: Area): boolean {
  if (!defined) return true;
  for (let row = fromRow; row < toRow; row++) {
    for (let i = row * width + fromCol; i < row * width + toCol; i++) if (defined[i] === 0) return false;
  }
  return true;
}

function rangeExceeds(column: Float64Array, area: Area, tolerance: number): boolean {
  const { fromCol, toCol, fromRow, toRow, width } = area;
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (let row = fromRow; row < toRow; row++) {
    for (let i = row * width + fromCol; i < row * width + toCol; i++) {
      const value = column[i];
      if (value < low) low = value;
      if (value > high) high = value;
    }
    if (high - low > tolerance) return true;
  }
  return false;
}

/** Differences from the first pixel are added up, so that large values lose no digits. */
function deviationExceeds(column: Float64Array, area: Area, tolerance: number): boolean {
  const { fromCol, toCol, fromRow, toRow, width } = area;
  const origin = column[fromRow * width + fromCol];
  const count = (toCol - fromCol) * (toRow - fromRow);
  let sum = 0;
  let squares = 0;
  for (let row = fromRow; row < toRow; row++) {
    for (let i = row * width + fromCol; i < row * width + toCol; i++) {
      const difference = column[i] - origin;
      sum += difference;
      squares += difference * difference;
    }
  }
  const mean = sum / count;
  return squares / count - mean * mean > tolerance * tolerance;
}
