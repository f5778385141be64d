import { threadId } from 'node:worker_threads';
import { type ErrorFacts, type ErrorKind, LandquiltError } from '../errors.js';
import type { Traffic } from '../store/traffic.js';
import { openRun, type RunContext, type RunLocation } from './context.js';
import { createTaskRunner, type Task } from './tasks.js';

/** What a task came to: nothing, or an error whose facts survive the way between threads. */
export type TaskResult = { ok: true; fetched: Fetched | null } | { ok: false; kind: ErrorKind; facts: ErrorFacts };

/** What a worker fetched of the scene since it began. */
export interface Fetched {
  worker: number;
  traffic: Traffic;
}

/** The run this worker works for; a worker serves one run after the other. */
let current: { place: string; context: RunContext; run: (task: Task) => Promise<void> } | undefined;

/** Entry of a worker thread. */
export default async function work({ location, task }: { location: RunLocation; task: Task }): Promise<TaskResult> {
  try {
    const place = JSON.stringify(location);
    if (current?.place !== place) {
      const before = current?.context;
      current = undefined;
      await before?.close();
      const context = await openRun(location);
      current = { place, context, run: createTaskRunner(context) };
    }
    await current.run(task);
    const traffic = await current.context.traffic();
    return { ok: true, fetched: traffic && { worker: threadId, traffic } };
  } catch (error) {
    if (error instanceof LandquiltError) return { ok: false, kind: error.kind, facts: error.facts };
    throw error;
  }
}
