import type { CellSums } from './glcm-counts.js';
import type { PairMoments } from './glcm-moments.js';

/** Fractions are added up as whole multiples of this. */
const UNIT = 2 ** -32;

/** Σ weight(|i - j|) over the pairs, divided by their number. */
const meanOfDifference = (weight: (difference: number) => number): PairMoments => ({
  quantities: [(i, j) => weight(Math.abs(i - j))],
  toValue: (count, sums) => sums[0] / count,
});

const ofPair = {
  sum: (i: number, j: number) => i + j,
  squares: (i: number, j: number) => i * i + j * j,
  product: (i: number, j: number) => i * j,
};

/** Properties by the moments of the pairs: every pair counts in both directions. */
export const MOMENTS = {
  contrast: meanOfDifference((difference) => difference ** 2),
  dissimilarity: meanOfDifference((difference) => difference),
  homogeneity: {
    quantities: [(i, j) => Math.round(1 / (1 + (i - j) ** 2) / UNIT)],
    toValue: (count, sums) => (sums[0] * UNIT) / count,
  },
  mean: { quantities: [ofPair.sum], toValue: (count, sums) => sums[0] / (2 * count) },
  variance: {
    quantities: [ofPair.sum, ofPair.squares],
    toValue: (count, sums) => (2 * count * sums[1] - sums[0] ** 2) / (4 * count ** 2),
  },
  correlation: {
    quantities: [ofPair.sum, ofPair.squares, ofPair.product],
    toValue: (count, [sum, squares, product]) => {
      const variance = 2 * count * squares - sum ** 2;
      return variance === 0 ? 1 : (4 * count * product - sum ** 2) / variance;
    },
  },
} satisfies Record<string, PairMoments>;

const sumOfSquares = {
  // A cell of unlike levels stands in the matrix twice; one of like levels once, with its pairs counted twice.
  apart: (count: number) => 2 * (2 * count + 1),
  alike: (count: number) => 4 * (2 * count + 1),
};

/** n · ln n in whole units, 0 for n = 0. */
const nLogN = (n: number): number => (n === 0 ? 0 : Math.round((n * Math.log(n)) / UNIT));

/** Properties that need the number of pairs in every cell of the matrix. */
export const CELLS = {
  asm: { ...sumOfSquares, toValue: (count, sum) => sum / (4 * count ** 2) },
  energy: { ...sumOfSquares, toValue: (count, sum) => Math.sqrt(sum) / (2 * count) },
  entropy: {
    apart: (count) => 2 * (nLogN(count + 1) - nLogN(count)),
    alike: (count) => nLogN(2 * count + 2) - nLogN(2 * count),
    toValue: (count, sum) => ((nLogN(2 * count) - sum) * UNIT) / (2 * count),
  },
} satisfies Record<string, CellSums>;
