/** A figure that is known within bounds. */
export interface Range {
  low: number;
  high: number;
}

export const exactly = (value: number): Range => ({ low: value, high: value });

export function addRanges(...ranges: readonly Range[]): Range {
  const sum = { low: 0, high: 0 };
  for (const { low, high } of ranges) {
    sum.low += low;
    sum.high += high;
  }
  return sum;
}

/** Of figures that are not negative. */
export function timesRange(range: Range, factor: number | Range): Range {
  const { low, high } = typeof factor === 'number' ? exactly(factor) : factor;
  return { low: range.low * low, high: range.high * high };
}

/** Each bound rounded up to whole pieces. */
export const ceilRange = ({ low, high }: Range): Range => ({ low: Math.ceil(low), high: Math.ceil(high) });
