import type { FoundObjects } from './object-means.js';
import type { GraphShape } from './rag.js';
import { smallCost } from './rag-costs.js';
import { joinRegions } from './rag-merge.js';

/** Objects with those of fewer than `minPixels` joined to the neighbour whose mean is the nearest. Those without any neighbour stay. */
export function joinSmall(
  found: FoundObjects,
  columns: readonly Float64Array[],
  { minPixels, ...shape }: GraphShape & { minPixels: number },
): FoundObjects {
  if (minPixels <= 1) return found;
  return joinRegions(found, columns, { ...shape, cost: smallCost(minPixels), limit: Number.MAX_VALUE });
}
