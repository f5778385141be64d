import type { Cells } from '../label.js';

/** Side of the blocks in which borders are simplified, counted from the scene's upper left corner: part of the result. */
export const BLOCK_PX = 1024;

/** What lies in a block and one pixel around it: borders run between different cells. */
export interface BlockMask {
  width: number;
  height: number;
  /** (width + 2) × (height + 2) class ids, or numbers of objects; 0 outside the scene. */
  classes: Cells;
}

/**
 * The boundaries between classes inside a block (and along its edge), cut where three or four sides meet and where
 * they cross or reach the block's edge. Corners are numbered row by row: `row × (width + 1) + col`.
 *
 *      ┌──────●──┐      ● ends of arcs: the block's edge is crossed, or three regions meet
 *      │   ╭──╯  │
 *      ●───●     │      a ring that meets neither is a closed arc
 *      │   ╰─╮ ╭╮│
 *      └─────●─╰╯┘
 */
export interface BlockArcs {
  width: number;
  height: number;
  count: number;
  /** Arcs from this one on are closed: rings that meet neither a node nor the block's edge. */
  firstClosed: number;
  /** Arc `i` owns vertices `offsets[i]` to `offsets[i + 1]` exclusive: its first end, the corners where it turns, its last end. */
  offsets: Uint32Array;
  /** Corner of each vertex; a closed arc repeats its first. */
  corners: Int32Array;
  /** 1 per corner of the block where arcs end, be they of this block or of others that meet at a corner of it. */
  ends: Uint8Array;
}

/** Directions as in the tracer: 0 east, 1 north, 2 west, 3 south. */
const EAST = 0;
const SOUTH = 3;

/** A bit per direction in which a boundary leaves a corner; its pixels are numbered from the upper left of four. */
function sidesAt(classes: Cells, northWest: number, stride: number): number {
  const nw = classes[northWest];
  const ne = classes[northWest + 1];
  const sw = classes[northWest + stride];
  const se = classes[northWest + stride + 1];
  return (ne !== se ? 1 : 0) | (nw !== ne ? 2 : 0) | (nw !== sw ? 4 : 0) | (sw !== se ? 8 : 0);
}

const EAST_WEST = 5;
const NORTH_SOUTH = 10;
/** How many sides, per set of them. */
const DEGREE = [0, 1, 1, 2, 1, 2, 2, 3, 1, 2, 2, 3, 2, 3, 3, 4];

/**
 * True where an arc ends: at a node, or where a boundary side stands on the block's edge. Both blocks at an edge see it
 * in the same four pixels.
 */
function isEnd(sides: number, onColumnEdge: boolean, onRowEdge: boolean): boolean {
  if (DEGREE[sides] > 2) return true;
  return (onColumnEdge && (sides & EAST_WEST) !== 0) || (onRowEdge && (sides & NORTH_SOUTH) !== 0);
}

export function findArcs({ width, height, classes }: BlockMask): BlockArcs {
  const stride = width + 2;
  const across = width + 1;
  const step = [1, -across, -1, across];
  const out = new ArcList();
  /** Bit 0 where the side to the east is walked, bit 1 where the side to the south is. */
  const walked = new Uint8Array(across * (height + 1));
  const sides = new Uint8Array(across * (height + 1));
  const ends = new Uint8Array(across * (height + 1));
  for (let y = 0; y <= height; y++) {
    for (let x = 0; x <= width; x++) {
      const corner = y * across + x;
      const all = sidesAt(classes, y * stride + x, stride);
      if (all === 0) continue;
      ends[corner] = isEnd(all, x === 0 || x === width, y === 0 || y === height) ? 1 : 0;
      // Sides beyond the block's edge are its neighbour's.
      sides[corner] = all & ~((x === width ? 1 : 0) | (y === 0 ? 2 : 0) | (x === 0 ? 4 : 0) | (y === height ? 8 : 0));
    }
  }

  /** Marks the side as walked; false where it was. */
  function take(corner: number, direction: number): boolean {
    const owner = direction === EAST || direction === SOUTH ? corner : corner + step[direction];
    const bit = (direction & 1) === 0 ? 1 : 2;
    if ((walked[owner] & bit) !== 0) return false;
    walked[owner] |= bit;
    return true;
  }

  function walk(start: number, first: number): void {
    let corner = start;
    let direction = first;
    out.vertex(start);
    do {
      corner += step[direction];
      if (corner === start || ends[corner] !== 0) break;
      const ahead = sides[corner] & ~(1 << ((direction + 2) & 3));
      if (ahead !== 1 << direction) {
        out.vertex(corner);
        direction = 31 - Math.clz32(ahead);
      }
    } while (take(corner, direction));
    out.vertex(corner);
    out.finish();
  }

  for (let corner = 0; corner < ends.length; corner++) {
    if (ends[corner] === 0) continue;
    for (let direction = 0; direction < 4; direction++) {
      if ((sides[corner] & (1 << direction)) !== 0 && take(corner, direction)) walk(corner, direction);
    }
  }
  const firstClosed = out.count;
  // What is left are rings; the first corner met is the uppermost, then leftmost, and has a side to the east.
  for (let corner = 0; corner < sides.length; corner++) {
    if ((sides[corner] & 1) !== 0 && take(corner, EAST)) walk(corner, EAST);
  }
  return { width, height, firstClosed, ends, ...out.build() };
}

class ArcList {
  private corners = new Int32Array(4096);
  private offsets = new Uint32Array(1024);
  private length = 0;
  count = 0;

  vertex(corner: number): void {
    if (this.length === this.corners.length) {
      const grown = new Int32Array(this.length * 2);
      grown.set(this.corners);
      this.corners = grown;
    }
    this.corners[this.length++] = corner;
  }

  finish(): void {
    if (this.count + 1 === this.offsets.length) {
      const grown = new Uint32Array(this.offsets.length * 2);
      grown.set(this.offsets);
      this.offsets = grown;
    }
    this.offsets[++this.count] = this.length;
  }

  build() {
    const { count, length } = this;
    return { count, offsets: this.offsets.subarray(0, count + 1), corners: this.corners.subarray(0, length) };
  }
}
