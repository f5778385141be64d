import { type ErrorFacts, type ErrorKind, LandquiltError } from '../errors.js';
import { openRun, type RunContext, type RunLocation } from './context.js';
import { createTaskRunner, type Task } from './tasks.js';

/** What a task came to: nothing, or an error whose facts survive the way between threads. */
export type TaskResult = { ok: true } | { ok: false; kind: ErrorKind; facts: ErrorFacts };

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
    return { ok: true };
  } catch (error) {
    if (error instanceof LandquiltError) return { ok: false, kind: error.kind, facts: error.facts };
    throw error;
  }
}
