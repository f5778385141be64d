import { seedCenters } from './lloyd.js';
import { type Points, squaredDistance } from './points.js';

interface FitOptions {
  /** Columns that count for the distance; those after are averaged with them. */
  width: number;
  clusters: number;
  seed: number;
  maxRounds: number;
  /** Above 1; the greater, the softer. */
  fuzziness: number;
}

/** Rounds end when no centre moves by more than this in any column, in standard deviations. */
const SETTLED = 1e-6;

/**
 * Centres of fuzzy c-means (Bezdek 1981, "Pattern Recognition with Fuzzy Objective Function Algorithms") from k-means++
 * seeds: by turns, every point belongs to centre c by u_c = 1 / Σ_k (d_c / d_k)^(2 / (m − 1)), and every centre becomes the
 * mean of the points by the weights u^m.
 */
export function fitFuzzyCenters(points: Points, options: FitOptions): Float64Array[] {
  const { width, maxRounds, fuzziness } = options;
  let centers = seedCenters(points, options);
  for (let round = 0; round < maxRounds; round++) {
    const next = weighPoints(points, centers, { width, fuzziness });
    const moved = centers.some((center, c) =>
      center.some((value, k) => k < width && Math.abs(next[c][k] - value) > SETTLED),
    );
    centers = next;
    if (!moved) break;
  }
  return centers;
}

function weighPoints(
  points: Points,
  centers: readonly Float64Array[],
  { width, fuzziness }: Pick<FitOptions, 'width' | 'fuzziness'>,
): Float64Array[] {
  const { count, columns } = points;
  const dimensions = columns.length;
  const sums = new Float64Array(centers.length * dimensions);
  const totals = new Float64Array(centers.length);
  const shares = new Float64Array(centers.length);
  for (let i = 0; i < count; i++) {
    for (let c = 0; c < centers.length; c++) shares[c] = squaredDistance(points, i, centers[c], width);
    toShares(shares, fuzziness);
    for (let c = 0; c < centers.length; c++) {
      const weight = fuzziness === 2 ? shares[c] * shares[c] : shares[c] ** fuzziness;
      totals[c] += weight;
      for (let k = 0; k < dimensions; k++) sums[c * dimensions + k] += weight * columns[k][i];
    }
  }
  return centers.map((center, c) =>
    totals[c] > 0 ? center.map((_, k) => sums[c * dimensions + k] / totals[c]) : center,
  );
}

/**
 * Turns squared distances into shares that add up to 1. A point at a centre belongs to that alone, at several to the first.
 */
export function toShares(values: Float64Array, fuzziness: number): void {
  let least = values[0];
  for (let c = 1; c < values.length; c++) if (values[c] < least) least = values[c];
  const power = 1 / (fuzziness - 1);
  const at = least === 0 ? values.indexOf(0) : -1;
  let sum = 0;
  for (let c = 0; c < values.length; c++) {
    // Relative to the nearest, no power overflows.
    const ratio = at < 0 ? least / values[c] : Number(c === at);
    values[c] = power === 1 ? ratio : ratio ** power;
    sum += values[c];
  }
  for (let c = 0; c < values.length; c++) values[c] /= sum;
}
