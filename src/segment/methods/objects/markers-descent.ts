import { findRoot } from './number-objects.js';

/** Level of pixels where no surface is. */
export const WALL = 0xffffffff;

/** Levels in a frame of one pixel, with walls where no surface is. */
export interface Relief {
  levels: Uint32Array;
  steps: Int32Array;
}

/** Pixels from which one comes down to the same one. Numbers of basins are from 1; index 0 of the arrays stands for none. */
export interface Basins {
  /** Number of each pixel's basin; 0 in walls. */
  numbers: Int32Array;
  /** The lowest pixel of each, the first of equal ones, and its level. */
  lowest: Uint32Array;
  floors: Uint32Array;
}

/** Every pixel goes to its lowest neighbour, and on from there; of pixels of one level those that come first are the lower. */
export function descend({ levels, steps }: Relief): Basins {
  const { targets, count } = targetsOf({ levels, steps });
  const numbers = new Int32Array(levels.length);
  const lowest = new Uint32Array(count + 1);
  const floors = new Uint32Array(count + 1);
  const ofLowest = new Int32Array(levels.length);
  for (let i = 0, next = 1; i < targets.length; i++) {
    if (targets[i] < 0) continue;
    // What is before the pixel has its number by now.
    if (targets[i] < i) {
      numbers[i] = numbers[targets[i]];
      continue;
    }
    const bottom = findRoot(targets, i);
    if (ofLowest[bottom] === 0) {
      lowest[next] = bottom;
      floors[next] = levels[bottom];
      ofLowest[bottom] = next++;
    }
    numbers[i] = ofLowest[bottom];
  }
  return { numbers, lowest, floors };
}

/** The neighbour that each pixel goes to; itself where none is lower, of which there are `count`; -1 in walls. */
function targetsOf({ levels, steps }: Relief): { targets: Int32Array; count: number } {
  const targets = new Int32Array(levels.length).fill(-1);
  const stride = steps[3];
  const hasCorners = steps.length === 8;
  let count = 0;
  for (let i = 0; i < levels.length; i++) {
    if (levels[i] === WALL) continue;
    let to = i;
    // Those before the pixel are lower at the same level already.
    if (levels[i - stride] <= levels[to]) to = i - stride;
    if (levels[i - 1] <= levels[to]) to = i - 1;
    if (hasCorners) {
      if (levels[i - stride - 1] <= levels[to]) to = i - stride - 1;
      if (levels[i - stride + 1] <= levels[to]) to = i - stride + 1;
      if (levels[i + stride - 1] < levels[to]) to = i + stride - 1;
      if (levels[i + stride + 1] < levels[to]) to = i + stride + 1;
    }
    if (levels[i + 1] < levels[to]) to = i + 1;
    if (levels[i + stride] < levels[to]) to = i + stride;
    targets[i] = to;
    if (to === i) count++;
  }
  return { targets, count };
}

/** Pairs of basins that touch, by the level at which one comes from one to the other. */
export interface Passes {
  /** Where the passes of each level begin; one more at the end. */
  starts: Uint32Array;
  ones: Int32Array;
  others: Int32Array;
}

/** All passes, the lowest first: pixels of two basins side by side, at the level of the higher one. */
export function findPasses({ levels, steps }: Relief, numbers: Int32Array, levelCount: number): Passes {
  // Those before a pixel have it as a neighbour too.
  const after = steps.filter((step) => step > 0);
  const starts = new Uint32Array(levelCount + 1);
  for (const step of after) countPasses({ levels, numbers, step }, starts);
  for (let level = 0; level < levelCount; level++) starts[level + 1] += starts[level];
  const ones = new Int32Array(starts[levelCount]);
  const others = new Int32Array(starts[levelCount]);
  const ends = starts.slice();
  for (const step of after) putPasses({ levels, numbers, step }, ends, { ones, others });
  return { starts, ones, others };
}

/** Pairs of pixels, one `step` behind the other. */
interface Pairs {
  levels: Uint32Array;
  numbers: Int32Array;
  step: number;
}

/** Counts the passes of each level, one place further on. */
function countPasses({ levels, numbers, step }: Pairs, counts: Uint32Array): void {
  for (let i = 0, near = step; near < numbers.length; i++, near++) {
    if (numbers[i] === numbers[near] || numbers[i] === 0 || numbers[near] === 0) continue;
    counts[(levels[i] > levels[near] ? levels[i] : levels[near]) + 1]++;
  }
}

function putPasses(
  { levels, numbers, step }: Pairs,
  ends: Uint32Array,
  { ones, others }: Pick<Passes, 'ones' | 'others'>,
): void {
  for (let i = 0, near = step; near < numbers.length; i++, near++) {
    if (numbers[i] === numbers[near] || numbers[i] === 0 || numbers[near] === 0) continue;
    const at = ends[levels[i] > levels[near] ? levels[i] : levels[near]]++;
    ones[at] = numbers[i];
    others[at] = numbers[near];
  }
}
