import type { FoundObjects } from './object-means.js';

/** Which regions touch. Regions count from 0: region r is the object with the number r + 1. */
export interface RegionGraph {
  regionCount: number;
  /** Ends of edge e: the lower region at 2e, the higher at 2e + 1. Edges are in the order of their ends, each pair once. */
  ends: Int32Array;
}

export interface GraphShape {
  width: number;
  connectivity: 4 | 8;
}

/** The region adjacency graph of objects. Pixels of no object touch nothing. */
export function buildRegionGraph(found: FoundObjects, shape: GraphShape): RegionGraph {
  const { count } = found;
  const pairs = touchingPairs(found, shape).sort();
  const ends = new Int32Array(2 * pairs.length);
  let edges = 0;
  for (let i = 0; i < pairs.length; i++) {
    if (i > 0 && pairs[i] === pairs[i - 1]) continue;
    ends[2 * edges] = Math.floor(pairs[i] / count);
    ends[2 * edges++ + 1] = pairs[i] % count;
  }
  return { regionCount: count, ends: ends.slice(0, 2 * edges) };
}

/** lower · count + higher of the two regions, for every two neighbouring pixels that are not in the same. */
function touchingPairs({ objects, count }: FoundObjects, { width, connectivity }: GraphShape): Float64Array {
  const { length } = objects;
  const pairs = new Float64Array((connectivity / 2) * length);
  let at = 0;
  function add(one: number, other: number): void {
    if (one === other || one === 0 || other === 0) return;
    pairs[at++] = one < other ? (one - 1) * count + other - 1 : (other - 1) * count + one - 1;
  }
  for (let i = 0, col = 0; i < length; i++, col = col + 1 === width ? 0 : col + 1) {
    const object = objects[i];
    const hasRight = col + 1 < width;
    if (hasRight) add(object, objects[i + 1]);
    if (i + width >= length) continue;
    add(object, objects[i + width]);
    if (connectivity === 4) continue;
    if (hasRight) add(object, objects[i + width + 1]);
    if (col > 0) add(object, objects[i + width - 1]);
  }
  return pairs.slice(0, at);
}
