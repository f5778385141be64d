import { addExact, createExactSums, type ExactSums, exactBigInt, mergeExact } from './exact-sum.js';

/** A number is `a · BASE + b` with 0 ≤ b < BASE. */
const BASE = 2 ** 20;

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

/** Adds the square of a whole number. */
export function addSquare(sums: ExactSquares, index: number, value: number): void {
  const a = Math.floor(value / BASE);
  const b = value - a * BASE;
  addExact(sums.high, index, a * a);
  addExact(sums.cross, index, a * b);
  addExact(sums.low, index, b * b);
}

/** Adds one sum to another. */
export function mergeSquares(sums: ExactSquares, index: number, other: ExactSquares, otherIndex: number): void {
  for (const part of SQUARE_PARTS) mergeExact(sums[part], index, other[part], otherIndex);
}

/** The sum of squares: (a · BASE + b)² = a² · BASE² + 2ab · BASE + b². */
export function squaresBigInt(sums: ExactSquares, index: number): bigint {
  const base = BigInt(BASE);
  const [high, cross, low] = SQUARE_PARTS.map((part) => exactBigInt(sums[part], index)) as [bigint, bigint, bigint];
  return (high * base + 2n * cross) * base + low;
}
