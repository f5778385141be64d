import { assignNearest } from './nearest-center.js';
import { type Points, pointAt, squaredDistance } from './points.js';
import { createRandom } from './random.js';

interface FitOptions {
  /** Columns that count for the distance; those after are averaged with them. */
  width: number;
  clusters: number;
  seed: number;
  maxRounds: number;
}

/**
 * Centres by Lloyd's rounds from k-means++ seeds (Arthur and Vassilvitskii 2007), until no point changes or
 * `maxRounds`. Fewer than `clusters` come back where the points have fewer distinct values.
 */
export function fitCenters(points: Points, { width, clusters, seed, maxRounds }: FitOptions): Float64Array[] {
  let centers = seedCenters(points, { width, clusters, seed });
  let assigned: Uint8Array | null = null;
  for (let round = 0; round < maxRounds; round++) {
    const next = assignPoints(points, centers, width);
    if (assigned && next.every((center, i) => center === assigned![i])) break;
    assigned = next;
    centers = averagePoints(points, assigned, centers);
  }
  return centers;
}

/** The next seed is drawn with a chance in proportion to its squared distance from the seeds there are. */
export function seedCenters(points: Points, { width, clusters, seed }: Omit<FitOptions, 'maxRounds'>): Float64Array[] {
  const random = createRandom(seed);
  const centers = [pointAt(points, Math.floor(random() * points.count))];
  const distances = new Float64Array(points.count).fill(Infinity);
  while (centers.length < clusters) {
    let total = 0;
    for (let i = 0; i < points.count; i++) {
      distances[i] = Math.min(distances[i]!, squaredDistance(points, i, centers.at(-1)!, width));
      total += distances[i]!;
    }
    if (total === 0) break;
    centers.push(pointAt(points, drawWeighted(distances, random() * total)));
  }
  return centers;
}

function drawWeighted(weights: Float64Array, target: number): number {
  let sum = 0;
  let last = 0;
  for (let i = 0; i < weights.length; i++) {
    if (weights[i] === 0) continue;
    sum += weights[i]!;
    last = i;
    if (sum > target) break;
  }
  return last;
}

/** The number of each point's centre, from 1. */
export function assignPoints({ count, columns }: Points, centers: readonly Float64Array[], width: number): Uint8Array {
  const compared = { length: count, values: columns.slice(0, width), valid: null };
  const rows = centers.map((center) => Array.from(center.subarray(0, width)));
  return assignNearest(compared, { centers: rows, weights: new Array(width).fill(1) });
}

/** The mean of each cluster's points; a cluster that lost all of them stays where it was. */
function averagePoints({ count, columns }: Points, assigned: Uint8Array, centers: Float64Array[]): Float64Array[] {
  const sizes = new Float64Array(centers.length);
  for (const id of assigned) sizes[id - 1]++;
  const sums = centers.map((center) => new Float64Array(center.length));
  for (const [k, column] of columns.entries()) {
    for (let i = 0; i < count; i++) sums[assigned[i] - 1][k] += column[i];
  }
  return sums.map((sum, c) => (sizes[c] === 0 ? centers[c]! : sum.map((value) => value / sizes[c]!)));
}
