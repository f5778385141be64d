import { cutPlace } from '../corner-codes.js';
import { CLEARANCE_PX } from '../simplify/chord-geometry.js';
import type { VertexPlaces } from '../simplify/visvalingam.js';

/** The triangle in which the curve at a corner lies when it is as round as can be: p, the corner, q. */
export interface Triangle {
  /** x, y of the three, counter-clockwise or clockwise. */
  points: Float64Array;
  left: number;
  right: number;
  top: number;
  bottom: number;
  /** Twice its area; below zero where the way over the corner turns to the left (rows grow downwards). */
  turn: number;
}

export function cornerTriangle({ x, y }: VertexPlaces, before: number, v: number, after: number): Triangle {
  const toBefore = Math.hypot(x[before] - x[v], y[before] - y[v]);
  const toAfter = Math.hypot(x[after] - x[v], y[after] - y[v]);
  const px = cutPlace(x[v], x[before], toBefore, 1);
  const py = cutPlace(y[v], y[before], toBefore, 1);
  const qx = cutPlace(x[v], x[after], toAfter, 1);
  const qy = cutPlace(y[v], y[after], toAfter, 1);
  return {
    points: Float64Array.of(px, py, x[v], y[v], qx, qy),
    left: Math.min(px, x[v], qx),
    right: Math.max(px, x[v], qx),
    top: Math.min(py, y[v], qy),
    bottom: Math.max(py, y[v], qy),
    turn: (x[v] - px) * (qy - y[v]) - (y[v] - py) * (qx - x[v]),
  };
}

/** Whether the line from vertex `c` to `d` is farther than the clearance from the triangle. */
export function isClear(triangle: Triangle, { x, y }: VertexPlaces, c: number, d: number): boolean {
  const { left, right, top, bottom, points, turn } = triangle;
  const cx = x[c];
  const cy = y[c];
  const dx = x[d];
  const dy = y[d];
  if (Math.min(cx, dx) > right + CLEARANCE_PX || Math.max(cx, dx) < left - CLEARANCE_PX) return true;
  if (Math.min(cy, dy) > bottom + CLEARANCE_PX || Math.max(cy, dy) < top - CLEARANCE_PX) return true;
  if (isWithin(points, turn, cx, cy) || isWithin(points, turn, dx, dy)) return false;
  for (let i = 0; i < 6; i += 2) {
    const j = i === 4 ? 0 : i + 2;
    if (isNear(points[i], points[i + 1], points[j], points[j + 1], cx, cy, dx, dy)) return false;
  }
  return true;
}

function isWithin(points: Float64Array, turn: number, x: number, y: number): boolean {
  for (let i = 0; i < 6; i += 2) {
    const j = i === 4 ? 0 : i + 2;
    const side = sideOf(points[i], points[i + 1], points[j], points[j + 1], x, y);
    if (turn > 0 ? side < 0 : side > 0) return false;
  }
  return true;
}

// Numbers one by one, for these are asked of every line near every corner.

/** Whether the lines a-b and c-d meet or come nearer than the clearance. */
function isNear(
  ax: number,
  ay: number,
  bx: number,
  by: number,
  cx: number,
  cy: number,
  dx: number,
  dy: number,
): boolean {
  if (
    sideOf(ax, ay, bx, by, cx, cy) > 0 !== sideOf(ax, ay, bx, by, dx, dy) > 0 &&
    sideOf(cx, cy, dx, dy, ax, ay) > 0 !== sideOf(cx, cy, dx, dy, bx, by) > 0
  ) {
    return true;
  }
  const least = Math.min(
    pointDistance2(cx, cy, ax, ay, bx, by),
    pointDistance2(dx, dy, ax, ay, bx, by),
    pointDistance2(ax, ay, cx, cy, dx, dy),
    pointDistance2(bx, by, cx, cy, dx, dy),
  );
  return least < CLEARANCE_PX * CLEARANCE_PX;
}

function sideOf(ax: number, ay: number, bx: number, by: number, px: number, py: number): number {
  return (bx - ax) * (py - ay) - (by - ay) * (px - ax);
}

/** Square of the distance of a point from a line. */
function pointDistance2(px: number, py: number, ax: number, ay: number, bx: number, by: number): number {
  const ux = bx - ax;
  const uy = by - ay;
  const length2 = ux * ux + uy * uy;
  const along = length2 === 0 ? 0 : ((px - ax) * ux + (py - ay) * uy) / length2;
  const t = Math.max(0, Math.min(1, along));
  const dx = px - ax - t * ux;
  const dy = py - ay - t * uy;
  return dx * dx + dy * dy;
}
