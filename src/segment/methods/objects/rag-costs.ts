import type { FoundObjects } from './object-means.js';
import type { CostOf } from './rag-merge.js';

/** What is known of each region: its pixels, and the mean of every column. */
export interface RegionMeans {
  sizes: Float64Array;
  /** Region by region, one value per column. */
  means: Float64Array;
  /** Columns. */
  width: number;
}

export function meansOf({ objects, count }: FoundObjects, columns: readonly Float64Array[]): RegionMeans {
  const width = columns.length;
  const sizes = new Float64Array(count);
  const means = new Float64Array(count * width);
  for (let i = 0; i < objects.length; i++) {
    const region = objects[i] - 1;
    if (region < 0) continue;
    sizes[region]++;
    for (let k = 0; k < width; k++) means[region * width + k] += columns[k][i];
  }
  for (let i = 0; i < means.length; i++) means[i] /= sizes[Math.floor(i / width)];
  return { sizes, means, width };
}

/** Square of the Euclidean distance between the means of two regions. */
export function squaredDistance({ means, width }: RegionMeans, one: number, other: number): number {
  let total = 0;
  for (let k = 0; k < width; k++) {
    const difference = means[one * width + k] - means[other * width + k];
    total += difference * difference;
  }
  return total;
}

function absorbMeans({ sizes, means, width }: RegionMeans, kept: number, joined: number): void {
  const size = sizes[kept] + sizes[joined];
  for (let k = 0; k < width; k++) {
    const mean = means[kept * width + k];
    means[kept * width + k] = (mean * sizes[kept] + means[joined * width + k] * sizes[joined]) / size;
  }
  sizes[kept] = size;
}

/** The distance of the means. */
export const meanCost: CostOf = (found, columns) => {
  const regions = meansOf(found, columns);
  return {
    between: (one, other) => Math.sqrt(squaredDistance(regions, one, other)),
    absorb: (kept, joined) => absorbMeans(regions, kept, joined),
  };
};

/**
 * The root of what joining adds to the sum of squared differences from the mean (Ward 1963): the distance of the means, times the root
 * of n₁ n₂ / (n₁ + n₂).
 */
export const wardCost: CostOf = (found, columns) => {
  const regions = meansOf(found, columns);
  const { sizes } = regions;
  return {
    between: (one, other) =>
      Math.sqrt(((sizes[one] * sizes[other]) / (sizes[one] + sizes[other])) * squaredDistance(regions, one, other)),
    absorb: (kept, joined) => absorbMeans(regions, kept, joined),
  };
};

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
  const regions = meansOf(found, columns);
  const { sizes, means, width } = regions;
  const inner = squaresWithin(found, columns, regions);
  // What joining two sets adds to their squared differences from the mean (Chan, Golub & LeVeque 1979).
  const added = (one: number, other: number, k: number): number => {
    const difference = means[one * width + k] - means[other * width + k];
    return ((sizes[one] * sizes[other]) / (sizes[one] + sizes[other])) * difference * difference;
  };
  return {
    between: (one, other) => {
      let squares = 0;
      for (let k = 0; k < width; k++) {
        squares = Math.max(squares, inner[one * width + k] + inner[other * width + k] + added(one, other, k));
      }
      return Math.sqrt(squares / (sizes[one] + sizes[other]));
    },
    absorb: (kept, joined) => {
      for (let k = 0; k < width; k++) inner[kept * width + k] += inner[joined * width + k] + added(kept, joined, k);
      absorbMeans(regions, kept, joined);
    },
  };
};

/** Squared differences of pixels from their region's mean, summed: region by region, one value per column. */
function squaresWithin(
  { objects }: FoundObjects,
  columns: readonly Float64Array[],
  { means, width }: RegionMeans,
): Float64Array {
  const squares = new Float64Array(means.length);
  for (let i = 0; i < objects.length; i++) {
    if (objects[i] === 0) continue;
    for (let k = 0, at = (objects[i] - 1) * width; k < width; k++, at++)
      squares[at] += (columns[k][i] - means[at]) ** 2;
  }
  return squares;
}
