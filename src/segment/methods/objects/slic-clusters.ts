import type { Window } from '../../../raster/window.js';
import { findLatticeSeeds, type Lattice } from './lattice-seeds.js';

export interface SlicOptions extends Lattice {
  /** The difference in the columns that counts as much as a distance of `stepPx`. */
  compactness: number;
  /** Each cluster counts by the greatest difference it had in the rounds before, in place of `compactness`. */
  adaptive: boolean;
  rounds: number;
}

/** Values of a window, those of a pixel side by side. */
interface Pixels {
  values: Float32Array;
  bands: number;
  window: Window;
}

/** Middles of clusters, in the scene's pixels, and what their pixels are like. */
interface Middles {
  count: number;
  x: Float64Array;
  y: Float64Array;
  /** Those of a cluster side by side. */
  means: Float64Array;
  /** The squared difference that counts as much as a distance of `stepPx`. */
  spread: Float64Array;
}

/** Number of each pixel's cluster, from 0, or -1; and its squared distance to the middle, where `stepPx` is 1. */
interface Assigned {
  clusters: Int32Array;
  distances: Float64Array;
}

/**
 * SLIC (Achanta et al. 2012, IEEE PAMI 34:2274): clusters of pixels by what they are like and where they are, begun on a
 * lattice. In every round each middle takes those pixels up to `stepPx` along rows and columns that are nearer to it than to
 * their own, then moves to the mean of its pixels. With `adaptive`, SLICO. Gives the number of each pixel's cluster from 1;
 * 0 where it is not defined or out of reach. A cluster may be in pieces.
 */
export function clusterSlic(columns: readonly Float64Array[], options: SlicOptions): Uint32Array {
  const { window, rounds, adaptive } = options;
  const pixels: Pixels = { values: sideBySide(columns), bands: columns.length, window };
  const { middles, assigned } = start(pixels, options);
  const scale = 1 / options.stepPx ** 2;
  for (let round = 0; round < rounds; round++) {
    if (round > 0) {
      if (adaptive) widenSpread(pixels, middles, assigned.clusters);
      moveMiddles(pixels, middles, assigned.clusters);
    }
    measureOwn(pixels, middles, assigned, scale);
    for (let cluster = 0; cluster < middles.count; cluster++) takePixels(pixels, middles, assigned, { cluster, scale });
  }
  const labels = new Uint32Array(assigned.clusters.length);
  for (let i = 0; i < labels.length; i++) labels[i] = assigned.clusters[i] + 1;
  return labels;
}

function sideBySide(columns: readonly Float64Array[]): Float32Array {
  const bands = columns.length;
  const values = new Float32Array(columns[0].length * bands);
  for (const [k, column] of columns.entries()) {
    for (let i = 0, at = k; i < column.length; i++, at += bands) values[at] = column[i];
  }
  return values;
}

/** A middle on every seed, with the pixels of its square of the lattice. */
function start({ values, bands }: Pixels, options: SlicOptions): { middles: Middles; assigned: Assigned } {
  const { window, stepPx, defined, compactness } = options;
  const { width, height } = window;
  const { seeds, across } = findLatticeSeeds(options);
  const numbers = new Int32Array(seeds.length).fill(-1);
  const starts = seeds.filter((seed) => seed >= 0);
  for (let square = 0, count = 0; square < seeds.length; square++) if (seeds[square] >= 0) numbers[square] = count++;
  const clusters = new Int32Array(width * height).fill(-1);
  for (let i = 0, y = 0; y < height; y++) {
    const first = (Math.floor((window.row + y) / stepPx) - Math.floor(window.row / stepPx)) * across;
    const firstCol = Math.floor(window.col / stepPx);
    for (let x = 0; x < width; x++, i++) {
      if (!defined || defined[i] === 1) clusters[i] = numbers[first + Math.floor((window.col + x) / stepPx) - firstCol];
    }
  }
  // Nothing is nearer to a pixel without data than this.
  const distances = new Float64Array(width * height);
  if (defined) for (let i = 0; i < defined.length; i++) if (defined[i] === 0) distances[i] = -1;
  return {
    middles: {
      count: starts.length,
      x: Float64Array.from(starts, (seed) => window.col + (seed % width)),
      y: Float64Array.from(starts, (seed) => window.row + Math.floor(seed / width)),
      means: Float64Array.from({ length: starts.length * bands }, (_, i) => {
        return values[starts[Math.floor(i / bands)] * bands + (i % bands)];
      }),
      spread: new Float64Array(starts.length).fill(compactness * compactness),
    },
    assigned: { clusters, distances },
  };
}

/** Distance of every pixel to the middle of its own cluster. */
function measureOwn(pixels: Pixels, middles: Middles, { clusters, distances }: Assigned, scale: number): void {
  const { values, bands, window } = pixels;
  const { x, y, means, spread } = middles;
  for (let i = 0, row = window.row; row < window.row + window.height; row++) {
    for (let col = window.col; col < window.col + window.width; col++, i++) {
      const cluster = clusters[i];
      if (cluster < 0) {
        if (distances[i] >= 0) distances[i] = Number.POSITIVE_INFINITY;
        continue;
      }
      let square = 0;
      for (let k = 0; k < bands; k++) {
        const difference = values[i * bands + k] - means[cluster * bands + k];
        square += difference * difference;
      }
      const right = col - x[cluster];
      const down = row - y[cluster];
      distances[i] = (right * right + down * down) * scale + square / spread[cluster];
    }
  }
}

/** Gives a cluster the pixels around its middle that are nearer to it than to what they belong to so far. */
function takePixels(
  { values, bands, window }: Pixels,
  { x, y, means, spread }: Middles,
  { clusters, distances }: Assigned,
  { cluster, scale }: { cluster: number; scale: number },
): void {
  const stepPx = Math.sqrt(1 / scale);
  const [middleX, middleY, perSquare] = [x[cluster], y[cluster], 1 / spread[cluster]];
  // In the scene's pixels, so that rounding is the same in every window.
  const left = Math.max(window.col, Math.ceil(middleX - stepPx));
  const right = Math.min(window.col + window.width - 1, Math.floor(middleX + stepPx));
  const bottom = Math.min(window.row + window.height - 1, Math.floor(middleY + stepPx));
  for (let row = Math.max(window.row, Math.ceil(middleY - stepPx)); row <= bottom; row++) {
    const down = (row - middleY) * (row - middleY);
    let i = (row - window.row) * window.width + left - window.col;
    for (let col = left; col <= right; col++, i++) {
      let distance = ((col - middleX) * (col - middleX) + down) * scale;
      // Most pixels are too far away whatever they are like, or have this cluster.
      if (distance >= distances[i] || clusters[i] === cluster) continue;
      let square = 0;
      for (let k = 0; k < bands; k++) {
        const difference = values[i * bands + k] - means[cluster * bands + k];
        square += difference * difference;
      }
      distance += square * perSquare;
      if (distance >= distances[i]) continue;
      distances[i] = distance;
      clusters[i] = cluster;
    }
  }
}

/** Moves every middle to the mean of its pixels, and of what they are like; one without any stays. */
function moveMiddles({ values, bands, window }: Pixels, middles: Middles, clusters: Int32Array): void {
  const { count, x, y, means } = middles;
  const sizes = new Uint32Array(count);
  const sumX = new Float64Array(count);
  const sumY = new Float64Array(count);
  const sums = new Float64Array(count * bands);
  for (let i = 0, row = window.row; row < window.row + window.height; row++) {
    for (let col = window.col; col < window.col + window.width; col++, i++) {
      const cluster = clusters[i];
      if (cluster < 0) continue;
      sizes[cluster]++;
      sumX[cluster] += col;
      sumY[cluster] += row;
      for (let k = 0; k < bands; k++) sums[cluster * bands + k] += values[i * bands + k];
    }
  }
  for (let cluster = 0; cluster < count; cluster++) {
    if (sizes[cluster] === 0) continue;
    x[cluster] = sumX[cluster] / sizes[cluster];
    y[cluster] = sumY[cluster] / sizes[cluster];
    for (let k = 0; k < bands; k++) means[cluster * bands + k] = sums[cluster * bands + k] / sizes[cluster];
  }
}

/** The greatest squared difference of any pixel from its cluster, where it is greater than in the rounds before. */
function widenSpread({ values, bands }: Pixels, { means, spread }: Middles, clusters: Int32Array): void {
  for (let i = 0; i < clusters.length; i++) {
    const cluster = clusters[i];
    if (cluster < 0) continue;
    let square = 0;
    for (let k = 0; k < bands; k++) square += (values[i * bands + k] - means[cluster * bands + k]) ** 2;
    if (square > spread[cluster]) spread[cluster] = square;
  }
}
