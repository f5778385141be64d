import { findLatticeSeeds } from '../../../../../src/segment/methods/objects/lattice-seeds.js';
import type { SlicOptions } from '../../../../../src/segment/methods/objects/slic-clusters.js';

interface Cluster {
  x: number;
  y: number;
  means: number[];
  spread: number;
}

const sum = (values: number[]): number => values.reduce((total, value) => total + value, 0);

/** SLIC as it is told: every step of `clusterSlic` over all pixels, in the same order. */
export function clusterPlainly(columns: readonly Float64Array[], options: SlicOptions): Uint32Array {
  const { window, stepPx, defined, compactness, adaptive, rounds } = options;
  const { width, height } = window;
  const { seeds, across } = findLatticeSeeds(options);
  const bands = columns.map((column) => Float32Array.from(column));
  const pixels = Array.from({ length: width * height }, (_, i) => ({
    x: window.col + (i % width),
    y: window.row + Math.floor(i / width),
    values: bands.map((band) => band[i]!),
  }));
  const clusters: Cluster[] = [];
  const numbers = Array.from(seeds, (seed) => {
    if (seed < 0) return 0;
    const { x, y, values } = pixels[seed]!;
    return clusters.push({ x, y, means: [...values], spread: compactness ** 2 });
  });
  const labels = Uint32Array.from(pixels, ({ x, y }, i) => {
    if (defined && defined[i] === 0) return 0;
    const row = Math.floor(y / stepPx) - Math.floor(window.row / stepPx);
    return numbers[row * across + Math.floor(x / stepPx) - Math.floor(window.col / stepPx)]!;
  });
  const difference = (values: number[], { means }: Cluster) =>
    sum(values.map((value, k) => (value - means[k]!) * (value - means[k]!)));
  const scale = 1 / stepPx ** 2;
  for (let round = 0; round < rounds; round++) {
    if (round > 0) {
      for (const [k, cluster] of clusters.entries()) {
        const own = pixels.filter((_, i) => labels[i] === k + 1);
        if (adaptive)
          cluster.spread = Math.max(cluster.spread, ...own.map(({ values }) => difference(values, cluster)));
        if (own.length === 0) continue;
        cluster.x = sum(own.map(({ x }) => x)) / own.length;
        cluster.y = sum(own.map(({ y }) => y)) / own.length;
        cluster.means = bands.map((_, b) => sum(own.map(({ values }) => values[b]!)) / own.length);
      }
    }
    const away = ({ x, y }: { x: number; y: number }, one: Cluster) =>
      ((x - one.x) * (x - one.x) + (y - one.y) * (y - one.y)) * scale;
    const distances = pixels.map((pixel, i) => {
      const own = clusters[labels[i]! - 1];
      return own ? away(pixel, own) + difference(pixel.values, own) / own.spread : Number.POSITIVE_INFINITY;
    });
    for (const [k, cluster] of clusters.entries()) {
      for (const [i, pixel] of pixels.entries()) {
        const isNear = Math.abs(pixel.x - cluster.x) <= stepPx && Math.abs(pixel.y - cluster.y) <= stepPx;
        if (!isNear || labels[i] === k + 1 || (defined && defined[i] === 0)) continue;
        const distance = away(pixel, cluster) + difference(pixel.values, cluster) * (1 / cluster.spread);
        if (distance >= distances[i]!) continue;
        distances[i] = distance;
        labels[i] = k + 1;
      }
    }
  }
  return labels;
}
