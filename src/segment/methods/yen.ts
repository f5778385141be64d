import type { Histogram } from './histogram.js';

/**
 * The level where the entropic correlation of both sides is greatest (Yen, Chang and Chang 1995, IEEE Trans. Image
 * Processing 4(3)): −ln(Σ₀p² · Σ₁p²) + 2 ln(P₀ · P₁), p being the shares of the bins, Σ₀ and P₀ summed up to the level.
 */
export function findYenThreshold({ counts, centers }: Histogram): number {
  if (centers.length === 1) return centers[0];
  const total = counts.reduce((sum, count) => sum + count, 0);
  const allSquares = counts.reduce((sum, count) => sum + count * count, 0);
  let best = 0;
  let greatest = Number.NEGATIVE_INFINITY;
  let lower = 0;
  let lowerSquares = 0;
  for (let i = 0; i < counts.length - 1; i++) {
    lower += counts[i];
    lowerSquares += counts[i] * counts[i];
    // Squares of the counts and of the shares differ by a factor that is the same for all levels.
    const criterion = 2 * Math.log(lower * (total - lower)) - Math.log(lowerSquares * (allSquares - lowerSquares));
    if (criterion > greatest) [best, greatest] = [i, criterion];
  }
  return centers[best];
}
