import type { Window } from '../raster/window.js';
import { ArcBuilder, type Arcs, END_CHECKERBOARD, END_CLOSED } from './arcs.js';
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
export function traceArcs(input: TraceInput): Arcs {
  const { codes, mask } = input;
  const arcs = new Tracer(input).trace();
  return codes === undefined ? arcs : { ...arcs, codes: codesOf(arcs.corners, mask.core, codes) };
}

/** One for all tiles of this thread. */
const builder = new ArcBuilder();

const STEP_X = [1, 0, -1, 0];
const STEP_Y = [0, -1, 0, 1];

/** A tile being traced. Not a function with functions in it: these would be compiled again for every tile. */
class Tracer {
  private readonly core: Window;
  private readonly classes: Cells;
  private readonly parts: Parts;
  private readonly partKeys: Uint32Array;
  private readonly codes: Uint8Array | undefined;
  private readonly densifyPx: number;
  private readonly visited: Uint8Array;
  /** The class ids, to be read four at a time; null where a cell is more than a byte. */
  private readonly words: DataView | null;
  private readonly stride: number;
  /** From a pixel to the next one in each direction. */
  private readonly ahead: readonly number[];
  private readonly out = builder;

  constructor({ mask, parts, partKeys, densifyPx, codes, visited }: TraceInput) {
    this.core = mask.core;
    this.classes = mask.classes;
    this.parts = parts;
    this.partKeys = partKeys;
    this.codes = codes;
    this.densifyPx = densifyPx;
    this.visited = visited ?? new Uint8Array(mask.classes.length);
    const { buffer, byteOffset, byteLength } = mask.classes;
    this.words = mask.classes instanceof Uint8Array ? new DataView(buffer, byteOffset, byteLength) : null;
    this.stride = mask.core.width + 2;
    this.ahead = [1, -this.stride, -1, this.stride];
  }

  trace(): Arcs {
    const { width, height } = this.core;
    this.out.clear();
    for (let x = 0; x <= width; x++) {
      this.walkOpenArcsFrom(x, 0);
      this.walkOpenArcsFrom(x, height);
    }
    for (let y = 1; y < height; y++) {
      this.walkOpenArcsFrom(0, y);
      this.walkOpenArcsFrom(width, y);
    }
    // Every ring that is left has a side on top of some pixel.
    for (let row = 1; row <= height; row++) this.walkRingsBelow(row);
    return this.out.build();
  }

  private walkOpenArcsFrom(x: number, y: number): void {
    const { classes, stride, ahead } = this;
    const northWest = y * stride + x;
    const classId = classes[northWest];
    const isInside = classes[northWest + 1] === classId && classes[northWest + stride] === classId;
    if (isInside && classes[northWest + stride + 1] === classId) return;
    for (let direction = 0; direction < 4; direction++) {
      // The pixel on the left of the side that leaves the corner in this direction.
      const owner = northWest + (direction === 0 || direction === 3 ? 1 : 0) + (direction >= 2 ? stride : 0);
      const right = owner + ahead[(direction + 3) & 3];
      if (!this.isInCore(owner) || classes[owner] === 0 || classes[right] === classes[owner]) continue;
      if (this.isArcStart(direction, owner)) this.walk(x, y, direction, owner, true);
    }
  }

  /** Rings whose first side not walked yet is on top of a pixel of this row. */
  private walkRingsBelow(row: number): void {
    const { core, classes, words, visited, stride, out } = this;
    const { width, height } = core;
    const scan = { classes, words, visited, stride };
    const end = row * stride + width + 1;
    for (let owner = row * stride + 1; ; owner++) {
      owner = findTopSide(scan, owner, end);
      if (owner === end) break;
      const x = owner - row * stride;
      if (this.isAlone(owner) && row > 1 && row < height && x > 1 && x < width) {
        visited[owner] = 1;
        out.square(core.col + x - 1, core.row + row - 1);
        out.finish(this.labelAt(owner), WEST, END_CLOSED, NORTH, 1);
      } else this.walk(x, row - 1, WEST, owner, false);
    }
  }

  /**
   * Walks from corner (fromX, fromY) of the tile with `fromOwner` on the left, until the ring closes or the open arc
   * ends. Numbers one by one, because an object for each of millions of rings costs as much as walking them.
   */
  private walk(fromX: number, fromY: number, fromDirection: number, fromOwner: number, isOpen: boolean): void {
    const { core, classes, codes, partKeys, visited, ahead, densifyPx, out } = this;
    const { width, height } = core;
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
      x += STEP_X[direction];
      y += STEP_Y[direction];
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
      } else if (partKeys[this.labelAt(owner)] === partKeys[this.labelAt(aheadLeft + right)]) {
        owner = aheadLeft + right;
        direction = (direction + 3) & 3;
      } else direction = (direction + 1) & 3;
      if (codes !== undefined) keep = codes[y * (width + 1) + x] !== 0;
      if (onBorder && end === END_CLOSED && !this.isInCore(owner)) end = direction;
      if (keep || end !== END_CLOSED) out.corner(core.col + x, core.row + y);
    } while (end === END_CLOSED && (owner !== fromOwner || direction !== fromDirection));
    out.finish(this.labelAt(fromOwner), fromDirection, end, last, keep ? 1 : 0);
  }

  /** True where the side that leaves (x, y) continues one that another tile owns, or leaves a checkerboard. */
  private isArcStart(direction: number, owner: number): boolean {
    const { classes, ahead } = this;
    const classId = classes[owner];
    const behindLeft = owner - ahead[direction];
    const behindRight = behindLeft + ahead[(direction + 3) & 3];
    if (classes[behindLeft] !== classId) return classes[behindRight] === classId;
    return !this.isInCore(classes[behindRight] === classId ? behindRight : behindLeft);
  }

  /** True for a pixel, with a side above, that is a part by itself: most of a noisy mask. Its ring needs no walk. */
  private isAlone(owner: number): boolean {
    const { classes, stride } = this;
    const classId = classes[owner];
    if (this.codes !== undefined) return false;
    return classes[owner - 1] !== classId && classes[owner + 1] !== classId && classes[owner + stride] !== classId;
  }

  private labelAt(pixel: number): number {
    const row = Math.floor(pixel / this.stride) - 1;
    return this.parts.partAt(row * this.core.width + (pixel - (row + 1) * this.stride) - 1);
  }

  private isInCore(pixel: number): boolean {
    const row = Math.floor(pixel / this.stride);
    const col = pixel - row * this.stride;
    return row >= 1 && row <= this.core.height && col >= 1 && col <= this.core.width;
  }
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
function findTopSide(
  { classes, words, visited, stride }: { classes: Cells; words: DataView | null; visited: Uint8Array; stride: number },
  from: number,
  end: number,
): number {
  let pixel = from;
  while (pixel < end) {
    // Four pixels at a time as long as they are like those above.
    if (words !== null) {
      while (pixel + 4 <= end && words.getInt32(pixel, true) === words.getInt32(pixel - stride, true)) pixel += 4;
    }
    const stop = words === null ? end : Math.min(end, pixel + 4);
    for (; pixel < stop; pixel++) {
      const classId = classes[pixel];
      if (classId !== classes[pixel - stride] && classId !== 0 && visited[pixel] === 0) return pixel;
    }
  }
  return end;
}
