import type { VertexPlaces } from './visvalingam.js';

/**
 * Two lines drawn closer than this many pixels might touch once coordinates are rounded and chords bend a little in
 * longitude and latitude: its square is 1/64.
 */
export const CLEARANCE_PX = 1 / 8;
const PER_CLEARANCE2 = 64;

/**
 * Whether the chords a-b and c-d (vertices on whole lattice corners, so that everything here is exact) cross, touch or
 * come nearer than the clearance. Chords that share an end may meet there: then neither's other end may be near the
 * other chord. Chords that share both ends are one line.
 */
export function areInConflict(places: VertexPlaces, a: number, b: number, c: number, d: number): boolean {
  const { x, y } = places;
  if (areApart(x[a], x[b], x[c], x[d]) || areApart(y[a], y[b], y[c], y[d])) return false;
  const sharesA = (x[a] === x[c] && y[a] === y[c]) || (x[a] === x[d] && y[a] === y[d]);
  const sharesB = (x[b] === x[c] && y[b] === y[c]) || (x[b] === x[d] && y[b] === y[d]);
  if (sharesA || sharesB) {
    if (sharesA && sharesB) return true;
    const own = sharesA ? b : a;
    const shared = sharesA ? a : b;
    const other = x[c] === x[shared] && y[c] === y[shared] ? d : c;
    return isNear(places, own, c, d) || isNear(places, other, a, b);
  }
  if (isNear(places, a, c, d) || isNear(places, b, c, d)) return true;
  if (isNear(places, c, a, b) || isNear(places, d, a, b)) return true;
  const isApart = side(places, a, b, c) > 0 === side(places, a, b, d) > 0;
  return !isApart && side(places, c, d, a) > 0 !== side(places, c, d, b) > 0;
}

/** Whether two spans of whole numbers, their ends in any order, have none in common: then they are a pixel apart. */
function areApart(a: number, b: number, c: number, d: number): boolean {
  if (a < b) return (c < a && d < a) || (c > b && d > b);
  return (c < b && d < b) || (c > a && d > a);
}

/** Whether point `p` is nearer than the clearance to the segment a-b. */
function isNear({ x, y }: VertexPlaces, p: number, a: number, b: number): boolean {
  const bx = x[b] - x[a];
  const by = y[b] - y[a];
  const px = x[p] - x[a];
  const py = y[p] - y[a];
  const along = px * bx + py * by;
  const length2 = bx * bx + by * by;
  if (along <= 0) return px === 0 && py === 0;
  if (along >= length2) return px === bx && py === by;
  const cross = bx * py - by * px;
  return cross * cross * PER_CLEARANCE2 < length2;
}

function side({ x, y }: VertexPlaces, a: number, b: number, p: number): number {
  return (x[b] - x[a]) * (y[p] - y[a]) - (y[b] - y[a]) * (x[p] - x[a]);
}
