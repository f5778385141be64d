import { intersectWindows } from '../../../raster/window.js';
import { isResampled } from './network-grid.js';
import type { ScoreField } from './seams.js';
import type { NetworkGrid } from './spec.js';

/** Scores of pixels of the scene that follow each other in a row: those of class k at `at + k · plane`. */
export interface ScoreRow {
  scores: Float32Array;
  plane: number;
  at: number;
}

/** Pixels `from` to `from + count` exclusive of a row of the scene. */
export interface RowPart {
  row: number;
  from: number;
  count: number;
}

/**
 * Gives rows of the scene from scores of network pixels: bilinear between their middles, where they are other than those
 * of the scene. Pixels beyond the field's edge get what is nearest; NaN takes no part. A row is valid until the next is asked for.
 */
export function createRowReader(grid: NetworkGrid, classCount: number): (field: ScoreField, part: RowPart) => ScoreRow {
  if (!isResampled(grid)) {
    return ({ window, scores }, { row, from }) => ({
      scores,
      plane: window.width * window.height,
      at: (row - window.row) * window.width + from - window.col,
    });
  }
  const whole = { col: 0, row: 0, width: grid.width, height: grid.height };
  let buffer = new Float32Array(0);
  return ({ window, scores }, { row, from, count }) => {
    if (buffer.length < classCount * count) buffer = new Float32Array(classCount * count);
    const inside = intersectWindows(window, whole)!;
    const plane = window.width * window.height;
    const y = (row + 0.5) / grid.scaleY - 0.5;
    const [upper, lower] = between(y, inside.row, inside.height);
    const shareDown = y - Math.floor(y);
    for (let i = 0; i < count; i++) {
      const x = (from + i + 0.5) / grid.scaleX - 0.5;
      const column = Math.floor(x);
      const share = x - column;
      const left = clamp(column, inside.col, inside.width) - window.col;
      const right = clamp(column + 1, inside.col, inside.width) - window.col;
      for (let k = 0; k < classCount; k++) {
        const above = k * plane + (upper - window.row) * window.width;
        const below = k * plane + (lower - window.row) * window.width;
        const top = mix(scores[above + left], scores[above + right], share);
        const bottom = mix(scores[below + left], scores[below + right], share);
        buffer[k * count + i] = mix(top, bottom, shareDown);
      }
    }
    return { scores: buffer, plane: count, at: 0 };
  };
}

/** Of two scores, with NaN for nothing; a share of 0 is all the first. */
function mix(first: number, second: number, share: number): number {
  if (share === 0 || Number.isNaN(second)) return first;
  return Number.isNaN(first) ? second : first + share * (second - first);
}

const between = (at: number, start: number, size: number): [first: number, second: number] => [
  clamp(Math.floor(at), start, size),
  clamp(Math.floor(at) + 1, start, size),
];

const clamp = (at: number, start: number, size: number): number => Math.min(start + size - 1, Math.max(start, at));
