import { InternalError } from '../errors.js';
import type { ArcEnds } from './arc-ends.js';
import { END_CHECKERBOARD, END_CLOSED } from './arcs.js';

/** Rings as lists of arcs, their corners still where the tiles left them. */
export interface LinkedRings {
  count: number;
  part: Uint32Array;
  /** Ring `i` is made of `arcs[offsets[i]]` to `arcs[offsets[i + 1]]` exclusive, in this order. */
  offsets: Uint32Array;
  arcs: Uint32Array;
  /** Corners of each ring. */
  cornerCount: Uint32Array;
}

/**
 * Links the arcs of all tiles to rings. `part` must number parts across the whole scene. The cost grows with the
 * number of arcs, that is with how often boundaries cross tile borders.
 */
export function linkArcs(ends: ArcEnds, sceneWidth: number): LinkedRings {
  const starts = new StartTable(ends, sceneWidth);
  const arcs = new Uint32Array(ends.count);
  const offsets = new Uint32Array(ends.count + 1);
  const cornerCount = new Uint32Array(ends.count);
  const done = new Uint8Array(ends.count);
  let count = 0;
  let linked = 0;
  for (let first = 0; first < ends.count; first++) {
    if (done[first]) continue;
    let arc = first;
    do {
      done[arc] = 1;
      arcs[linked++] = arc;
      cornerCount[count] += ends.cornerCount[arc];
      if (ends.end[arc] !== END_CLOSED) arc = starts.successor(arc);
    } while (arc !== first && !done[arc]);
    if (arc !== first) throw starts.broken(arc);
    offsets[++count] = linked;
  }
  return {
    count,
    part: Uint32Array.from({ length: count }, (_, ring) => ends.part[arcs[offsets[ring]]]),
    offsets: offsets.slice(0, count + 1),
    arcs,
    cornerCount: cornerCount.slice(0, count),
  };
}

/** Finds open arcs by first corner and direction: a hash table with open addressing. */
class StartTable {
  /** Arc + 1 by slot; 0 where the slot is free. */
  private readonly slots: Uint32Array;
  private readonly slotMask: number;

  constructor(
    private readonly ends: ArcEnds,
    private readonly sceneWidth: number,
  ) {
    const count = 2 ** Math.ceil(Math.log2(ends.count * 2 + 2));
    this.slotMask = count - 1;
    this.slots = new Uint32Array(count);
    for (let arc = 0; arc < ends.count; arc++) {
      if (ends.end[arc] !== END_CLOSED) this.slots[this.slot(ends.firstCorner[arc], ends.start[arc])] = arc + 1;
    }
  }

  successor(arc: number): number {
    const { part, end, last, lastCorner } = this.ends;
    if (end[arc] !== END_CHECKERBOARD) return this.find(lastCorner[arc], end[arc]) ?? this.fail(arc);
    // As in the tracer: cross to the other pixel if it belongs to the same part, else stay.
    const across = this.find(lastCorner[arc], (last[arc] + 3) & 3);
    if (across !== null && part[across] === part[arc]) return across;
    return this.find(lastCorner[arc], (last[arc] + 1) & 3) ?? this.fail(arc);
  }

  broken(arc: number): InternalError {
    const corner = this.ends.lastCorner[arc];
    const stride = this.sceneWidth + 1;
    const got = `none at corner ${corner % stride}, ${Math.floor(corner / stride)}`;
    return new InternalError({ thing: 'arc', wanted: 'one arc that goes on where it ends', got });
  }

  private fail(arc: number): never {
    throw this.broken(arc);
  }

  private find(corner: number, direction: number): number | null {
    const found = this.slots[this.slot(corner, direction)];
    return found === 0 ? null : found - 1;
  }

  /** Where the arc that starts so is, or would be. */
  private slot(corner: number, direction: number): number {
    const { firstCorner, start } = this.ends;
    // Both halves of the number are mixed: corners reach 2^40.
    let hash = Math.imul((corner * 4 + direction) | 0, 0x9e3779b1) ^ Math.imul((corner / 2 ** 30) | 0, 0x85ebca6b);
    hash ^= hash >>> 15;
    let slot = hash & this.slotMask;
    for (;;) {
      const arc = this.slots[slot] - 1;
      if (arc === -1 || (firstCorner[arc] === corner && start[arc] === direction)) return slot;
      slot = (slot + 1) & this.slotMask;
    }
  }
}
