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
export function isClear({ points, turn }: Triangle, { x, y }: VertexPlaces, c: number, d: number): boolean {
  const line = Float64Array.of(x[c], y[c], x[d], y[d]);
  if (isWithin(points, turn, line[0], line[1]) || isWithin(points, turn, line[2], line[3])) return false;
  for (let i = 0; i < 6; i += 2) {
    const j = (i + 2) % 6;
    if (segmentDistance2(points, i, j, line) < CLEARANCE_PX * CLEARANCE_PX) return false;
  }
  return true;
}

function isWithin(points: Float64Array, turn: number, x: number, y: number): boolean {
  const way = Math.sign(turn);
  for (let i = 0; i < 6; i += 2) {
    const j = (i + 2) % 6;
    const side = (points[j] - points[i]) * (y - points[i + 1]) - (points[j + 1] - points[i + 1]) * (x - points[i]);
    if (side * way < 0) return false;
  }
  return true;
}

/** Square of the distance between the side from point `i` to `j` and a line; 0 where they meet. */
function segmentDistance2(points: Float64Array, i: number, j: number, line: Float64Array): number {
  const [ax, ay, bx, by] = [points[i], points[i + 1], points[j], points[j + 1]];
  const [cx, cy, dx, dy] = line;
  const sideOf = (ux: number, uy: number, vx: number, vy: number, px: number, py: number): number =>
    (vx - ux) * (py - uy) - (vy - uy) * (px - ux);
  const crosses =
    sideOf(ax, ay, bx, by, cx, cy) > 0 !== sideOf(ax, ay, bx, by, dx, dy) > 0 &&
    sideOf(cx, cy, dx, dy, ax, ay) > 0 !== sideOf(cx, cy, dx, dy, bx, by) > 0;
  if (crosses) return 0;
  return Math.min(
    pointDistance2(cx, cy, ax, ay, bx, by),
    pointDistance2(dx, dy, ax, ay, bx, by),
    pointDistance2(ax, ay, cx, cy, dx, dy),
    pointDistance2(bx, by, cx, cy, dx, dy),
  );
}

/** Square of the distance of a point from a line. */
function pointDistance2(px: number, py: number, ax: number, ay: number, bx: number, by: number): number {
  const [ux, uy] = [bx - ax, by - ay];
  const length2 = ux * ux + uy * uy;
  const along = length2 === 0 ? 0 : ((px - ax) * ux + (py - ay) * uy) / length2;
  const t = Math.max(0, Math.min(1, along));
  return (px - ax - t * ux) ** 2 + (py - ay - t * uy) ** 2;
}
