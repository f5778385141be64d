import type { BlockArcs } from './block-arcs.js';
import { areInConflict } from './chord-geometry.js';
import { createChordGrid } from './chord-grid.js';
import { createPockets } from './pocket.js';
import type { VertexPlaces } from './visvalingam.js';

export interface SplitInput {
  arcs: BlockArcs;
  places: VertexPlaces;
  /** 1 per vertex that is kept; more are marked. */
  kept: Uint8Array;
  /** 1 per arc that is left out. */
  dropped: Uint8Array;
  /** The vertex strictly between two others that is kept first. */
  chooseBetween(from: number, to: number): number;
  /** Whether a chord is too far from the boundary; part of one that is near may be. */
  isTooFar(from: number, to: number): boolean;
}

/**
 * Keeps more vertices until no chord (the straight line between successive kept vertices) conflicts with another, and no
 * pocket holds a kept corner. Then the drawing has the same faces as the boundaries it stands for: lines that cross
 * nowhere, and every kept corner on the same side of all of them.
 *
 * All chords at fault in one round are split together, so the result does not depend on their order. The rounds end,
 * for the boundaries themselves have no conflict.
 */
export function splitConflicts({ arcs, places, kept, dropped, chooseBetween, isTooFar }: SplitInput): void {
  const next = linkKept(arcs, kept, dropped);
  const keptAt = new Uint8Array((arcs.width + 1) * (arcs.height + 1));
  const grid = createChordGrid(places, arcs.width, arcs.height);
  const pockets = createPockets(arcs, places, keptAt);
  const isFresh = new Uint8Array(next.length);
  const isBad = new Uint8Array(next.length);
  /** First vertices of chords that leave vertices out: others are boundaries as they were. */
  let open: number[] = [];
  for (let from = 0; from < next.length; from++) {
    if (kept[from] !== 0) keptAt[arcs.corners[from]] = 1;
    if (next[from] < 0) continue;
    grid.insert(from, next[from]);
    if (next[from] > from + 1) open.push(from);
  }

  let fresh = open;
  while (fresh.length > 0) {
    const bad: number[] = [];
    const blame = (from: number): void => {
      if (isBad[from] !== 0 || next[from] === from + 1) return;
      isBad[from] = 1;
      bad.push(from);
    };
    for (const from of fresh) isFresh[from] = 1;
    for (const from of fresh) {
      const to = next[from];
      if (liesOnEdge(arcs, places, from, to) || isTooFar(from, to)) blame(from);
      for (const other of grid.near(from, to, next)) {
        if (!areInConflict(places, from, to, other, next[other])) continue;
        blame(from);
        blame(other);
      }
    }
    for (const from of open) {
      if (isBad[from] !== 0 || next[from] === from + 1) continue;
      const isDue = isFresh[from] !== 0 || pockets.isTouched(from, next[from]);
      if (isDue && pockets.isOccupied(from, next[from])) blame(from);
    }
    for (const from of fresh) isFresh[from] = 0;
    pockets.nextRound();
    fresh = [];
    for (const from of bad) {
      const to = next[from];
      const at = chooseBetween(from, to);
      isBad[from] = 0;
      kept[at] = 1;
      keptAt[arcs.corners[at]] = 1;
      pockets.add(at);
      next[from] = at;
      next[at] = to;
      grid.insert(from, at);
      grid.insert(at, to);
      fresh.push(from, at);
      open.push(at);
    }
    open = open.filter((from) => next[from] > from + 1);
  }
}

/** Per vertex the kept one that follows on its arc; −1 where it is not kept, the last, or of a dropped arc. */
export function linkKept({ count, offsets, corners }: BlockArcs, kept: Uint8Array, dropped: Uint8Array): Int32Array {
  const next = new Int32Array(corners.length).fill(-1);
  for (let arc = 0; arc < count; arc++) {
    if (dropped[arc] !== 0) continue;
    let from = offsets[arc];
    for (let v = from + 1; v < offsets[arc + 1]; v++) {
      if (kept[v] === 0) continue;
      next[from] = v;
      from = v;
    }
  }
  return next;
}

/** A chord along the block's edge, other than a boundary that runs there: the block beside it might draw the same. */
function liesOnEdge({ width, height }: BlockArcs, { x, y }: VertexPlaces, from: number, to: number): boolean {
  if (to === from + 1) return false;
  if (x[from] === x[to]) return x[from] === 0 || x[from] === width;
  return y[from] === y[to] && (y[from] === 0 || y[from] === height);
}
