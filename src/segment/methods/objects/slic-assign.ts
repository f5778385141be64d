import type { Middles, Pixels } from './slic-middles.js';

/** Number of each pixel's cluster, from 0, or -1; and its squared distance to the middle, where `stepPx` is 1. */
export interface Assigned {
  clusters: Int32Array;
  distances: Float64Array;
}

/** Distance of every pixel to the middle of its own cluster. */
export function measureOwn(pixels: Pixels, middles: Middles, assigned: Assigned, scale: number): void {
  const { clusters, distances } = assigned;
  const { width, height } = pixels.window;
  for (let row = 0, i = 0; row < height; row++) {
    const rowEnd = i + width;
    while (i < rowEnd) {
      // Pixels of one cluster side by side, together.
      const cluster = clusters[i];
      const start = i++;
      while (i < rowEnd && clusters[i] === cluster) i++;
      if (cluster >= 0) measureRun(pixels, middles, distances, { cluster, scale, row, start, end: i });
      else for (let at = start; at < i; at++) if (distances[at] >= 0) distances[at] = Number.POSITIVE_INFINITY;
    }
  }
}

interface Run {
  cluster: number;
  scale: number;
  row: number;
  /** First pixel, and that behind the last. */
  start: number;
  end: number;
}

function measureRun(
  { values, bands, window }: Pixels,
  { x, y, means, spread }: Middles,
  distances: Float64Array,
  { cluster, scale, row, start, end }: Run,
): void {
  const mean = cluster * bands;
  const [first, second, third] = [means[mean], means[mean + 1], means[mean + 2]];
  const own = spread[cluster];
  const middleX = x[cluster];
  const down = window.row + row - y[cluster];
  const downSquared = down * down;
  let col = window.col + start - row * window.width;
  for (let i = start, at = start * bands; i < end; i++, col++, at += bands) {
    const a = values[at] - first;
    const b = values[at + 1] - second;
    const c = values[at + 2] - third;
    let square = a * a + b * b + c * c;
    for (let k = 3; k < bands; k++) {
      const difference = values[at + k] - means[mean + k];
      square += difference * difference;
    }
    const right = col - middleX;
    distances[i] = (right * right + downSquared) * scale + square / own;
  }
}

/** Gives a cluster the pixels around its middle that are nearer to it than to what they belong to so far. */
export function takePixels(
  { values, bands, window }: Pixels,
  { x, y, means, spread }: Middles,
  { clusters, distances }: Assigned,
  { cluster, scale, reach }: { cluster: number; scale: number; reach: number },
): void {
  const middleX = x[cluster];
  const middleY = y[cluster];
  const perSquare = 1 / spread[cluster];
  const mean = cluster * bands;
  const first = means[mean];
  const second = means[mean + 1];
  const third = means[mean + 2];
  // In the scene's pixels, so that rounding is the same in every window.
  const left = Math.max(window.col, Math.ceil(middleX - reach));
  const right = Math.min(window.col + window.width - 1, Math.floor(middleX + reach));
  const bottom = Math.min(window.row + window.height - 1, Math.floor(middleY + reach));
  for (let row = Math.max(window.row, Math.ceil(middleY - reach)); row <= bottom; row++) {
    const down = (row - middleY) * (row - middleY);
    let i = (row - window.row) * window.width + left - window.col;
    for (let col = left; col <= right; col++, i++) {
      const away = ((col - middleX) * (col - middleX) + down) * scale;
      const known = distances[i];
      // Most pixels are too far away whatever they are like, or have this cluster.
      if (away >= known || clusters[i] === cluster) continue;
      const at = i * bands;
      const a = values[at] - first;
      const b = values[at + 1] - second;
      const c = values[at + 2] - third;
      let square = a * a + b * b + c * c;
      for (let k = 3; k < bands; k++) {
        const difference = values[at + k] - means[mean + k];
        square += difference * difference;
      }
      const distance = away + square * perSquare;
      if (distance >= known) continue;
      distances[i] = distance;
      clusters[i] = cluster;
    }
  }
}
