import { findRoot, numberLabels } from './number-objects.js';
import type { FoundObjects } from './object-means.js';
import { buildRegionGraph, type GraphShape, type RegionGraph } from './rag.js';
import { createEdgeHeap } from './rag-edge-heap.js';

/** What joining two regions costs, by what is known of each. */
export interface RegionCost {
  between(one: number, other: number): number;
  /** `kept` now also stands for `joined`. */
  absorb(kept: number, joined: number): void;
}

/** Costs between the regions of objects, whose pixels have these values. */
export type CostOf = (found: FoundObjects, columns: readonly Float64Array[]) => RegionCost;

export interface JoinOptions extends GraphShape {
  cost: CostOf;
  /** Costs above it are not paid. */
  limit: number;
}

const NONE = -1;

/** Objects with those joined that touch and are alike, the cheapest first. */
export function joinRegions(
  found: FoundObjects,
  columns: readonly Float64Array[],
  { width, connectivity, cost, limit }: JoinOptions,
): FoundObjects {
  const graph = buildRegionGraph(found, { width, connectivity });
  const joined = mergeRegions(graph, cost(found, columns), limit);
  const labels = found.objects.map((object) => (object === 0 ? 0 : joined[object - 1] + 1));
  return numberLabels(labels, found.count + 1);
}

/**
 * Joins the two regions whose edge is the cheapest, again and again, until the cheapest costs more than `limit`. Costs at a joined
 * region's edges are counted anew each time. Returns the region that each has gone into.
 */
export function mergeRegions({ regionCount, ends: given }: RegionGraph, cost: RegionCost, limit: number): Int32Array {
  const ends = given.slice();
  const heap = createEdgeHeap(
    Float64Array.from({ length: ends.length / 2 }, (_, e) => cost.between(ends[2 * e], ends[2 * e + 1])),
  );
  const lists = createLists(regionCount, ends);
  const parents = new Int32Array(regionCount).map((_, r) => r);
  // The edge that was joined across when a region was last seen beside the one that stayed.
  const touched = new Int32Array(regionCount).fill(NONE);

  function join(edge: number): void {
    const kept = ends[2 * edge];
    const joined = ends[2 * edge + 1];
    heap.remove(edge);
    lists.unlink(2 * edge);
    lists.unlink(2 * edge + 1);
    for (let h = lists.first(kept); h !== NONE; h = lists.next(h)) touched[ends[h ^ 1]] = edge;
    for (let h = lists.first(joined), next = NONE; h !== NONE; h = next) {
      next = lists.next(h);
      lists.unlink(h);
      if (touched[ends[h ^ 1]] === edge) {
        lists.unlink(h ^ 1);
        heap.remove(h >> 1);
      } else lists.link(h, kept);
    }
    cost.absorb(kept, joined);
    parents[joined] = kept;
    for (let h = lists.first(kept); h !== NONE; h = lists.next(h)) heap.change(h >> 1, cost.between(kept, ends[h ^ 1]));
  }

  for (let edge = heap.top(); edge !== NONE && heap.costOf(edge) <= limit; edge = heap.top()) join(edge);
  return parents.map((_, r) => findRoot(parents, r));
}

/** For every region the ends of edges that are in it, in two-way lists. End h belongs to edge h >> 1; h ^ 1 is its other end. */
function createLists(regionCount: number, ends: Int32Array) {
  const heads = new Int32Array(regionCount).fill(NONE);
  const nexts = new Int32Array(ends.length);
  const befores = new Int32Array(ends.length);
  const lists = {
    first: (region: number): number => heads[region],
    next: (h: number): number => nexts[h],
    link(h: number, region: number): void {
      const head = heads[region];
      ends[h] = region;
      nexts[h] = head;
      befores[h] = NONE;
      if (head !== NONE) befores[head] = h;
      heads[region] = h;
    },
    unlink(h: number): void {
      const before = befores[h];
      const next = nexts[h];
      if (before === NONE) heads[ends[h]] = next;
      else nexts[before] = next;
      if (next !== NONE) befores[next] = before;
    },
  };
  for (let h = ends.length - 1; h >= 0; h--) lists.link(h, ends[h]);
  return lists;
}
