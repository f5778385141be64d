/** Features in at most 256 steps each, so that a node's split is found by counting. */
export interface BinnedFeatures {
  /** Bin of every sample, per feature. */
  bins: Uint8Array[];
  /**
   * Per feature: `value <= thresholds[b]` if and only if its bin is at most `b`, in single precision. One threshold less
   * than there are bins.
   */
  thresholds: Float32Array[];
}

export const MOST_BINS = 255;

/** Bins of about as many samples each; one per value where there are few (as LightGBM, Ke and others 2017). */
export function binFeatures(features: readonly Float32Array[]): BinnedFeatures {
  const thresholds = features.map(findThresholds);
  return { thresholds, bins: features.map((values, k) => toBins(values, thresholds[k])) };
}

function findThresholds(values: Float32Array): Float32Array {
  const sorted = values.toSorted();
  const cuts: number[] = [];
  // The last of the samples below each cut: of every value where there are few, else of every 255th part.
  const distinct = countDistinct(sorted);
  const parts = distinct <= MOST_BINS ? null : MOST_BINS;
  for (let i = 0, part = 1; i + 1 < sorted.length; i++) {
    if (parts !== null && i + 1 < (part * sorted.length) / parts) continue;
    if (sorted[i] === sorted[i + 1]) continue;
    cuts.push(between(sorted[i], sorted[i + 1]));
    if (parts !== null) while (part * sorted.length <= (i + 1) * parts) part++;
  }
  return Float32Array.from(cuts);
}

function countDistinct(sorted: Float32Array): number {
  let distinct = Math.min(1, sorted.length);
  for (let i = 1; i < sorted.length; i++) if (sorted[i] !== sorted[i - 1]) distinct++;
  return distinct;
}

/** The middle, in single precision, below `high` whatever the rounding. */
function between(low: number, high: number): number {
  const middle = Math.fround(low + (high - low) / 2);
  return middle < high ? middle : low;
}

function toBins(values: Float32Array, thresholds: Float32Array): Uint8Array {
  const bins = new Uint8Array(values.length);
  for (let i = 0; i < values.length; i++) {
    const value = values[i];
    let low = 0;
    let high = thresholds.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (value <= thresholds[middle]) high = middle;
      else low = middle + 1;
    }
    bins[i] = low;
  }
  return bins;
}
