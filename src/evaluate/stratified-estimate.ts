import { type Counts, sum } from './agreement.js';

/** A figure estimated from a sample, with its standard error; null where the sample is too small to tell. */
export interface Estimate {
  value: number;
  standardError: number | null;
  /** Limits of the 95 % confidence interval. */
  low: number | null;
  high: number | null;
}

/** What a sample says of the whole map. */
export interface StratifiedEstimate {
  overallAccuracy: Estimate;
  classes: ClassEstimate[];
  /** Classes (by row) that are mapped but have no sample: nothing is known of their part of the map. */
  unsampled: number[];
}

export interface ClassEstimate {
  /** User's accuracy: of what is mapped as the class, the share that truly is. */
  precision: Estimate | null;
  /** Producer's accuracy: of what truly is of the class, the share that is mapped so. */
  recall: Estimate | null;
  /** Share of the map's area that truly is of the class. */
  share: Estimate;
}

/** Standard errors in half of a 95 % confidence interval. */
const Z_95 = 1.96;

/**
 * Accuracies and areas of a map estimated from a sample of it, each class of the map a stratum. `counts` has a row per
 * true class and a column per mapped one; `weights` are the shares of the map that its classes take up (any unit).
 *
 * Source: Olofsson, Foody, Herold, Stehman, Woodcock and Wulder (2014), Good practices for estimating area and assessing
 * accuracy of land change, Remote Sensing of Environment 148, equations 1 to 11.
 */
export function estimateStratified(counts: Counts, weights: readonly number[]): StratifiedEstimate {
  const classes = counts.map((_, i) => i);
  const sampled = classes.map((stratum) => sum(counts.map((row) => row[stratum])));
  const total = sum(weights.filter((_, stratum) => sampled[stratum] > 0));
  /** Strata with a sample; others have no part in any sum. */
  const strata = classes
    .filter((stratum) => sampled[stratum] > 0 && weights[stratum] > 0)
    .map((stratum) => ({ stratum, weight: weights[stratum] / total, count: sampled[stratum] }));
  const shareIn = (truth: number, { stratum, count }: Stratum): number => counts[truth][stratum] / count;
  /** Variance of the mean of a stratum's zeros and ones. */
  const variance = (share: number, { count }: Stratum): number => (share * (1 - share)) / (count - 1);

  const overall = {
    value: sum(strata.map((one) => one.weight * shareIn(one.stratum, one))),
    variance: sum(strata.map((one) => one.weight ** 2 * variance(shareIn(one.stratum, one), one))),
  };
  const estimateShare = (truth: number): Spread => ({
    value: sum(strata.map((one) => one.weight * shareIn(truth, one))),
    variance: sum(strata.map((one) => one.weight ** 2 * variance(shareIn(truth, one), one))),
  });
  const estimateRecall = (truth: number, share: number): Spread => {
    const own = strata.find(({ stratum }) => stratum === truth);
    const value = own ? (own.weight * shareIn(truth, own)) / share : 0;
    const parts = strata.map((one) => {
      const factor = one === own ? 1 - value : value;
      return (one.weight * factor) ** 2 * variance(shareIn(truth, one), one);
    });
    return { value, variance: sum(parts) / share ** 2 };
  };
  return {
    overallAccuracy: toEstimate(overall),
    classes: classes.map((truth) => {
      const share = estimateShare(truth);
      const own = strata.find(({ stratum }) => stratum === truth);
      const precision = own && { value: shareIn(truth, own), variance: variance(shareIn(truth, own), own) };
      return {
        precision: precision ? toEstimate(precision) : null,
        recall: share.value > 0 ? toEstimate(estimateRecall(truth, share.value)) : null,
        share: toEstimate(share),
      };
    }),
    unsampled: classes.filter((stratum) => sampled[stratum] === 0 && weights[stratum] > 0),
  };
}

interface Stratum {
  stratum: number;
  /** Share of the map. */
  weight: number;
  count: number;
}

interface Spread {
  value: number;
  /** NaN where a stratum has a sample of one. */
  variance: number;
}

/** A share, 0 to 1, with the limits of its interval. */
function toEstimate({ value, variance }: Spread): Estimate {
  if (!Number.isFinite(variance)) return { value, standardError: null, low: null, high: null };
  const standardError = Math.sqrt(Math.max(0, variance));
  const margin = Z_95 * standardError;
  return { value, standardError, low: Math.max(0, value - margin), high: Math.min(1, value + margin) };
}

/** Half the width of the 95 % interval, before it is cut at 0 and 1; null where the sample is too small to tell. */
export const marginOf = (estimate: Estimate | null): number | null =>
  estimate === null || estimate.standardError === null ? null : Z_95 * estimate.standardError;

/** The same of a share of something. */
export function scaleEstimate({ value, standardError, low, high }: Estimate, factor: number): Estimate {
  const scale = (one: number | null) => (one === null ? null : one * factor);
  return { value: value * factor, standardError: scale(standardError), low: scale(low), high: scale(high) };
}
