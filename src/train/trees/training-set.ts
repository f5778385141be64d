/** Samples to learn from. */
export interface TrainingSet {
  /** One value per sample, per feature; finite. */
  features: readonly Float32Array[];
  /** Class of each sample, from 0. */
  classOf: Uint8Array;
  classCount: number;
}

/** The values as shares of their sum; 0 where that is 0. */
export function toShares(values: Float64Array): number[] {
  const total = values.reduce((sum, value) => sum + value, 0);
  return Array.from(values, (value) => (total > 0 ? value / total : 0));
}
