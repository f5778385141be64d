import { availableParallelism } from 'node:os';
import { getEnvironmentData, setEnvironmentData } from 'node:worker_threads';

const KEY = 'landquilt:model-threads';

/** To be called before so many threads are started that ask models: together they use every core once. */
export function setModelThreads(workers: number): void {
  setEnvironmentData(KEY, Math.max(1, Math.floor(availableParallelism() / workers)));
}

/** Threads that a model computes with, the one that asks it among them. */
export function getModelThreads(): number {
  return (getEnvironmentData(KEY) as unknown as number | undefined) ?? 1;
}
