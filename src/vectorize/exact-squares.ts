import { addExact, createExactSums, type ExactSums, exactBigInt, mergeExact } from './exact-sum.js';

/** A number is `a · SQUARE_BASE + b` with 0 ≤ b < SQUARE_BASE. */
export const SQUARE_BASE = 2 ** 20;

/** Sums of squares of whole numbers from -2^44 to 2^44: of a², a·b and b² apart, each of which fits a double. */
export interface ExactSquares {
  high: ExactSums;
  cross: ExactSums;
  low: ExactSums;
}

export const SQUARE_PARTS = ['high', 'cross', 'low'] as const;

export function createExactSquares(length: number): ExactSquares {
  return { high: createExactSums(length), cross: createExactSums(length), low: createExactSums(length) };
}

/** What some numbers add to a² (`high`), a·b and b²: whole numbers from -2^53 to 2^53. */
export type SquareParts = Record<(typeof SQUARE_PARTS)[number], number>;

export function addSquareParts(sums: ExactSquares, index: number, { high, cross, low }: SquareParts): void {
  addExact(sums.high, index, high);
  addExact(sums.cross, index, cross);
  addExact(sums.low, index, low);
}

/** Adds one sum to another. */
export function mergeSquares(sums: ExactSquares, index: number, other: ExactSquares, otherIndex: number): void {
  for (const part of SQUARE_PARTS) mergeExact(sums[part], index, other[part], otherIndex);
}

/** The sum of squares: (a · B + b)² = a² · B² + 2ab · B + b². */
export function squaresBigInt(sums: ExactSquares, index: number): bigint {
  const base = BigInt(SQUARE_BASE);
  const [high, cross, low] = SQUARE_PARTS.map((part) => exactBigInt(sums[part], index)) as [bigint, bigint, bigint];
  return (high * base + 2n * cross) * base + low;
}
