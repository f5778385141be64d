/** The weight of one unit of `high` in an exact sum. */
const HIGH_UNIT = 2 ** 24;

/**
 * Sums of whole numbers from -2^53 to 2^53 each, kept in two doubles so that up to 2^29 of them add without any
 * rounding; such sums can be merged up to a total of 2^77. Exact addition is what makes a sum independent of the order of
 * the tiles.
 */
export interface ExactSums {
  high: Float64Array;
  /** After `mergeExact` 0 to `HIGH_UNIT` exclusive: what is more is carried to `high`. */
  low: Float64Array;
}

export function createExactSums(length: number): ExactSums {
  return { high: new Float64Array(length), low: new Float64Array(length) };
}

/** Adds a whole number, -2^53 to 2^53. */
export function addExact(sums: ExactSums, index: number, value: number): void {
  const high = Math.floor(value / HIGH_UNIT);
  sums.high[index] += high;
  sums.low[index] += value - high * HIGH_UNIT;
}

/** Adds one sum to another. */
export function mergeExact(sums: ExactSums, index: number, other: ExactSums, otherIndex: number): void {
  const low = sums.low[index] + other.low[otherIndex];
  const carry = Math.floor(low / HIGH_UNIT);
  sums.high[index] += other.high[otherIndex] + carry;
  sums.low[index] = low - carry * HIGH_UNIT;
}

/** The sum as one double, rounded once: the same for any order of additions. */
export function roundExact(sums: ExactSums, index: number): number {
  const carry = Math.floor(sums.low[index] / HIGH_UNIT);
  return (sums.high[index] + carry) * HIGH_UNIT + (sums.low[index] - carry * HIGH_UNIT);
}

/** The sum itself. */
export function exactBigInt(sums: ExactSums, index: number): bigint {
  return BigInt(sums.high[index]) * BigInt(HIGH_UNIT) + BigInt(sums.low[index]);
}
