import { InternalError } from '../src/errors.js';

/** What Lambda tells a function about its own call. */
export interface CallClock {
  getRemainingTimeInMillis(): number;
}

/** To answer, and to be called in another process before this one is ended. */
const SPARE_MS = 15_000;
/** Pieces of work are not of one size. */
const LONGER = 1.5;

/** Asked before each piece of work: false where what is left of the call may not be enough for one more. */
export function watchTime(clock?: CallClock): () => boolean {
  let left = clock?.getRemainingTimeInMillis() ?? Number.POSITIVE_INFINITY;
  let longestMs = 0;
  return () => {
    if (!clock) return true;
    const before = left;
    left = clock.getRemainingTimeInMillis();
    longestMs = Math.max(longestMs, before - left);
    return left > SPARE_MS + LONGER * longestMs;
  };
}

/** A call did what it could; another goes on. The state machine knows it by this name. */
export class OutOfTime extends InternalError {
  constructor(done: number, of: number) {
    super({ thing: 'call', wanted: `${of} tasks done in its time`, got: `${done}` });
  }
}
