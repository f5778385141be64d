import type { Task } from './tasks.js';

/** Hands out tasks, each once; undefined where none are left. */
export type TakeTask<T> = (worker: number) => T | undefined;

/**
 * Tasks in their order, whoever asks. Those that read the scene are handed out so that a worker does tiles side by side,
 * for what lies around a tile is in the cache of the worker that did the tile before.
 */
export function queueTasks<T extends Task>(tasks: readonly T[], workers: number): TakeTask<T> {
  if (tasks.every(({ step }) => step === 'segment')) return shareOut(tasks, workers);
  let next = 0;
  return () => tasks[next++];
}

/** Each worker has a run of its own from the start; one that has none left takes the last half of the longest. */
export function shareOut<T>(tasks: readonly T[], workers: number): TakeTask<T> {
  const startOf = (worker: number): number => Math.floor((worker * tasks.length) / workers);
  const runs = Array.from({ length: workers }, (_, worker) => ({ next: startOf(worker), end: startOf(worker + 1) }));
  return (worker) => {
    const own = runs[worker];
    if (own.next === own.end) {
      const longest = runs.reduce((a, b) => (b.end - b.next > a.end - a.next ? b : a));
      const middle = longest.next + Math.floor((longest.end - longest.next) / 2);
      [own.next, own.end, longest.end] = [middle, longest.end, middle];
    }
    return own.next < own.end ? tasks[own.next++] : undefined;
  };
}
