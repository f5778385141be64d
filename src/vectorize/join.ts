import { InternalError } from '../errors.js';
import type { Rings } from './rings.js';
import { ARC_COLUMNS, type Arcs, END_CHECKERBOARD, END_CLOSED } from './trace.js';

/**
 * Links the arcs of many tiles to rings. `part` must number parts across the whole scene. The cost grows with the
 * number of arcs, that is with how often boundaries cross tile borders.
 */
export function joinArcs(batches: readonly Arcs[], sceneWidth: number): Rings {
  const arcs = concatenateArcs(batches);
  const starts = new StartTable(arcs, sceneWidth);
  const part: number[] = [];
  const offsets: number[] = [0];
  const corners = new Int32Array(arcs.corners.length);
  let length = 0;
  const copy = (fromCorner: number, toCorner: number): void => {
    corners.set(arcs.corners.subarray(2 * fromCorner, 2 * toCorner), length);
    length += 2 * (toCorner - fromCorner);
  };

  const done = new Uint8Array(arcs.count);
  for (let first = 0; first < arcs.count; first++) {
    if (done[first]) continue;
    if (arcs.end[first] === END_CLOSED) {
      copy(arcs.offsets[first], arcs.offsets[first + 1]);
    } else {
      let arc = first;
      do {
        done[arc] = 1;
        // Without its own first corner, which is the last of the arc before.
        const last = arcs.offsets[arc + 1] - 1;
        copy(arcs.offsets[arc] + 1, last + arcs.keepLast[arc]);
        arc = starts.successor(arc);
      } while (arc !== first && !done[arc]);
      if (arc !== first) throw brokenRing(arcs, arc);
    }
    part.push(arcs.part[first]);
    offsets.push(length / 2);
  }
  return {
    count: part.length,
    part: Uint32Array.from(part),
    offsets: Uint32Array.from(offsets),
    corners: corners.subarray(0, length),
  };
}

function brokenRing(arcs: Arcs, arc: number): InternalError {
  const last = 2 * (arcs.offsets[arc + 1] - 1);
  const corner = `corner ${arcs.corners[last]}, ${arcs.corners[last + 1]}`;
  return new InternalError({ thing: 'arc', wanted: 'one arc that goes on where it ends', got: `none at ${corner}` });
}

/** Finds open arcs by first corner and direction: a hash table with open addressing. */
class StartTable {
  private readonly keys: Float64Array;
  private readonly values: Int32Array;
  private readonly slotMask: number;

  constructor(
    private readonly arcs: Arcs,
    private readonly sceneWidth: number,
  ) {
    const slots = 2 ** Math.ceil(Math.log2(arcs.count * 2 + 2));
    this.slotMask = slots - 1;
    this.keys = new Float64Array(slots).fill(-1);
    this.values = new Int32Array(slots);
    for (let arc = 0; arc < arcs.count; arc++) {
      if (arcs.end[arc] === END_CLOSED) continue;
      const key = this.key(arcs.offsets[arc], arcs.start[arc]);
      const slot = this.slot(key);
      this.keys[slot] = key;
      this.values[slot] = arc;
    }
  }

  successor(arc: number): number {
    const { arcs } = this;
    const lastCorner = arcs.offsets[arc + 1] - 1;
    const end = arcs.end[arc];
    if (end !== END_CHECKERBOARD) return this.find(lastCorner, end) ?? this.fail(arc);
    // As in the tracer: cross to the other pixel if it belongs to the same part, else stay.
    const across = this.find(lastCorner, (arcs.last[arc] + 3) & 3);
    if (across !== null && arcs.part[across] === arcs.part[arc]) return across;
    return this.find(lastCorner, (arcs.last[arc] + 1) & 3) ?? this.fail(arc);
  }

  private fail(arc: number): never {
    throw brokenRing(this.arcs, arc);
  }

  private find(corner: number, direction: number): number | null {
    const key = this.key(corner, direction);
    const slot = this.slot(key);
    return this.keys[slot] === key ? this.values[slot] : null;
  }

  private key(corner: number, direction: number): number {
    const { corners } = this.arcs;
    return (corners[2 * corner + 1] * (this.sceneWidth + 1) + corners[2 * corner]) * 4 + direction;
  }

  private slot(key: number): number {
    // Both halves of the number are mixed: keys reach 2^40.
    let hash = Math.imul(key | 0, 0x9e3779b1) ^ Math.imul((key / 2 ** 32) | 0, 0x85ebca6b);
    hash ^= hash >>> 15;
    let slot = hash & this.slotMask;
    while (this.keys[slot] !== -1 && this.keys[slot] !== key) slot = (slot + 1) & this.slotMask;
    return slot;
  }
}

function concatenateArcs(batches: readonly Arcs[]): Arcs {
  const count = batches.reduce((sum, batch) => sum + batch.count, 0);
  const length = batches.reduce((sum, batch) => sum + batch.corners.length, 0);
  const all: Arcs = {
    count,
    part: new Uint32Array(count),
    start: new Uint8Array(count),
    end: new Uint8Array(count),
    last: new Uint8Array(count),
    keepLast: new Uint8Array(count),
    offsets: new Uint32Array(count + 1),
    corners: new Int32Array(length),
  };
  let arc = 0;
  let corner = 0;
  for (const batch of batches) {
    for (const name of ARC_COLUMNS) all[name].set(batch[name], arc);
    all.corners.set(batch.corners, 2 * corner);
    for (let i = 0; i < batch.count; i++) all.offsets[arc + i + 1] = corner + batch.offsets[i + 1];
    arc += batch.count;
    corner += batch.corners.length / 2;
  }
  return all;
}
