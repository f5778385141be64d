import type { Random } from './noise.js';

/** A line of points about one pixel apart: x, y, x, y, … in pixels. */
export type Path = readonly number[];

export interface WalkOptions {
  /** Where the walk begins, in pixels. */
  start: readonly [x: number, y: number];
  /** Where it wants to go; the walk ends when it has come as far as this. */
  goal: readonly [x: number, y: number];
  /** Steps between two changes of mind: long for a road, short for a brook. */
  bendPx: number;
  /** How strongly it turns, as the tangent of the turn in one step. */
  turn: number;
  /** How strongly it is drawn back to its goal (0 to 1). */
  pull: number;
  random: Random;
}

/** A smooth wandering line. Turns are by tangent, normalised by a square root: no trigonometry. */
export function walkPath({ start, goal, bendPx, turn, pull, random }: WalkOptions): Path {
  let [x, y] = start;
  let [dx, dy] = unit(goal[0] - x, goal[1] - y);
  const points = [x, y];
  const length = distance(goal[0] - x, goal[1] - y);
  const [mainX, mainY] = [dx, dy];
  let from = 0;
  let to = turn * (2 * random() - 1);
  for (let step = 0; step < 6 * length; step++) {
    const phase = step % bendPx;
    if (phase === 0) {
      from = to;
      to = turn * (0.4 + 0.6 * random()) * (to > 0 ? -1 : 1);
    }
    const t = from + (to - from) * (phase / bendPx);
    const [goalX, goalY] = unit(goal[0] - x, goal[1] - y);
    // Rotates by the small turn, then leans towards the goal.
    const turnedX = dx - t * dy + pull * goalX;
    const turnedY = dy + t * dx + pull * goalY;
    [dx, dy] = unit(turnedX, turnedY);
    x += dx;
    y += dy;
    points.push(x, y);
    if ((x - start[0]) * mainX + (y - start[1]) * mainY >= length) break;
  }
  return points;
}

/** Distance in pixels of every pixel's centre to the nearest path, and `reachPx` where that is farther. */
export function distanceToPaths(paths: readonly Path[], size: number, reachPx: number): Float32Array {
  const squared = new Float32Array(size * size).fill(reachPx * reachPx);
  for (const path of paths) {
    for (let i = 0; i < path.length; i += 2) stampPoint(squared, size, reachPx, path[i]!, path[i + 1]!);
  }
  for (let i = 0; i < squared.length; i++) squared[i] = Math.sqrt(squared[i]!);
  return squared;
}

function stampPoint(squared: Float32Array, size: number, reachPx: number, x: number, y: number): void {
  const firstCol = Math.max(0, Math.floor(x - reachPx));
  const lastCol = Math.min(size - 1, Math.ceil(x + reachPx));
  const firstRow = Math.max(0, Math.floor(y - reachPx));
  const lastRow = Math.min(size - 1, Math.ceil(y + reachPx));
  for (let row = firstRow; row <= lastRow; row++) {
    const dy = row + 0.5 - y;
    for (let col = firstCol; col <= lastCol; col++) {
      const dx = col + 0.5 - x;
      const d = dx * dx + dy * dy;
      const i = row * size + col;
      if (d < squared[i]!) squared[i] = d;
    }
  }
}

function unit(x: number, y: number): [x: number, y: number] {
  const length = distance(x, y) || 1;
  return [x / length, y / length];
}

/** `Math.hypot` may round differently from one machine to the next; this does not. */
function distance(x: number, y: number): number {
  return Math.sqrt(x * x + y * y);
}
