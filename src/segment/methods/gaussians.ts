import { assignPoints, fitCenters } from './lloyd.js';
import type { Points } from './points.js';
import { decompose, invertLower, type Matrix } from './triangular.js';

/** One Gaussian of a mixture, over standardised columns. */
export interface Gaussian {
  /** Share of all points. */
  share: number;
  /** One value a column, then those of the columns that do not count. */
  mean: Float64Array;
  /** Lower triangular W: (x − mean) · Wᵀ has deviation 1 in every direction. Rows one after the other. */
  whitening: Matrix;
  /** ln(share · density at the mean). */
  logPeak: number;
}

interface FitOptions {
  width: number;
  clusters: number;
  seed: number;
  maxRounds: number;
  covariance: 'full' | 'diagonal';
  /** Added to every variance. */
  regularisation: number;
}

/** Rounds end when the mean of the logarithm of the density rises by less than this. */
const SETTLED = 1e-6;

/**
 * A mixture of Gaussians by expectation and maximisation (Dempster, Laird and Rubin 1977, J. R. Stat. Soc. B 39(1)), begun
 * with the clusters of k-means. Fewer than `clusters` come back where the points have fewer distinct values.
 */
export function fitGaussians(points: Points, options: FitOptions): Gaussian[] {
  const { width, maxRounds } = options;
  const centers = fitCenters(points, { ...options, maxRounds: 100 });
  const assigned = assignPoints(points, centers, width);
  const shares = centers.map((_, c) => Float64Array.from(assigned, (id) => Number(id === c + 1)));
  let mixture = maximise(points, shares, options);
  let last = Number.NEGATIVE_INFINITY;
  for (let round = 0; round < maxRounds; round++) {
    const density = expect(points, mixture, shares, width);
    if (density - last < SETTLED) break;
    last = density;
    mixture = maximise(points, shares, options);
  }
  return mixture;
}

/** Writes how far each point belongs to each Gaussian; the mean of the logarithm of the density comes back. */
function expect(
  { count, columns }: Points,
  mixture: readonly Gaussian[],
  shares: Float64Array[],
  width: number,
): number {
  for (const [c, gaussian] of mixture.entries()) measureLog(columns, gaussian, { width, count, logs: shares[c] });
  let sum = 0;
  const logs = new Float64Array(mixture.length);
  for (let i = 0; i < count; i++) {
    for (let c = 0; c < logs.length; c++) logs[c] = shares[c][i];
    sum += toResponsibilities(logs);
    for (let c = 0; c < logs.length; c++) shares[c][i] = logs[c];
  }
  return sum / count;
}

/** Writes ln(share · density) of every point. */
export function measureLog(
  columns: readonly Float64Array[],
  { mean, whitening, logPeak }: Pick<Gaussian, 'mean' | 'whitening' | 'logPeak'>,
  { width, count, logs }: { width: number; count: number; logs: Float64Array },
): void {
  for (let i = 0; i < count; i++) {
    let squares = 0;
    for (let row = 0, at = 0; row < width; row++, at += width) {
      let sum = 0;
      for (let k = 0; k <= row; k++) sum += whitening[at + k] * (columns[k][i] - mean[k]);
      squares += sum * sum;
    }
    logs[i] = logPeak - squares / 2;
  }
}

/** Turns logarithms into shares that add up to 1; the logarithm of what they added up to comes back. */
export function toResponsibilities(logs: Float64Array): number {
  let greatest = logs[0];
  for (let c = 1; c < logs.length; c++) if (logs[c] > greatest) greatest = logs[c];
  let sum = 0;
  for (let c = 0; c < logs.length; c++) {
    logs[c] = Math.exp(logs[c] - greatest);
    sum += logs[c];
  }
  for (let c = 0; c < logs.length; c++) logs[c] /= sum;
  return greatest + Math.log(sum);
}

/** The Gaussians that fit the points best, each point counting by its share. */
function maximise({ count, columns }: Points, shares: readonly Float64Array[], options: FitOptions): Gaussian[] {
  const { width, covariance, regularisation } = options;
  return shares.map((share) => {
    // A little more than nothing, for a Gaussian that lost all its points.
    const total = share.reduce((sum, value) => sum + value, 0) + 10 * Number.EPSILON;
    const mean = Float64Array.from(columns, (column) => sumProducts(share, column) / total);
    const spread = new Float64Array(width * width);
    for (let a = 0; a < width; a++) {
      const first = covariance === 'full' ? 0 : a;
      for (let b = first; b <= a; b++) {
        spread[a * width + b] = sumDeviations(share, [columns[a], columns[b]], [mean[a], mean[b]]) / total;
      }
      spread[a * width + a] += regularisation;
    }
    const whitening = invertLower(decompose(spread, width), width);
    return { share: total / count, mean, whitening, logPeak: logPeakOf(total / count, whitening, width) };
  });
}

function logPeakOf(share: number, whitening: Matrix, width: number): number {
  let sum = Math.log(share) - (width / 2) * Math.log(2 * Math.PI);
  for (let k = 0; k < width; k++) sum += Math.log(whitening[k * width + k]);
  return sum;
}

function sumProducts(share: Float64Array, column: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < share.length; i++) sum += share[i] * column[i];
  return sum;
}

type Pair<T> = readonly [a: T, b: T];

function sumDeviations(share: Float64Array, [a, b]: Pair<Float64Array>, [meanA, meanB]: Pair<number>): number {
  let sum = 0;
  for (let i = 0; i < share.length; i++) sum += share[i] * (a[i] - meanA) * (b[i] - meanB);
  return sum;
}
