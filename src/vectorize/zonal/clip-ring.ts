import type { Box } from '../box.js';
/**
 * The part of a ring inside a rectangle (Sutherland and Hodgman 1974, Reentrant polygon clipping): x, y pairs, the last
 * vertex not repeated; empty where nothing is inside. Pieces that hang together outside stay joined along the
 * rectangle's sides, where two edges then lie on each other and enclose nothing.
 */
export function clipRing(ring: Float64Array, [minX, minY, maxX, maxY]: Box): Float64Array {
  let clipped = ring;
  for (const [axis, limit, side] of [
    [0, minX, 1],
    [0, maxX, -1],
    [1, minY, 1],
    [1, maxY, -1],
  ] as const) {
    clipped = clipSide(clipped, axis, limit, side);
  }
  return clipped;
}

/** The part where `side · (coordinate − limit)` is not negative. */
function clipSide(ring: Float64Array, axis: 0 | 1, limit: number, side: 1 | -1): Float64Array {
  const kept: number[] = [];
  for (let i = 0; i < ring.length; i += 2) {
    const before = i === 0 ? ring.length - 2 : i - 2;
    const from = side * (ring[before + axis] - limit);
    const to = side * (ring[i + axis] - limit);
    if (from < 0 !== to < 0) {
      const share = from / (from - to);
      const other = ring[before + 1 - axis] + share * (ring[i + 1 - axis] - ring[before + 1 - axis]);
      kept.push(...(axis === 0 ? [limit, other] : [other, limit]));
    }
    if (to >= 0) kept.push(ring[i], ring[i + 1]);
  }
  return Float64Array.from(kept);
}
