import { type CloudSetup, LIMITS } from './prices.js';
import type { Range } from './range.js';

/** What a call may take of its limit even where all is as slow as it can be expected. */
const SAFE_SHARE = 0.75;
/** A state hands on no more than 256 KiB; a task takes 40 bytes. */
const MOST_TASKS = 2000;

/**
 * How many tasks of a phase one call does: as many as take the time that is aimed at. Where there are too few for all
 * workers that may work at once, fewer, so that all get some; but a call stays worth its start.
 *
 * `each` is what a task takes, in seconds. What is known within bounds a hundred apart is believed to be ten from both.
 */
export function tasksPerCall(
  tasks: number,
  each: Range,
  { targetCallSeconds, leastCallSeconds, workersAtOnce }: CloudSetup,
): number {
  const likely = Math.sqrt(each.low * each.high);
  const inTime = Math.min(targetCallSeconds / likely, (SAFE_SHARE * LIMITS.lambdaSeconds) / each.high);
  const ofShare = Math.max(tasks / workersAtOnce, leastCallSeconds / likely);
  return Math.max(1, Math.floor(Math.min(inTime, ofShare, MOST_TASKS)));
}
