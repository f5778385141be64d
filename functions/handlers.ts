import { putJson } from '../src/run/context.js';
import { PHASES } from '../src/run/phases.js';
import { createRunKeys } from '../src/store/keys.js';
import { openStore } from '../src/store/open-store.js';
import { type CallClock, OutOfTime, watchTime } from './call-clock.js';
import { type LeftFailure, SupersededError } from './failures.js';
import type { Ledger } from './ledger.js';
import type { DueWork, NextWork, PlannedRun, RunRequest, TaskBatch } from './messages.js';
import type { Log } from './ports.js';
import { aloneStep, type BatchSize, nextStep, type PlanLimits, planStep, workStep } from './steps.js';

/*
 * The steps of a run as functions of the state machine: each does its step, and notes how far the run is. `name` is that
 * of the execution.
 */

export interface StepParts {
  ledger: Ledger;
  log: Log;
}

export function createPlanHandler({ ledger, log }: StepParts, limits: PlanLimits) {
  return async ({ name, request }: { name: string; request: RunRequest }): Promise<PlannedRun> => {
    const { scene } = request;
    const run = await planStep(request, limits);
    const { runId, recipe } = run;
    await ledger.note(name, { state: 'PLANNED', scene, recipe, runId });
    log.info('Run:Plan:Done', { name, scene, recipe, runId, isPublished: run.isPublished });
    return run;
  };
}

export function createNextHandler({ ledger, log }: StepParts, batching: BatchSize) {
  return async ({ name, run }: { name: string; run: PlannedRun }): Promise<NextWork> => {
    const due = await nextStep(run, batching);
    if (!due) return { ...run, kind: 'done' };
    const { step, phase, kind, batchCount: batches } = due;
    await ledger.note(name, { state: 'RUNNING', step, phase, phases: PHASES.length, batches });
    log.info('Run:Next:Found', { name, runId: run.runId, step, phase, kind, batches });
    return due;
  };
}

export function createAloneHandler({ ledger, log }: StepParts) {
  return async ({ name, run }: { name: string; run: DueWork }): Promise<PlannedRun> => {
    const { piece, runId } = run;
    // Of two versions of a scene under way at once, only the newest may be seen.
    if (piece === 'publish' && (await ledger.isSuperseded(name))) throw new SupersededError(run.sceneId);
    const after = await aloneStep({ ...run, piece: piece! });
    log.info('Run:Alone:Done', { name, runId, piece });
    return after;
  };
}

export function createWorkHandler({ log }: Pick<StepParts, 'log'>) {
  return async (batch: TaskBatch, clock?: CallClock): Promise<{ done: number }> => {
    const { store, planKey, tasks } = batch;
    try {
      const { done } = await workStep(batch, watchTime(clock));
      log.info('Run:Work:Done', { planKey, step: tasks[0].step, done, of: tasks.length });
      if (done < tasks.length) throw new OutOfTime(done, tasks.length);
      return { done };
    } catch (error) {
      await leaveFailure(store, planKey, error as Error).catch(() => {});
      throw error;
    }
  };
}

/** What starts many workers forgets why some failed; so they leave it where the end of the run finds it. */
export async function leaveFailure(location: string, planKey: string, { message }: Error): Promise<void> {
  const [, runId = ''] = planKey.split('/');
  const { failure } = createRunKeys({ runId, sceneId: '', recipe: '' });
  const left: LeftFailure = { reason: message };
  await putJson(openStore(location), failure, left);
}
