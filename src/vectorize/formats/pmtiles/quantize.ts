import { roundHalfUp } from '../../../raster/round.js';
import { EXTENT } from './mvt.js';
import { grown } from './ring-list.js';
import type { TilePlace } from './tile-id.js';

/**
 * Brings rings to the whole units of a tile, y downwards, vertex by vertex. A vertex that two rings share goes to the
 * same place in both, and only repeated and exactly collinear vertices are dropped: neighbours still share their borders.
 */
export class Quantizer {
  /** The ring that was finished last. */
  points = new Int32Array(256);
  private raw = new Int32Array(256);
  private count = 0;
  private gridUnits = 1;
  private scale = 1;
  private originX = 0;
  private originY = 0;

  /** @param gridUnits vertices are brought to multiples of so many tile units: a power of two */
  open({ z, x, y }: TilePlace, gridUnits: number): void {
    this.gridUnits = gridUnits;
    this.scale = (EXTENT * 2 ** z) / gridUnits;
    this.originX = (x * EXTENT) / gridUnits;
    this.originY = (y * EXTENT) / gridUnits;
    this.count = 0;
  }

  /** The next vertex of the ring, as shares of the world's side. */
  put(x: number, y: number): void {
    const { raw, count, scale } = this;
    if (2 * count + 2 > raw.length) this.raw = grown(raw, 2 * count + 2);
    this.count = push(this.raw, count, roundHalfUp(x * scale - this.originX), roundHalfUp(y * scale - this.originY));
  }

  /**
   * Ends the ring and puts it into `points` as the format wants it, outer ones positive and holes negative with y
   * downwards: so many vertices, 0 where less than `minArea` square units are left of it.
   */
  finish(isHole: boolean, minArea: number): number {
    const { raw, gridUnits } = this;
    const [first, end] = closeUp(raw, this.count);
    this.count = 0;
    // Rings on the ground have their inside on the left, which is negative with y downwards.
    const area = (isHole ? 1 : -1) * signedArea(raw, first, end);
    if (area < Math.max(1, minArea / gridUnits ** 2)) return 0;
    this.points = grown(this.points, 2 * (end - first));
    let vertex = leftmost(raw, first, end);
    for (let i = 0; i < 2 * (end - first); i += 2) {
      this.points[i] = raw[2 * vertex] * gridUnits;
      this.points[i + 1] = raw[2 * vertex + 1] * gridUnits;
      vertex = vertex === first ? end - 1 : vertex - 1;
    }
    return end - first;
  }
}

/** Puts a vertex behind `count` others, without those that become superfluous: repeated, collinear, or there and back. */
function push(points: Int32Array, count: number, x: number, y: number): number {
  let end = count;
  while (end > 0) {
    const last = 2 * (end - 1);
    if (points[last] === x && points[last + 1] === y) return end;
    if (end === 1 || !isStraight(points, end - 2, end - 1, x, y)) break;
    end--;
  }
  points[2 * end] = x;
  points[2 * end + 1] = y;
  return end + 1;
}

/** The same where the ring's end meets its beginning; the vertices that stay. */
function closeUp(points: Int32Array, count: number): [first: number, end: number] {
  let [first, end] = [0, count];
  while (end - first >= 3) {
    const [x, y] = [points[2 * first], points[2 * first + 1]];
    if (isSame(points, first, end - 1) || isStraight(points, end - 2, end - 1, x, y)) end--;
    else if (isStraight(points, end - 1, first, points[2 * first + 2], points[2 * first + 3])) first++;
    else break;
  }
  return end - first >= 3 ? [first, end] : [0, 0];
}

const isSame = (points: Int32Array, a: number, b: number): boolean =>
  points[2 * a] === points[2 * b] && points[2 * a + 1] === points[2 * b + 1];

function isStraight(points: Int32Array, a: number, b: number, x: number, y: number): boolean {
  const [ax, ay, bx, by] = [points[2 * a], points[2 * a + 1], points[2 * b], points[2 * b + 1]];
  return (bx - ax) * (y - by) === (by - ay) * (x - bx);
}

/** Where a ring begins, however it was cut: its uppermost vertex of the leftmost ones. */
function leftmost(points: Int32Array, first: number, end: number): number {
  let best = first;
  for (let i = first + 1; i < end; i++) {
    const right = points[2 * i] - points[2 * best];
    if (right < 0 || (right === 0 && points[2 * i + 1] < points[2 * best + 1])) best = i;
  }
  return best;
}

function signedArea(points: Int32Array, first: number, end: number): number {
  let double = 0;
  for (let i = first, last = end - 1; i < end; last = i++) {
    double += points[2 * last] * points[2 * i + 1] - points[2 * i] * points[2 * last + 1];
  }
  return double / 2;
}
