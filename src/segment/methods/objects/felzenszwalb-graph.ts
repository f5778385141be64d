import { createEdgeSorter } from './edge-sort.js';
import { boxEdges, type EdgeBoxes, type GridShape, stepsOf } from './felzenszwalb-edges.js';
import { findRoot, numberSets } from './number-objects.js';
import type { FoundObjects } from './object-means.js';

export interface GraphOptions extends GridShape {
  /** k of the paper: how much a region of n pixels may differ from its neighbour beyond its inner difference, times n. */
  scale: number;
  /** Smaller regions join the neighbour across their lightest edge. */
  minPixels: number;
}

/** Sets of pixels. */
interface Forest {
  parents: Int32Array;
  sizes: Int32Array;
}

/**
 * Efficient graph-based segmentation (Felzenszwalb & Huttenlocher 2004, IJCV 59:167). Edges between neighbouring pixels, from
 * the lightest on, join two regions where they are no heavier than the heaviest edge that holds either region together, plus
 * scale / size. Edges of equal weight come in the order of rows.
 */
export function segmentGraph(
  columns: readonly Float64Array[],
  defined: Uint8Array | null,
  options: GraphOptions,
): FoundObjects {
  const { width, height, scale, minPixels } = options;
  const edges = boxEdges(columns, defined, options);
  const steps = stepsOf(width);
  const parents = new Int32Array(width * height).map((_, i) => i);
  const forest = { parents, sizes: new Int32Array(parents.length).fill(1) };
  const open = joinAlike(edges, steps, { ...forest, scale });
  joinSmall(edges.ids.subarray(0, open), steps, { ...forest, minPixels });
  return numberSets(parents, defined);
}

/** Joins by the paper's rule; leaves the edges that joined nothing at the front of `ids`, in order, and says how many. */
function joinAlike(
  { ids, keys, starts }: EdgeBoxes,
  steps: Int32Array,
  { parents, sizes, scale }: Forest & { scale: number },
): number {
  // The heaviest edge that may join a region to another.
  const limits = new Float64Array(parents.length).fill(scale);
  const largest = starts.reduce((most, start, b) => Math.max(most, start - (starts[b - 1] ?? 0)), 0);
  const boxIds = new Uint32Array(largest);
  const boxKeys = new Uint32Array(largest);
  const boxWeights = new Float32Array(boxKeys.buffer);
  const sortBox = createEdgeSorter(largest, 2);
  let open = 0;
  for (let b = 0; b + 1 < starts.length; b++) {
    // Most edges of heavy boxes are inside a region by now: they need not be sorted.
    let count = 0;
    const end = starts[b + 1];
    for (let e = starts[b]; e < end; e++) {
      const id = ids[e];
      const pixel = id >>> 2;
      if (findRoot(parents, pixel) === findRoot(parents, pixel + steps[id & 3])) continue;
      boxIds[count] = id;
      boxKeys[count++] = keys[e];
    }
    if (count === 0) continue;
    sortBox(boxIds, boxKeys, count);
    for (let e = 0; e < count; e++) {
      const id = boxIds[e];
      const weight = boxWeights[e];
      const one = findRoot(parents, id >>> 2);
      const other = findRoot(parents, (id >>> 2) + steps[id & 3]);
      if (one === other) continue;
      if (weight <= limits[one] && weight <= limits[other]) {
        const root = join(parents, sizes, one, other);
        limits[root] = weight + scale / sizes[root];
      } else ids[open++] = id;
    }
  }
  return open;
}

function joinSmall(
  ids: Uint32Array,
  steps: Int32Array,
  { parents, sizes, minPixels }: Forest & { minPixels: number },
): void {
  const { length } = ids;
  for (let e = 0; e < length; e++) {
    const one = findRoot(parents, ids[e] >>> 2);
    const other = findRoot(parents, (ids[e] >>> 2) + steps[ids[e] & 3]);
    if (one !== other && (sizes[one] < minPixels || sizes[other] < minPixels)) join(parents, sizes, one, other);
  }
}

/** The larger set's root stands for both. */
function join(parents: Int32Array, sizes: Int32Array, one: number, other: number): number {
  const root = sizes[one] >= sizes[other] ? one : other;
  const joined = root === one ? other : one;
  parents[joined] = root;
  sizes[root] += sizes[joined];
  return root;
}
