import { blocksOf } from '../src/run/simplify-step.js';
import type { Task } from '../src/run/tasks.js';
import { type Grid, tileAt } from '../src/tiling/grid.js';
import { hilbertIndex } from '../src/vectorize/formats/hilbert.js';

/**
 * Cuts the tasks of a phase into batches of about the same size, `size` at most. Tiles of a batch lie together, in both
 * directions: what a method reads around a tile belongs to its neighbours, and is fetched once a call. What is no tile is
 * a batch of its own, and comes first: it may take longest.
 */
export function cutBatches(grid: Grid, tasks: readonly Task[], size: number): Task[][] {
  const placed = tasks.flatMap((task) => {
    const place = placeOf(grid, task);
    return place === null ? [] : [{ task, place }];
  });
  const inOrder = placed.sort((a, b) => a.place - b.place).map(({ task }) => task);
  const count = Math.ceil(inOrder.length / size);
  const startOf = (batch: number): number => Math.floor((batch * inOrder.length) / count);
  const batches = Array.from({ length: count }, (_, i) => inOrder.slice(startOf(i), startOf(i + 1)));
  return [...tasks.filter((task) => placeOf(grid, task) === null).map((task) => [task]), ...batches];
}

/** Along a curve that stays near where it is; null for what is no tile and no block. */
function placeOf(grid: Grid, task: Task): number | null {
  if (!('tile' in task || 'block' in task)) return null;
  const { column, row } = 'tile' in task ? tileAt(grid, task.tile) : tileAt(blocksOf(grid), task.block);
  return hilbertIndex(column, row);
}
