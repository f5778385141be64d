import { grown, type RingList } from './ring-list.js';

export interface Box {
  minX: number;
  minY: number;
  maxX: number;
  maxY: number;
}

type Axis = 0 | 1;

/**
 * Cuts rings to boxes (Sutherland and Hodgman, "Reentrant polygon clipping", 1974): what leaves a box and comes back is
 * joined along its border, which is right for drawing, for the border itself is not seen. Two rings that share an edge
 * are cut at the very same point.
 */
export function createClipper() {
  let front = new Float64Array(256);
  let back = new Float64Array(256);

  /** Keeps what lies on the side of the line where `sign · coordinate ≤ sign · limit`; the vertices are in `front`. */
  function cut(count: number, { axis, limit, sign }: { axis: Axis; limit: number; sign: 1 | -1 }): number {
    back = grown(back, 4 * count + 4);
    const other = 1 - axis;
    const bound = sign * limit;
    let kept = 0;
    let last = 2 * (count - 1);
    let lastIn = count > 0 && sign * front[last + axis] <= bound;
    for (let at = 0; at < 2 * count; at += 2) {
      const isIn = sign * front[at + axis] <= bound;
      if (isIn !== lastIn) {
        // From the lower end, whichever way the ring runs.
        const [low, high] = front[last + axis] < front[at + axis] ? [last, at] : [at, last];
        const share = (limit - front[low + axis]) / (front[high + axis] - front[low + axis]);
        back[kept + axis] = limit;
        back[kept + other] = front[low + other] + share * (front[high + other] - front[low + other]);
        kept += 2;
      }
      if (isIn) {
        back[kept] = front[at];
        back[kept + 1] = front[at + 1];
        kept += 2;
      }
      last = at;
      lastIn = isIn;
    }
    [front, back] = [back, front];
    return kept / 2;
  }

  /** Adds to `target` what lies in the box of one ring; true where that is the whole box. */
  function clipRing(rings: RingList, ring: number, box: Box, target: RingList): boolean {
    const from = rings.starts[ring];
    const vertices = rings.starts[ring + 1] - from;
    const isHole = rings.isHole[ring] === 1;
    const side = placeOf(rings.coords, from, vertices, box);
    if (side === 'outside') return false;
    if (side === 'inside') {
      target.add(rings.coords, { from, vertices, isHole });
      return false;
    }
    front = grown(front, 2 * vertices);
    front.set(rings.coords.subarray(2 * from, 2 * (from + vertices)));
    let count = cut(vertices, { axis: 0, limit: box.minX, sign: -1 });
    count = cut(count, { axis: 0, limit: box.maxX, sign: 1 });
    count = cut(count, { axis: 1, limit: box.minY, sign: -1 });
    count = cut(count, { axis: 1, limit: box.maxY, sign: 1 });
    if (count >= 3) target.add(front, { from: 0, vertices: count, isHole });
    return isWholeBox(front, count, box);
  }

  /** Adds to `target` what lies in the box of rings `from` to `to` exclusive: whole polygons, outer ring first. */
  return (rings: RingList, { from, to }: { from: number; to: number }, box: Box, target: RingList): void => {
    for (let outer = from; outer < to; ) {
      let end = outer + 1;
      while (end < to && rings.isHole[end] === 1) end++;
      const before = target.count;
      clipRing(rings, outer, box, target);
      // Without its outer ring in the box, no hole is in it either.
      for (let hole = outer + 1; hole < end && target.count > before; hole++) {
        // A box within a hole holds nothing of the polygon.
        if (clipRing(rings, hole, box, target)) target.count = before;
      }
      outer = end;
    }
  };
}

function isWholeBox(points: Float64Array, count: number, { minX, minY, maxX, maxY }: Box): boolean {
  let double = 0;
  for (let i = 0, last = count - 1; i < count; last = i++) {
    const [x, y] = [points[2 * i] - minX, points[2 * i + 1] - minY];
    double += (points[2 * last] - minX) * y - x * (points[2 * last + 1] - minY);
  }
  return Math.abs(double) / 2 > (1 - 1e-9) * (maxX - minX) * (maxY - minY);
}

export type Clipper = ReturnType<typeof createClipper>;

function placeOf(coords: Float64Array, from: number, vertices: number, box: Box): 'inside' | 'outside' | 'across' {
  let [minX, minY, maxX, maxY] = [Infinity, Infinity, -Infinity, -Infinity];
  for (let i = 2 * from; i < 2 * (from + vertices); i += 2) {
    const x = coords[i];
    const y = coords[i + 1];
    if (x < minX) minX = x;
    if (x > maxX) maxX = x;
    if (y < minY) minY = y;
    if (y > maxY) maxY = y;
  }
  if (minX > box.maxX || maxX < box.minX || minY > box.maxY || maxY < box.minY) return 'outside';
  const isInside = minX >= box.minX && maxX <= box.maxX && minY >= box.minY && maxY <= box.maxY;
  return isInside ? 'inside' : 'across';
}
