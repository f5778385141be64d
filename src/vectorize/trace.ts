import type { Window } from '../raster/window.js';
import type { Cells, Parts } from './label.js';

/*
 * Directions of travel along pixel sides, the region always on the left (rows grow downwards):
 *
 *        1 north
 *   2 west  ·  0 east        a left turn is +1, a right turn is −1 (mod 4)
 *        3 south
 */
const NORTH = 1;
const WEST = 2;

/** `end` of an arc whose next side is chosen by the joiner, because four tiles' pixels meet like a checkerboard. */
export const END_CHECKERBOARD = 4;
/** `end` of an arc that is a whole ring. */
export const END_CLOSED = 5;

/**
 * Boundaries traced in one tile, as arcs: runs of lattice corners with the part on the left. A closed arc is a whole
 * ring without a repeated corner. An open arc starts and ends on the tile's border.
 *
 * Corners are kept where the boundary turns, where three regions meet on a straight side (so that neighbours share
 * every edge, corner for corner), and every `densifyPx` lattice steps (so that a projected side stays straight enough);
 * or, where borders are simplified, where that said so.
 */
export interface Arcs {
  count: number;
  /** Label of the part that the arc bounds. */
  part: Uint32Array;
  /** Direction of the first side (0 to 3). */
  start: Uint8Array;
  /** Direction of the side that follows the last (0 to 3), `END_CHECKERBOARD` or `END_CLOSED`. */
  end: Uint8Array;
  /** Direction of the last side. */
  last: Uint8Array;
  /** 1 where the last corner of an open arc belongs in the ring, 0 where it is only where tiles meet. */
  keepLast: Uint8Array;
  /** Arc `i` owns corners `offsets[i]` to `offsets[i + 1]` exclusive. */
  offsets: Uint32Array;
  /** col, row, col, row, … of the scene's lattice. */
  corners: Int32Array;
  /** Where borders are simplified: how each corner is drawn (see `corner-codes.ts`). */
  codes?: Uint8Array;
}

/** The columns of `Arcs` that have one value per arc. */
export const ARC_COLUMNS = ['part', 'start', 'end', 'last', 'keepLast'] as const;

/** A tile's class mask with a border of one pixel of its neighbours (0 outside the scene). */
export interface ApronMask {
  core: Window;
  /** (core.width + 2) × (core.height + 2). */
  classes: Cells;
}

export interface TraceInput {
  mask: ApronMask;
  parts: Parts;
  /** Per label: equal for parts of this tile that are one part in the scene. */
  partKeys: Uint32Array;
  /** Straight sides get a corner at every multiple of this. */
  densifyPx: number;
  /** Where borders are simplified, for each of the tile's (width + 1) × (height + 1) corners: 0 where it is left out. */
  codes?: Uint8Array;
  /** Zeros, one per pixel of the mask with its border; made if not given. */
  visited?: Uint8Array;
}

/**
 * Traces the boundaries of all parts of one tile by walking pixel sides. Where two pixels of one class touch only at
 * a corner, the walk crosses to the other pixel if both belong to one part (so that rings never touch themselves and
 * every polygon is valid), else it stays. On the tile's border that may depend on other tiles, so the arc ends there.
 */
export function traceArcs({ mask, parts, partKeys, densifyPx, codes, ...scratch }: TraceInput): Arcs {
  const { core, classes } = mask;
  const { width, height } = core;
  const stride = width + 2;
  const ahead = [1, -stride, -1, stride];
  const stepX = [1, 0, -1, 0];
  const stepY = [0, -1, 0, 1];
  // The pixel left of the side that leaves a corner in each direction, counted from the corner's upper left pixel.
  const leftOf = [1, 0, stride, stride + 1];
  const visited = scratch.visited ?? new Uint8Array(classes.length);
  const out = new ArcBuilder();

  const labelAt = (pixel: number): number => {
    const row = Math.floor(pixel / stride) - 1;
    return parts.labels[row * width + (pixel - (row + 1) * stride) - 1];
  };
  const inCore = (pixel: number): boolean => {
    const row = Math.floor(pixel / stride);
    const col = pixel - row * stride;
    return row >= 1 && row <= height && col >= 1 && col <= width;
  };

  /**
   * Walks from corner (fromX, fromY) of the tile with `fromOwner` on the left, until the ring closes or the open arc
   * ends. Numbers one by one, because an object for each of millions of rings costs as much as walking them.
   */
  function walk(fromX: number, fromY: number, fromDirection: number, fromOwner: number, isOpen: boolean): void {
    const classId = classes[fromOwner];
    let x = fromX;
    let y = fromY;
    let direction = fromDirection;
    let owner = fromOwner;
    let last = direction;
    let end = END_CLOSED;
    let keep = true;
    if (isOpen) out.corner(core.col + x, core.row + y);
    do {
      if (direction === WEST) visited[owner] = 1;
      x += stepX[direction];
      y += stepY[direction];
      last = direction;
      const right = ahead[(direction + 3) & 3];
      const aheadLeft = owner + ahead[direction];
      const aheadRight = classes[aheadLeft + right];
      const onBorder = x === 0 || x === width || y === 0 || y === height;
      keep = true;
      if (aheadRight !== classId) {
        if (classes[aheadLeft] === classId) {
          // Straight on: a corner only where the other side changes, or by the densifying rule.
          const along = (direction & 1) === 0 ? core.col + x : core.row + y;
          keep = classes[owner + right] !== aheadRight || along % densifyPx === 0;
          owner = aheadLeft;
        } else direction = (direction + 1) & 3;
      } else if (classes[aheadLeft] === classId) {
        owner = aheadLeft + right;
        direction = (direction + 3) & 3;
      } else if (onBorder) {
        end = END_CHECKERBOARD;
      } else if (partKeys[labelAt(owner)] === partKeys[labelAt(aheadLeft + right)]) {
        owner = aheadLeft + right;
        direction = (direction + 3) & 3;
      } else direction = (direction + 1) & 3;
      if (codes !== undefined) keep = codes[y * (width + 1) + x] !== 0;
      if (onBorder && end === END_CLOSED && !inCore(owner)) end = direction;
      if (keep || end !== END_CLOSED) out.corner(core.col + x, core.row + y);
    } while (end === END_CLOSED && (owner !== fromOwner || direction !== fromDirection));
    out.finish(labelAt(fromOwner), fromDirection, end, last, keep ? 1 : 0);
  }

  /** True where the side that leaves (x, y) continues one that another tile owns, or leaves a checkerboard. */
  function isArcStart(direction: number, owner: number): boolean {
    const classId = classes[owner];
    const behindLeft = owner - ahead[direction];
    const behindRight = behindLeft + ahead[(direction + 3) & 3];
    if (classes[behindLeft] !== classId) return classes[behindRight] === classId;
    return !inCore(classes[behindRight] === classId ? behindRight : behindLeft);
  }

  /** True for a pixel, with a side above, that is a part by itself: most of a noisy mask. Its ring needs no walk. */
  function isAlone(owner: number): boolean {
    const classId = classes[owner];
    if (codes !== undefined) return false;
    return classes[owner - 1] !== classId && classes[owner + 1] !== classId && classes[owner + stride] !== classId;
  }

  function walkOpenArcsFrom(x: number, y: number): void {
    const northWest = y * stride + x;
    const classId = classes[northWest];
    const isInside = classes[northWest + 1] === classId && classes[northWest + stride] === classId;
    if (isInside && classes[northWest + stride + 1] === classId) return;
    for (let direction = 0; direction < 4; direction++) {
      const owner = northWest + leftOf[direction];
      const right = owner + ahead[(direction + 3) & 3];
      if (!inCore(owner) || classes[owner] === 0 || classes[right] === classes[owner]) continue;
      if (isArcStart(direction, owner)) walk(x, y, direction, owner, true);
    }
  }

  for (let x = 0; x <= width; x++) {
    walkOpenArcsFrom(x, 0);
    walkOpenArcsFrom(x, height);
  }
  for (let y = 1; y < height; y++) {
    walkOpenArcsFrom(0, y);
    walkOpenArcsFrom(width, y);
  }
  // Every ring that is left has a side on top of some pixel.
  for (let row = 1; row <= height; row++) {
    const end = row * stride + width + 1;
    for (let owner = row * stride + 1; ; owner++) {
      owner = findTopSide(classes, visited, owner, end, stride);
      if (owner === end) break;
      const x = owner - row * stride;
      if (isAlone(owner) && row > 1 && row < height && x > 1 && x < width) {
        visited[owner] = 1;
        out.square(core.col + x - 1, core.row + row - 1);
        out.finish(labelAt(owner), WEST, END_CLOSED, NORTH, 1);
      } else walk(x, row - 1, WEST, owner, false);
    }
  }
  const arcs = out.build();
  return codes === undefined ? arcs : { ...arcs, codes: codesOf(arcs.corners, core, codes) };
}

/** The code of each corner. */
function codesOf(corners: Int32Array, { col, row, width }: Window, codes: Uint8Array): Uint8Array {
  const found = new Uint8Array(corners.length / 2);
  for (let i = 0; i < found.length; i++) {
    found[i] = codes[(corners[2 * i + 1] - row) * (width + 1) + corners[2 * i] - col];
  }
  return found;
}

/** First pixel from `from` to `end` exclusive whose upper side is a boundary not walked yet; `end` if there is none. */
function findTopSide(classes: Cells, visited: Uint8Array, from: number, end: number, stride: number): number {
  for (let pixel = from; pixel < end; pixel++) {
    const classId = classes[pixel];
    if (classId !== classes[pixel - stride] && classId !== 0 && visited[pixel] === 0) return pixel;
  }
  return end;
}

/** Arcs being collected, in arrays that grow. */
class ArcBuilder {
  private corners = new Int32Array(1 << 14);
  /** Numbers in `corners` so far: two a corner. */
  private length = 0;
  private columns = createArcColumns(1024);
  private offsets = new Uint32Array(1024 + 1);
  private count = 0;

  corner(col: number, row: number): void {
    if (this.length + 2 > this.corners.length) this.corners = grow(this.corners);
    this.corners[this.length++] = col;
    this.corners[this.length++] = row;
  }

  /** The ring of one pixel, from its upper left corner. */
  square(col: number, row: number): void {
    if (this.length + 8 > this.corners.length) this.corners = grow(this.corners);
    const { corners, length } = this;
    corners[length] = corners[length + 2] = col;
    corners[length + 4] = corners[length + 6] = col + 1;
    corners[length + 1] = corners[length + 7] = row;
    corners[length + 3] = corners[length + 5] = row + 1;
    this.length = length + 8;
  }

  finish(part: number, start: number, end: number, last: number, keepLast: number): void {
    if (this.count === this.columns.part.length) this.reserve(2 * this.count);
    const arc = this.count++;
    this.offsets[this.count] = this.length / 2;
    this.columns.part[arc] = part;
    this.columns.start[arc] = start;
    this.columns.end[arc] = end;
    this.columns.last[arc] = last;
    this.columns.keepLast[arc] = keepLast;
  }

  build(): Arcs {
    const { count } = this;
    const columns = createArcColumns(count);
    for (const name of ARC_COLUMNS) columns[name].set(this.columns[name].subarray(0, count));
    return {
      count,
      ...columns,
      offsets: this.offsets.slice(0, count + 1),
      corners: this.corners.slice(0, this.length),
    };
  }

  private reserve(count: number): void {
    const columns = createArcColumns(count);
    for (const name of ARC_COLUMNS) columns[name].set(this.columns[name]);
    this.columns = columns;
    const offsets = new Uint32Array(count + 1);
    offsets.set(this.offsets);
    this.offsets = offsets;
  }
}

function createArcColumns(count: number): Pick<Arcs, (typeof ARC_COLUMNS)[number]> {
  return {
    part: new Uint32Array(count),
    start: new Uint8Array(count),
    end: new Uint8Array(count),
    last: new Uint8Array(count),
    keepLast: new Uint8Array(count),
  };
}

function grow(array: Int32Array): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(array.length * 2);
  larger.set(array);
  return larger;
}
