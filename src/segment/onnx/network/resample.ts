import type { Window } from '../../../raster/window.js';
import type { WindowColumns } from '../../segmenter.js';
import { isResampled } from './network-grid.js';
import type { NetworkColumns, NetworkGrid } from './spec.js';

/** For each network pixel along a side: the first pixel of the columns that it is made of, how many, and their weights. */
interface Taps {
  firsts: Int32Array;
  counts: Int32Array;
  /** `most` for each network pixel. */
  weights: Float64Array;
  most: number;
}

/**
 * Columns of a window of the scene, brought to a window of network pixels: the mean over the area of a pixel where pixels
 * become larger, bilinear where they become smaller. What is not known takes no part, and weights depend on a pixel's place
 * in the scene alone. Where nothing is resampled the columns as they are.
 */
export function toNetworkColumns(
  grid: NetworkGrid,
  { values, window }: Pick<WindowColumns, 'values' | 'window'>,
  known: Uint8Array | null,
  wanted: Window,
): NetworkColumns {
  if (!isResampled(grid)) return { window, values, known };
  const across = findTaps({ from: wanted.col, count: wanted.width, scale: grid.scaleX }, window.col, window.width);
  const down = findTaps({ from: wanted.row, count: wanted.height, scale: grid.scaleY }, window.row, window.height);
  const shares = spread({ across, down, known, width: window.width }, null);
  const resampled = values.map((column) =>
    divide(spread({ across, down, known, width: window.width }, column), shares),
  );
  return { window: wanted, values: resampled, known: shares.includes(0) ? markPositive(shares) : null };
}

function divide(sums: Float64Array, shares: Float64Array): Float32Array {
  const means = new Float32Array(sums.length);
  for (let i = 0; i < sums.length; i++) means[i] = sums[i] / shares[i];
  return means;
}

function markPositive(shares: Float64Array): Uint8Array {
  const marks = new Uint8Array(shares.length);
  for (let i = 0; i < shares.length; i++) if (shares[i] > 0) marks[i] = 1;
  return marks;
}

function findTaps(
  { from, count, scale }: { from: number; count: number; scale: number },
  start: number,
  size: number,
): Taps {
  const most = scale < 1 ? 2 : Math.ceil(scale) + 1;
  const taps = {
    firsts: new Int32Array(count),
    counts: new Int32Array(count),
    weights: new Float64Array(count * most),
    most,
  };
  for (let i = 0; i < count; i++) {
    const first = scale < 1 ? Math.floor((from + i + 0.5) * scale - 0.5) : Math.floor((from + i) * scale);
    for (let at = Math.max(first, start); at < Math.min(first + most, start + size); at++) {
      const weight = weighTap(at, from + i, scale);
      if (weight <= 0) continue;
      if (taps.counts[i] === 0) taps.firsts[i] = at - start;
      taps.weights[i * most + taps.counts[i]++] = weight;
    }
  }
  return taps;
}

/** What a pixel of the scene counts for a network pixel, along one side. */
function weighTap(at: number, networkPx: number, scale: number): number {
  return scale < 1
    ? 1 - Math.abs((networkPx + 0.5) * scale - 0.5 - at)
    : Math.min(at + 1, (networkPx + 1) * scale) - Math.max(at, networkPx * scale);
}

/** Weighted sums of a column over the known pixels, or of ones. */
function spread(
  { across, down, known, width }: { across: Taps; down: Taps; known: Uint8Array | null; width: number },
  column: ArrayLike<number> | null,
): Float64Array {
  const columns = across.firsts.length;
  const sums = new Float64Array(columns * down.firsts.length);
  for (let row = 0; row < down.firsts.length; row++) {
    for (let j = 0; j < down.counts[row]; j++) {
      const weightDown = down.weights[row * down.most + j];
      const start = (down.firsts[row] + j) * width;
      for (let i = 0; i < columns; i++) {
        const first = start + across.firsts[i];
        let sum = 0;
        for (let t = 0; t < across.counts[i]; t++) {
          if (known && known[first + t] === 0) continue;
          sum += across.weights[i * across.most + t] * (column ? column[first + t] : 1);
        }
        sums[row * columns + i] += weightDown * sum;
      }
    }
  }
  return sums;
}
