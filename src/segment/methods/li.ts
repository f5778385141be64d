import type { Histogram } from './histogram.js';

/**
 * The threshold of least cross entropy by Li and Tam's iteration (1998, Pattern Recognition Letters 19(8)): from the mean of
 * all, t becomes (μ₀ − μ₁) / (ln μ₀ − ln μ₁), where μ₀ and μ₁ are the means of what is no greater than t and of what is, both
 * counted from the least value, until t moves by no more than half a bin.
 */
export function findLiThreshold({ counts, centers }: Histogram): number {
  if (centers.length === 1) return centers[0];
  const origin = centers[0];
  const tolerance = (centers[1] - centers[0]) / 2;
  const total = counts.reduce((sum, count) => sum + count, 0);
  const moment = counts.reduce((sum, count, i) => sum + count * (centers[i] - origin), 0);
  let last = Number.NEGATIVE_INFINITY;
  let next = moment / total;
  while (Math.abs(next - last) > tolerance) {
    last = next;
    let lowerCount = 0;
    let lowerMoment = 0;
    for (let i = 0; i < counts.length && centers[i] - origin <= last; i++) {
      lowerCount += counts[i];
      lowerMoment += counts[i] * (centers[i] - origin);
    }
    // The logarithm of 0 is not defined: only the least value is left below.
    if (lowerMoment === 0 || lowerCount === total) break;
    const lower = lowerMoment / lowerCount;
    const upper = (moment - lowerMoment) / (total - lowerCount);
    next = (lower - upper) / (Math.log(lower) - Math.log(upper));
  }
  return next + origin;
}
