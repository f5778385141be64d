import { CODE_NONE, CODE_SHARP } from '../corner-codes.js';
import type { Metric } from '../ground/ground-metric.js';
import { type BlockArcs, type BlockMask, findArcs } from './block-arcs.js';
import { findFarthest, keepFarthest } from './douglas-peucker.js';
import { dropIslands } from './drop-islands.js';
import { splitConflicts } from './split-conflicts.js';
import { rankByArea, type VertexPlaces } from './visvalingam.js';

export type SimplifyMethod = 'visvalingam' | 'douglas-peucker';

export interface SimplifyOptions {
  /** On the ground; 0 keeps every corner. */
  toleranceM: number;
  method: SimplifyMethod;
  /** What becomes of islands that have less ground than the square of the tolerance. */
  islands: 'keep' | 'drop';
}

const LONG_ARC = 32;

export interface SimplifyInput extends SimplifyOptions {
  mask: BlockMask;
  /** Lengths on the ground at a corner of the block. */
  metricAt(col: number, row: number): Metric;
}

/** The borders of a block and which of their vertices are drawn. */
export interface SimplifiedBlock {
  arcs: BlockArcs;
  places: VertexPlaces;
  /** 1 per vertex that is kept. */
  kept: Uint8Array;
  /** 1 per arc that is left out. */
  dropped: Uint8Array;
}

/**
 * Chooses the corners that stay of a block's borders. Each border is simplified once, for both its sides, and ends of
 * arcs stay, so what is drawn of it in different regions, tiles and blocks fits together by construction.
 */
export function simplifyBlock(input: SimplifyInput): SimplifiedBlock {
  const arcs = findArcs(input.mask);
  const places = placeVertices(arcs);
  const kept = new Uint8Array(arcs.corners.length);
  if (input.toleranceM === 0) return { arcs, places, kept: kept.fill(1), dropped: new Uint8Array(arcs.count) };

  /** Of long arcs: to find the middle of those again and again would cost more than all else. */
  const known = new Map<number, Metric>();
  const metricOf = (arc: number): Metric => {
    const [from, end] = [arcs.offsets[arc], arcs.offsets[arc + 1]];
    const found = known.get(arc) ?? input.metricAt(...middleOf(places, from, end));
    if (end - from > LONG_ARC) known.set(arc, found);
    return found;
  };
  const dropped =
    input.islands === 'drop'
      ? dropIslands(arcs, places, {
          leastAreaM2: input.toleranceM ** 2,
          cellAreaM2: (arc) => cellAreaM2(metricOf(arc)),
        })
      : new Uint8Array(arcs.count);
  const rank = new Float64Array(input.method === 'visvalingam' ? kept.length : 0);
  for (let arc = 0; arc < arcs.count; arc++) {
    if (dropped[arc] === 0) keepOfArc(arc);
  }
  const farthest = (from: number, to: number) => findFarthest(places, metricOf(arcOf(arcs, from)), from, to);
  const isTooFar = (from: number, to: number) => to > from + 1 && farthest(from, to).d2 > input.toleranceM ** 2;
  const chooseBetween = (from: number, to: number) =>
    input.method === 'visvalingam' ? findLargest(rank, from, to) : farthest(from, to).at;
  splitConflicts({ arcs, places, kept, dropped, chooseBetween, isTooFar });
  return { arcs, places, kept, dropped };

  function keepOfArc(arc: number): void {
    const [from, to] = [arcs.offsets[arc], arcs.offsets[arc + 1] - 1];
    kept[from] = kept[to] = 1;
    if (to - from < 2) return;
    const metric = metricOf(arc);
    const cuts = arcs.corners[from] === arcs.corners[to] ? anchorsOf(places, metric, from, to) : [];
    for (const cut of cuts) kept[cut] = 1;
    const ends = [from, ...cuts, to];
    for (let i = 1; i < ends.length; i++) keepBetween(ends[i - 1], ends[i], metric);
  }

  function keepBetween(from: number, to: number, metric: Metric): void {
    if (input.method === 'douglas-peucker') {
      keepFarthest(places, { metric, toleranceM: input.toleranceM }, [from, to], kept);
      return;
    }
    rankByArea(places, from, to, rank);
    const least = (2 * input.toleranceM ** 2) / cellAreaM2(metric);
    for (let v = from + 1; v < to; v++) if (rank[v] > least) kept[v] = 1;
  }
}

/** How each of the block's (width + 1) × (height + 1) corners is drawn: kept ones as they are. */
export function codeCorners({ arcs, kept }: SimplifiedBlock): Uint8Array {
  const codes = arcs.ends.map((isEnd) => (isEnd === 0 ? CODE_NONE : CODE_SHARP));
  for (let v = 0; v < kept.length; v++) if (kept[v] !== 0) codes[arcs.corners[v]] = CODE_SHARP;
  return codes;
}

/**
 * Vertices of a ring that stay whatever the tolerance, beside its first: the one farthest from that, and the farthest on
 * either way between the two. So a ring keeps three corners or four, and its extent.
 */
function anchorsOf(places: VertexPlaces, metric: Metric, from: number, to: number): number[] {
  const farthest = findFarthest(places, metric, from, to).at;
  const there = farthest - from > 1 ? findFarthest(places, metric, from, farthest) : null;
  const back = to - farthest > 1 ? findFarthest(places, metric, farthest, to) : null;
  return [...(there && there.d2 > 0 ? [there.at] : []), farthest, ...(back && back.d2 > 0 ? [back.at] : [])];
}

/** The vertex of the largest rank strictly between two; of equal ones the one nearest to the middle. */
function findLargest(rank: Float64Array, from: number, to: number): number {
  const middle = (from + to) / 2;
  let at = from + 1;
  for (let v = from + 2; v < to; v++) {
    const difference = rank[v] - rank[at];
    if (difference > 0 || (difference === 0 && Math.abs(v - middle) < Math.abs(at - middle))) at = v;
  }
  return at;
}

function placeVertices({ width, corners }: BlockArcs): VertexPlaces {
  const x = new Int32Array(corners.length);
  const y = new Int32Array(corners.length);
  for (let v = 0; v < corners.length; v++) {
    y[v] = Math.floor(corners[v] / (width + 1));
    x[v] = corners[v] - y[v] * (width + 1);
  }
  return { x, y };
}

function middleOf({ x, y }: VertexPlaces, from: number, end: number): [col: number, row: number] {
  let [left, right, top, bottom] = [x[from], x[from], y[from], y[from]];
  for (let v = from + 1; v < end; v++) {
    left = Math.min(left, x[v]);
    right = Math.max(right, x[v]);
    top = Math.min(top, y[v]);
    bottom = Math.max(bottom, y[v]);
  }
  return [(left + right) / 2, (top + bottom) / 2];
}

function arcOf({ offsets, count }: BlockArcs, vertex: number): number {
  let low = 0;
  let high = count;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (offsets[middle] <= vertex) low = middle;
    else high = middle;
  }
  return low;
}

function cellAreaM2({ e, f, g }: Metric): number {
  return Math.sqrt(Math.max(0, e * g - f * f));
}
