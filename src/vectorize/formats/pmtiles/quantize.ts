import { EXTENT } from './mvt.js';
import { grown, type RingList } from './ring-list.js';
import type { TilePlace } from './tile-id.js';

export interface TileGrid extends TilePlace {
  /** Vertices are brought to multiples of so many tile units: a power of two. */
  gridUnits: number;
}

/**
 * Brings rings to the whole units of a tile, y downwards. A vertex that two rings share goes to the same place in both,
 * and only repeated and exactly collinear vertices are dropped: neighbours still share their borders.
 */
export function createQuantizer() {
  let points = new Int32Array(256);
  let turned = new Int32Array(256);

  /**
   * The ring as the format wants it, outer ones positive and holes negative with y downwards: so many vertices of
   * `points()`; 0 where less than `minArea` square units are left of it.
   */
  function quantize(rings: RingList, ring: number, grid: TileGrid, minArea: number): number {
    const from = rings.starts[ring];
    const to = rings.starts[ring + 1];
    points = grown(points, 2 * (to - from));
    const scale = (EXTENT * 2 ** grid.z) / grid.gridUnits;
    const originX = (grid.x * EXTENT) / grid.gridUnits;
    const originY = (grid.y * EXTENT) / grid.gridUnits;
    const { coords } = rings;
    let count = 0;
    for (let vertex = from; vertex < to; vertex++) {
      const x = Math.round(coords[2 * vertex] * scale - originX);
      const y = Math.round(coords[2 * vertex + 1] * scale - originY);
      count = push(points, count, x, y);
    }
    const [first, end] = closeUp(points, count);
    // Rings on the ground have their inside on the left, which is negative with y downwards.
    const area = (rings.isHole[ring] ? 1 : -1) * signedArea(points, first, end);
    const least = Math.max(1, minArea / grid.gridUnits ** 2);
    if (area < least) return 0;
    turned = grown(turned, 2 * (end - first));
    let vertex = leftmost(points, first, end);
    for (let i = 0; i < 2 * (end - first); i += 2) {
      turned[i] = points[2 * vertex] * grid.gridUnits;
      turned[i + 1] = points[2 * vertex + 1] * grid.gridUnits;
      vertex = vertex === first ? end - 1 : vertex - 1;
    }
    return end - first;
  }

  return { quantize, points: () => turned };
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
