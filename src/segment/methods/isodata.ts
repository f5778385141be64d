import type { Histogram } from './histogram.js';

/**
 * The lowest level that is half-way between the means of what is no greater and of what is, to within one bin (Ridler and
 * Calvard 1978, IEEE Trans. SMC 8(8)), as scikit-image's `threshold_isodata` returns it.
 */
export function findIsodataThreshold({ counts, centers }: Histogram): number {
  if (centers.length === 1) return centers[0];
  const total = counts.reduce((sum, count) => sum + count, 0);
  const moment = counts.reduce((sum, count, i) => sum + count * centers[i], 0);
  const binWidth = centers[1] - centers[0];
  let nearest = 0;
  let least = Number.POSITIVE_INFINITY;
  let lowerCount = 0;
  let lowerMoment = 0;
  for (let i = 0; i < counts.length - 1; i++) {
    lowerCount += counts[i];
    lowerMoment += counts[i] * centers[i];
    const middle = (lowerMoment / lowerCount + (moment - lowerMoment) / (total - lowerCount)) / 2;
    const distance = middle - centers[i];
    if (distance >= 0 && distance < binWidth) return centers[i];
    // Rounding can leave no level within a bin.
    if (Math.abs(distance) < least) [nearest, least] = [i, Math.abs(distance)];
  }
  return centers[nearest];
}
