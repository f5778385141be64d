/** The value below which this share of some values lies. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))];
}

export const median = (values: readonly number[]): number => quantile(values, 0.5);

/** The least, the middle and the greatest of some values. */
export function spread(values: readonly number[], decimals: number): string {
  return [0, 0.5, 1].map((share) => quantile(values, share).toFixed(decimals)).join(' / ');
}
