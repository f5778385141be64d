import { createRequire } from 'node:module';
import { setFlagsFromString } from 'node:v8';
import { Piscina } from 'piscina';
import { type ErrorFacts, type ErrorKind, InputError, InternalError, LandquiltError, UsageError } from '../errors.js';
import { setModelThreads } from '../segment/onnx/threads.js';
import { sumTraffic, type Traffic } from '../store/traffic.js';
import type { RunLocation } from './context.js';
import { queueTasks } from './task-queue.js';
import type { Task } from './tasks.js';
import type { TaskResult } from './worker.js';

/** Worker threads that do tasks of one run. */
export interface Pool {
  /** Does all tasks, as many at once as there are workers; fails with the first that fails. */
  run<T extends Task>(tasks: Iterable<T>, onDone: (task: T) => void): Promise<void>;
  /** What all workers fetched of the scene so far; null where it lies in files. */
  traffic(): Traffic | null;
  close(): Promise<void>;
}

/** A worker that dies (out of memory, killed) is replaced and its task tried again; so often. */
const ATTEMPTS = 3;

const ERRORS: Record<ErrorKind, new (facts: LandquiltError['facts']) => LandquiltError> = {
  input: InputError,
  usage: UsageError,
  internal: InternalError,
};

export function createPool(location: RunLocation, options: { workers: number; signal: AbortSignal | undefined }): Pool {
  const { workers, signal } = options;
  setModelThreads(workers);
  // Arrays count as a part of the heap (docs/decisions/2026-11-21-worker-heap.md).
  setFlagsFromString('--initial-old-space-size=64');
  const start = () => {
    const started = new Piscina({
      filename: createRequire(import.meta.url).resolve('#run-worker'),
      minThreads: workers,
      maxThreads: workers,
      // Most of what a task allocates lives outside the heap: a larger nursery is memory for nothing.
      resourceLimits: { maxYoungGenerationSizeMb: 12 },
      // A library beneath geotiff reads properties of it, and fails where there is none.
      workerData: {},
    });
    // A worker that dies between tasks is replaced; within a task, the task is rejected too.
    started.on('error', () => {});
    // One that dies while it starts is not: without the last of them, tasks would wait for ever.
    started.on('workerDestroy', () => setImmediate(() => replaceIfEmpty(started)));
    return started;
  };
  let piscina = start();
  let isClosed = false;
  // The latest total of each worker, of those that died too.
  const fetched = new Map<number, Traffic>();

  function replaceIfEmpty(emptied: Piscina): void {
    if (isClosed || emptied !== piscina || emptied.threads.length > 0) return;
    piscina = start();
    // Rejects the tasks that wait there; each is tried again here.
    void emptied.destroy();
  }

  async function attempt(task: Task): Promise<void> {
    for (let tries = 1; ; tries++) {
      signal?.throwIfAborted();
      try {
        const result = (await piscina.run({ location, task })) as TaskResult;
        if (result.ok) {
          if (result.fetched) fetched.set(result.fetched.worker, result.fetched.traffic);
          return;
        }
        throw new ERRORS[result.kind](nameIn(result.facts, task));
      } catch (error) {
        if (error instanceof LandquiltError) throw error;
        if (tries === ATTEMPTS) throw failed(task, error);
      }
    }
  }

  return {
    async run(tasks, onDone) {
      const take = queueTasks([...tasks], workers);
      let hasFailed = false;
      const lane = async (_: unknown, worker: number): Promise<void> => {
        for (let task = take(worker); task && !hasFailed; task = take(worker)) {
          await attempt(task).catch((error) => {
            hasFailed = true;
            throw error;
          });
          onDone(task);
        }
      };
      const results = await Promise.allSettled(Array.from({ length: workers }, lane));
      const failure = results.find((result) => result.status === 'rejected');
      if (failure) throw failure.reason;
    },
    traffic: () => sumTraffic(fetched.values()),
    close() {
      isClosed = true;
      return piscina.destroy();
    },
  };
}

function failed(task: Task, cause: unknown): InternalError {
  const got = cause instanceof Error ? cause.message : String(cause);
  return new InternalError({ thing: nameTask(task), wanted: `a result within ${ATTEMPTS} attempts`, got }, { cause });
}

/** The facts of an error, and which task it stopped. */
function nameIn(facts: ErrorFacts, task: Task): ErrorFacts {
  return { ...facts, source: [facts.source, nameTask(task)].filter(Boolean).join(', ') };
}

function nameTask(task: Task): string {
  if ('block' in task) return `${task.step} of block ${task.block}`;
  if ('tile' in task) return `${task.step} of tile ${task.tile}`;
  return 'file' in task ? `${task.step} of ${task.file}` : task.step;
}
