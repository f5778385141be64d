import { createRandom } from './random.js';

/** Points in columns: one array a dimension. */
export interface Points {
  count: number;
  columns: Float64Array[];
}

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
  let assigned: Int32Array | null = null;
  for (let round = 0; round < maxRounds; round++) {
    const next = assignPoints(points, centers, width);
    if (assigned && next.every((center, i) => center === assigned![i])) break;
    assigned = next;
    centers = averagePoints(points, assigned, centers);
  }
  return centers;
}

/** The next seed is drawn with a chance in proportion to its squared distance from the seeds there are. */
function seedCenters(points: Points, { width, clusters, seed }: Omit<FitOptions, 'maxRounds'>): Float64Array[] {
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

function assignPoints(points: Points, centers: readonly Float64Array[], width: number): Int32Array {
  const assigned = new Int32Array(points.count);
  for (let i = 0; i < points.count; i++) {
    let least = Number.POSITIVE_INFINITY;
    for (let c = 0; c < centers.length; c++) {
      const distance = squaredDistance(points, i, centers[c]!, width);
      if (distance < least) [assigned[i], least] = [c, distance];
    }
  }
  return assigned;
}

/** The mean of each cluster's points; a cluster that lost all of them stays where it was. */
function averagePoints({ count, columns }: Points, assigned: Int32Array, centers: Float64Array[]): Float64Array[] {
  const sizes = new Float64Array(centers.length);
  for (const center of assigned) sizes[center]!++;
  const sums = centers.map((center) => new Float64Array(center.length));
  for (const [k, column] of columns.entries()) {
    for (let i = 0; i < count; i++) sums[assigned[i]!]![k]! += column[i]!;
  }
  return sums.map((sum, c) => (sizes[c] === 0 ? centers[c]! : sum.map((value) => value / sizes[c]!)));
}

function squaredDistance({ columns }: Points, point: number, center: Float64Array, width: number): number {
  let sum = 0;
  for (let k = 0; k < width; k++) {
    const difference = columns[k]![point]! - center[k]!;
    sum += difference * difference;
  }
  return sum;
}

function pointAt({ columns }: Points, i: number): Float64Array {
  return Float64Array.from(columns, (column) => column[i]!);
}
