import type { Metric } from '../ground/ground-metric.js';
import type { VertexPlaces } from './visvalingam.js';

/** Square of the distance in metres of vertex `v` from the segment between vertices `a` and `b`. */
export function distance2(places: VertexPlaces, metric: Metric, a: number, b: number, v: number): number {
  const { x, y } = places;
  const { e, f, g } = metric;
  const bx = x[b] - x[a];
  const by = y[b] - y[a];
  const vx = x[v] - x[a];
  const vy = y[v] - y[a];
  const along = e * bx * vx + f * (bx * vy + by * vx) + g * by * vy;
  const length2 = e * bx * bx + 2 * f * bx * by + g * by * by;
  if (along <= 0 || length2 === 0) return e * vx * vx + 2 * f * vx * vy + g * vy * vy;
  if (along >= length2) {
    const wx = vx - bx;
    const wy = vy - by;
    return e * wx * wx + 2 * f * wx * wy + g * wy * wy;
  }
  const cross = bx * vy - by * vx;
  return (Math.max(0, e * g - f * f) * cross * cross) / length2;
}

/**
 * The vertex strictly between `from` and `to` that is farthest from the segment between them; of equal ones the one
 * nearest to the middle, so that a comb is cut in halves and not tooth by tooth.
 */
export function findFarthest(
  places: VertexPlaces,
  metric: Metric,
  from: number,
  to: number,
): { at: number; d2: number } {
  const middle = (from + to) / 2;
  let at = -1;
  let d2 = -1;
  for (let v = from + 1; v < to; v++) {
    const candidate = distance2(places, metric, from, to, v);
    if (candidate < d2 || (candidate === d2 && Math.abs(v - middle) >= Math.abs(at - middle))) continue;
    d2 = candidate;
    at = v;
  }
  return { at, d2 };
}

/**
 * Marks the vertices between `from` and `to` that are farther than the tolerance from what is drawn without them
 * (Douglas & Peucker 1973, "Algorithms for the reduction of the number of points required to represent a digitized line
 * or its caricature", Cartographica 10).
 */
export function keepFarthest(
  places: VertexPlaces,
  { metric, toleranceM }: { metric: Metric; toleranceM: number },
  [from, to]: readonly [from: number, to: number],
  kept: Uint8Array,
): void {
  const open: [number, number][] = [[from, to]];
  for (let piece = open.pop(); piece; piece = open.pop()) {
    const [a, b] = piece;
    if (b - a < 2) continue;
    const { at, d2 } = findFarthest(places, metric, a, b);
    if (d2 <= toleranceM * toleranceM) continue;
    kept[at] = 1;
    open.push([a, at], [at, b]);
  }
}
