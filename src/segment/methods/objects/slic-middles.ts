import type { Window } from '../../../raster/window.js';

/** Values of a window, those of a pixel side by side. */
export interface Pixels {
  values: Float32Array;
  /** Values of a pixel: 3 or more, 0 where the method has fewer. */
  bands: number;
  window: Window;
}

/** Middles of clusters, in the scene's pixels, and what their pixels are like. */
export interface Middles {
  count: number;
  x: Float64Array;
  y: Float64Array;
  /** Those of a cluster side by side. */
  means: Float64Array;
  /** The squared difference that counts as much as a distance of `stepPx`. */
  spread: Float64Array;
}

/** Moves every middle to the mean of its pixels, and of what they are like; one without any stays. */
export function moveMiddles(pixels: Pixels, middles: Middles, clusters: Int32Array): void {
  const { values, bands, window } = pixels;
  const { width, height } = window;
  const { count, x, y, means } = middles;
  const sizes = new Uint32Array(count);
  const sumX = new Float64Array(count);
  const sumY = new Float64Array(count);
  const sums = new Float64Array(count * bands);
  for (let row = 0, i = 0; row < height; row++) {
    const rowEnd = i + width;
    const firstCol = window.col - i;
    while (i < rowEnd) {
      // Pixels of one cluster side by side, together.
      const cluster = clusters[i];
      const start = i++;
      while (i < rowEnd && clusters[i] === cluster) i++;
      if (cluster < 0) continue;
      const size = i - start;
      sizes[cluster] += size;
      sumX[cluster] += size * (firstCol + start) + (size * (size - 1)) / 2;
      sumY[cluster] += size * (window.row + row);
      addValues(values, { bands, start, end: i }, sums, cluster * bands);
    }
  }
  for (let cluster = 0; cluster < count; cluster++) {
    if (sizes[cluster] === 0) continue;
    x[cluster] = sumX[cluster] / sizes[cluster];
    y[cluster] = sumY[cluster] / sizes[cluster];
    for (let k = 0; k < bands; k++) means[cluster * bands + k] = sums[cluster * bands + k] / sizes[cluster];
  }
}

/** Adds the values of pixels to the sums of one cluster. */
function addValues(
  values: Float32Array,
  { bands, start, end }: { bands: number; start: number; end: number },
  sums: Float64Array,
  to: number,
): void {
  let first = sums[to];
  let second = sums[to + 1];
  let third = sums[to + 2];
  for (let at = start * bands; at < end * bands; at += bands) {
    first += values[at];
    second += values[at + 1];
    third += values[at + 2];
    for (let k = 3; k < bands; k++) sums[to + k] += values[at + k];
  }
  sums[to] = first;
  sums[to + 1] = second;
  sums[to + 2] = third;
}

/** The greatest squared difference of any pixel from its cluster, where it is greater than in the rounds before. */
export function widenSpread({ values, bands }: Pixels, { means, spread }: Middles, clusters: Int32Array): void {
  for (let i = 0; i < clusters.length; i++) {
    const cluster = clusters[i];
    if (cluster < 0) continue;
    let square = 0;
    for (let k = 0; k < bands; k++) {
      const difference = values[i * bands + k] - means[cluster * bands + k];
      square += difference * difference;
    }
    if (square > spread[cluster]) spread[cluster] = square;
  }
}
