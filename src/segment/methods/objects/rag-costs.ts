import type { FoundObjects } from './object-means.js';
import type { CostOf, RegionCost } from './rag-merge.js';

/** Pixels of each region, and the sums of their values: one column per source. */
export interface RegionSums {
  sizes: Float64Array;
  sums: readonly Float64Array[];
}

export function sumRegions({ objects, count }: FoundObjects, columns: readonly Float64Array[]): RegionSums {
  const sizes = new Float64Array(count);
  const sums = columns.map(() => new Float64Array(count));
  for (let i = 0; i < objects.length; i++) {
    const object = objects[i];
    if (object === 0) continue;
    sizes[object - 1]++;
    for (let k = 0; k < columns.length; k++) sums[k][object - 1] += columns[k][i];
  }
  return { sizes, sums };
}

/** Square of the Euclidean distance between the means of two regions. */
export function squaredDistance({ sizes, sums }: RegionSums, one: number, other: number): number {
  let total = 0;
  for (let k = 0; k < sums.length; k++) {
    const difference = sums[k][one] / sizes[one] - sums[k][other] / sizes[other];
    total += difference * difference;
  }
  return total;
}

function absorbSums({ sizes, sums }: RegionSums, kept: number, joined: number): void {
  sizes[kept] += sizes[joined];
  for (let k = 0; k < sums.length; k++) sums[k][kept] += sums[k][joined];
}

/** The distance of the means. */
export const meanCost: CostOf = (found, columns) => meanOfSums(sumRegions(found, columns));

function meanOfSums(regions: RegionSums): RegionCost {
  return {
    between: (one, other) => Math.sqrt(squaredDistance(regions, one, other)),
    absorb: (kept, joined) => absorbSums(regions, kept, joined),
  };
}

/**
 * The root of what joining adds to the sum of squared differences from the mean (Ward 1963): the distance of the means, times the root
 * of n₁ n₂ / (n₁ + n₂).
 */
export const wardCost: CostOf = (found, columns) => {
  const regions = sumRegions(found, columns);
  const { sizes } = regions;
  return {
    between: (one, other) =>
      Math.sqrt(((sizes[one] * sizes[other]) / (sizes[one] + sizes[other])) * squaredDistance(regions, one, other)),
    absorb: (kept, joined) => absorbSums(regions, kept, joined),
  };
};

/** The distance of the means where one of the two has fewer than `minPixels`; others never join. */
export function smallCost(minPixels: number): CostOf {
  return (found, columns) => {
    const regions = sumRegions(found, columns);
    const { sizes } = regions;
    const mean = meanOfSums(regions);
    return {
      between: (one, other) =>
        sizes[one] < minPixels || sizes[other] < minPixels ? mean.between(one, other) : Number.POSITIVE_INFINITY,
      absorb: mean.absorb,
    };
  };
}

/** The range of values that both have together, of the source where it is largest. */
export const rangeCost: CostOf = ({ objects, count }, columns) => {
  const least = columns.map(() => new Float64Array(count).fill(Number.POSITIVE_INFINITY));
  const most = columns.map(() => new Float64Array(count).fill(Number.NEGATIVE_INFINITY));
  for (let i = 0; i < objects.length; i++) {
    const region = objects[i] - 1;
    if (region < 0) continue;
    for (let k = 0; k < columns.length; k++) {
      const value = columns[k][i];
      if (value < least[k][region]) least[k][region] = value;
      if (value > most[k][region]) most[k][region] = value;
    }
  }
  return {
    between: (one, other) => {
      let range = 0;
      for (let k = 0; k < least.length; k++) {
        const low = Math.min(least[k][one], least[k][other]);
        range = Math.max(range, Math.max(most[k][one], most[k][other]) - low);
      }
      return range;
    },
    absorb: (kept, joined) => {
      for (let k = 0; k < least.length; k++) {
        least[k][kept] = Math.min(least[k][kept], least[k][joined]);
        most[k][kept] = Math.max(most[k][kept], most[k][joined]);
      }
    },
  };
};

/** The standard deviation of all pixels of both, of the source where it is largest. */
export const deviationCost: CostOf = (found, columns) => {
  const regions = sumRegions(found, columns);
  const squares = sumRegions(
    found,
    columns.map((column) => column.map((value) => value * value)),
  );
  const { sizes, sums } = regions;
  return {
    between: (one, other) => {
      const size = sizes[one] + sizes[other];
      let variance = 0;
      for (let k = 0; k < sums.length; k++) {
        const mean = (sums[k][one] + sums[k][other]) / size;
        variance = Math.max(variance, (squares.sums[k][one] + squares.sums[k][other]) / size - mean * mean);
      }
      return Math.sqrt(variance);
    },
    absorb: (kept, joined) => {
      absorbSums(regions, kept, joined);
      absorbSums(squares, kept, joined);
    },
  };
};
