import { InputError, UsageError } from '../src/errors.js';
import { getJson } from '../src/run/context.js';
import { type Plan, VERSION } from '../src/run/plan.js';
import { openStore } from '../src/store/open-store.js';
import { EXIT_CODES } from './exit-codes.js';
import { leaveFailure } from './handlers.js';
import type { TaskBatch } from './messages.js';
import type { Log } from './ports.js';
import { workStep } from './steps.js';

/*
 * The work of a function, done by a job of AWS Batch: the one batch of a list that is its own. Batch knows how a job ended
 * by its exit code; what was done stays done, so a job that is tried again goes on where it stopped.
 */

/** Which batch is a job's own. */
export interface BatchPlace {
  /** `s3://bucket/key` of the list of batches. */
  batches: string;
  /** In the list, from 0. */
  index: number;
}

export interface BatchJob {
  log: Log;
  findPlace(): BatchPlace;
}

/** Does a job's batch, and gives its exit code. */
export async function runBatchJob({ log, findPlace }: BatchJob, stop: AbortSignal): Promise<number> {
  let batch: TaskBatch | null = null;
  try {
    const place = findPlace();
    batch = await loadBatch(place);
    const { planKey, tasks } = batch;
    await checkVersion(batch);
    const { done } = await workStep(batch, () => !stop.aborted);
    const isDone = done === tasks.length;
    log.info(isDone ? 'Run:Job:Done' : 'Run:Job:Stopped', { planKey, ...place, done, of: tasks.length });
    return isDone ? EXIT_CODES.done : EXIT_CODES.stopped;
  } catch (error) {
    log.error('Run:Job:Failed', { error });
    if (batch) await leaveFailure(batch.store, batch.planKey, error as Error).catch(() => {});
    return error instanceof InputError || error instanceof UsageError ? EXIT_CODES.badInput : EXIT_CODES.failed;
  }
}

async function loadBatch({ batches: location, index }: BatchPlace): Promise<TaskBatch> {
  const [, folder, name] = /^(.+)\/([^/]+)$/.exec(location) ?? [];
  if (!folder) throw new UsageError({ thing: 'list of batches', wanted: 's3://bucket/key', got: location });
  const batches = await getJson<TaskBatch[]>(openStore(folder), name);
  const batch = batches[index];
  if (batch) return batch;
  throw new UsageError({
    thing: 'number of the job',
    wanted: `below ${batches.length}`,
    got: `${index}`,
    source: location,
  });
}

/** An image is not deployed with the functions: one that is left behind would do other work than was planned. */
async function checkVersion({ store, planKey }: TaskBatch): Promise<void> {
  const { version } = await getJson<Pick<Plan, 'version'>>(openStore(store), planKey);
  if (version === VERSION) return;
  const wanted = `version ${version}, by which the run was planned (npm run gpu:image)`;
  throw new UsageError({ thing: 'image of GPU jobs', wanted, got: VERSION });
}
