import { compareValues } from '../query/compare-values.js';
import type { AggregateGroup, PropertyValue } from '../query/feature-source.js';

/** What one feature adds to the totals of its group. */
export interface Share {
  areaM2: number;
  pixels: number;
  /** What its values count by in means. */
  weight: number;
  /** In order of the means; what is no number does not count. */
  values: readonly (PropertyValue | undefined)[];
}

interface Sums extends Pick<AggregateGroup, 'count' | 'areaM2' | 'pixels'> {
  /** Per mean: sum of value · weight, and weight of those that have a value. */
  weighted: Float64Array;
  weights: Float64Array;
}

/** Totals in groups; those of `means` are weighted. */
export function createTotals(means: readonly string[]) {
  const groups = new Map<PropertyValue, Sums>();
  return {
    add(key: PropertyValue, { areaM2, pixels, weight, values }: Share): void {
      const sums = groups.get(key) ?? noSums(means.length);
      groups.set(key, sums);
      sums.count++;
      sums.areaM2 += areaM2;
      sums.pixels += pixels;
      values.forEach((value, i) => {
        if (typeof value !== 'number') return;
        sums.weighted[i] += value * weight;
        sums.weights[i] += weight;
      });
    },
    /** In order of their keys. */
    finish: (): AggregateGroup[] =>
      [...groups].sort(([a], [b]) => compareValues(a, b)).map(([key, sums]) => toGroup(key, sums, means)),
  };
}

const noSums = (means: number): Sums => ({
  ...{ count: 0, areaM2: 0, pixels: 0 },
  ...{ weighted: new Float64Array(means), weights: new Float64Array(means) },
});

const toGroup = (
  key: PropertyValue,
  { count, areaM2, pixels, weighted, weights }: Sums,
  means: readonly string[],
): AggregateGroup => ({
  key: key === null ? null : String(key),
  ...{ count, areaM2, pixels },
  means: Object.fromEntries(means.map((name, i) => [name, weights[i] > 0 ? weighted[i] / weights[i] : null])),
});
