import { CODE_SHARP, codeOfRoundness, roundnessOf } from '../corner-codes.js';
import { createChordGrid } from '../simplify/chord-grid.js';
import { codeCorners, type SimplifiedBlock } from '../simplify/simplify-block.js';
import { linkKept } from '../simplify/split-conflicts.js';
import { cornerTriangle, isClear } from './corner-triangle.js';

/**
 * How each of a block's corners is drawn when borders are smoothed: as `codeCorners`, with round corners where there is
 * room for a curve. A curve stays in its corner's triangle; a triangle to which any other line comes near stays sharp, so
 * no two curves meet. Ends of arcs stay sharp, for other arcs meet there.
 *
 * Rounding takes from the region inside the corner what it gives to the one outside. Of the corners of an arc those that
 * turn the way that would lose more are rounded less, so that each border gives to both its sides what it takes, and
 * every polygon keeps its area.
 */
export function roundCorners(block: SimplifiedBlock): Uint8Array {
  const { arcs, places, kept, dropped } = block;
  const codes = codeCorners(block);
  const next = linkKept(arcs, kept, dropped);
  const grid = createChordGrid(places, arcs.width, arcs.height);
  for (let from = 0; from < next.length; from++) if (next[from] >= 0) grid.insert(from, next[from]);

  for (let arc = 0; arc < arcs.count; arc++) {
    if (dropped[arc] !== 0) continue;
    const first = arcs.offsets[arc];
    const last = arcs.offsets[arc + 1] - 1;
    const round: RoundCorner[] = [];
    for (let from = first, v = next[first]; v < last; from = v, v = next[v]) consider(from, v);
    if (arc >= arcs.firstClosed) consider(lastKept(kept, last), first);
    balance(round, (v, roundness) => {
      codes[arcs.corners[v]] = codeOfRoundness(roundness);
    });

    /** Looks whether the corner between the lines that begin at `from` and `v` has room for a curve. */
    function consider(from: number, v: number): void {
      const triangle = cornerTriangle(places, from, v, next[v]);
      if (triangle.turn === 0) return;
      for (const other of grid.nearBox(triangle, next)) {
        if (other !== from && other !== v && !isClear(triangle, places, other, next[other])) return;
      }
      round.push({ v, turn: triangle.turn });
    }
  }
  return codes;
}

/** A corner that can be round: twice the area of its triangle, below zero where it turns to the left. */
interface RoundCorner {
  v: number;
  turn: number;
}

/** Chooses how round corners become, so that left and right turns take the same area. */
function balance(round: readonly RoundCorner[], choose: (v: number, roundness: number) => void): void {
  const sums = { left: 0, right: 0 };
  for (const { turn } of round) sums[turn < 0 ? 'left' : 'right'] += Math.abs(turn);
  const least = Math.min(sums.left, sums.right);
  if (least === 0) return;
  // Roundness comes in steps; what one corner takes too much or too little, the next makes up for.
  const owed = { left: 0, right: 0 };
  for (const { v, turn } of round) {
    const way = turn < 0 ? 'left' : 'right';
    const wanted = (least / sums[way]) * Math.abs(turn) + owed[way];
    const code = codeOfRoundness(Math.min(1, Math.sqrt(Math.max(0, wanted / Math.abs(turn)))));
    const roundness = roundnessOf(Math.max(CODE_SHARP, code));
    owed[way] = wanted - roundness * roundness * Math.abs(turn);
    choose(v, roundness);
  }
}

/** The last kept vertex before the end of a closed arc. */
function lastKept(kept: Uint8Array, end: number): number {
  let v = end - 1;
  while (kept[v] === 0) v--;
  return v;
}
