import type { FloodLevels } from './flood-levels.js';

/**
 * Pixels that wait in lines, a line a level, where each pixel waits once; in a line those that came first are first (Meyer
 * 1994). Who comes when its level is past waits in one more line, which is served behind that of the level whose turn it is.
 * A line is a part of one array with room for all pixels of its level: no links to follow, so memory is read ahead.
 */
export interface LevelQueue {
  pixels: Uint32Array;
  /** Where each line begins, and where it ends so far; that of the late is the last. */
  starts: Uint32Array;
  ends: Uint32Array;
  /** Number of the line of the late. */
  late: number;
}

export function createLevelQueue({ levels, count }: FloodLevels): LevelQueue {
  const starts = new Uint32Array(count + 1);
  for (let i = 0; i < levels.length; i++) starts[levels[i] + 1]++;
  for (let level = 0; level < count; level++) starts[level + 1] += starts[level];
  return { pixels: new Uint32Array(2 * levels.length), starts, ends: starts.slice(), late: count };
}
