import { createEdgeSorter } from './edge-sort.js';
import { findRoot, numberLabels } from './number-objects.js';
import type { FoundObjects } from './object-means.js';
import { buildRegionGraph, type GraphShape } from './rag.js';
import { meansOf, squaredDistance } from './rag-costs.js';

/**
 * Objects with those of fewer than `minPixels` joined to a neighbour: of all pairs that touch, those whose means are the nearest come first,
 * and join if either is small by then. Objects without any neighbour stay.
 */
export function joinSmall(
  found: FoundObjects,
  columns: readonly Float64Array[],
  { minPixels, ...shape }: GraphShape & { minPixels: number },
): FoundObjects {
  if (minPixels <= 1) return found;
  const { ends } = buildRegionGraph(found, shape);
  const regions = meansOf(found, columns);
  const { sizes } = regions;
  const edgeCount = ends.length / 2;
  const edges = new Uint32Array(edgeCount).map((_, e) => e);
  const distances = Float32Array.from(edges, (e) => squaredDistance(regions, ends[2 * e], ends[2 * e + 1]));
  createEdgeSorter(edgeCount, 3)(edges, new Uint32Array(distances.buffer), edgeCount);

  const parents = new Int32Array(found.count).map((_, r) => r);
  for (const e of edges) {
    const one = findRoot(parents, ends[2 * e]);
    const other = findRoot(parents, ends[2 * e + 1]);
    if (one === other || (sizes[one] >= minPixels && sizes[other] >= minPixels)) continue;
    parents[other] = one;
    sizes[one] += sizes[other];
  }
  const labels = found.objects.map((object) => (object === 0 ? 0 : findRoot(parents, object - 1) + 1));
  return numberLabels(labels, found.count + 1);
}
