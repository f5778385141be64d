import type { Histogram } from './histogram.js';

/**
 * The level that lies farthest below the line from the histogram's peak to the end of its longer tail (Zack, Rogers and Latt
 * 1977, J. Histochem. Cytochem. 25(7)), as scikit-image's `threshold_triangle` returns it: the first such level counted
 * from the end of the tail.
 *
 *     count │    ╭╮ peak
 *           │   ╭╯╲·
 *           │   │  ╲  ·  line
 *           │  ╭╯   ╲__ ·
 *           └──┴───────t─────·── level
 */
export function findTriangleThreshold({ counts, centers }: Histogram): number {
  const filled = [...counts.keys()].filter((i) => counts[i] > 0);
  const [low, high] = [filled[0], filled[filled.length - 1]];
  if (low === high) return centers[low];
  const peak = counts.indexOf(Math.max(...filled.map((i) => counts[i])));
  const right = peak - low < high - peak;
  const end = right ? high : low;
  const step = right ? -1 : 1;
  const width = Math.abs(peak - end);
  let best = 0;
  let farthest = Number.NEGATIVE_INFINITY;
  for (let x = 0; x < width; x++) {
    const distance = counts[peak] * x - width * counts[end + x * step];
    if (distance > farthest) [best, farthest] = [x, distance];
  }
  return centers[end + best * step];
}
