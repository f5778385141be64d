import { doAlone } from '../src/run/alone.js';
import { createRunContext, getJson, putJson, type RunContext } from '../src/run/context.js';
import { measureTraffic } from '../src/run/describe.js';
import { findDue } from '../src/run/due.js';
import { planCalls } from '../src/run/estimate/cloud.js';
import { guessRates } from '../src/run/estimate/rates.js';
import { describeWorkload } from '../src/run/estimate/workload.js';
import { finishRun } from '../src/run/finish.js';
import { noteTraffic, sumNotedTraffic } from '../src/run/noted-traffic.js';
import type { Piece } from '../src/run/phases.js';
import type { Plan } from '../src/run/plan.js';
import { findPublished } from '../src/run/run-pointer.js';
import { isTaskDone } from '../src/run/task-done.js';
import { createTaskRunner, type Task } from '../src/run/tasks.js';
import { planScene } from '../src/scene.js';
import { deviceOf } from '../src/segment/device.js';
import type { Device } from '../src/segment/onnx/session.js';
import { loadRecipe } from '../src/segment/recipe.js';
import { createRunKeys } from '../src/store/keys.js';
import { openStore } from '../src/store/open-store.js';
import { sumTraffic } from '../src/store/traffic.js';
import { openStack } from '../src/tiling/stack/open-stack.js';
import { CLOUD, type CloudSetup } from './cloud-setup.js';
import { cutBatches } from './cut-batches.js';
import type { DueWork, PlannedRun, RunRequest, TaskBatch } from './messages.js';
import { loadOptions } from './options.js';

/*
 * The steps of a run as a state machine calls them, each in a process of its own: plan, then next and its work over and
 * over, until the run is published. All they share is the store.
 */

export interface PlanLimits {
  memoryMB: number;
  /** Into how many shares work is cut that is not cut by tiles. */
  shares: number;
  /** What computes networks here, whatever recipes say. */
  device: Device;
  /** Where a recipe is looked for by its name, before those that come with the package. */
  recipes?: string;
  /** How long calls should take. */
  calls?: Partial<CloudSetup>;
}

/** AWS Batch takes no more at once. */
const MOST_JOBS = 10_000;
export const leastPerJob = (tasks: number): number => Math.ceil(tasks / MOST_JOBS);

/** Looks at the scene's header and writes the plan. */
export async function planStep(request: RunRequest, limits: PlanLimits): Promise<PlannedRun> {
  const { memoryMB, shares, device, recipes } = limits;
  const startedAt = new Date().toISOString();
  const { beside, ...options } = await loadOptions(request.scene);
  const scene = await openStack(request.scene, beside, options.crs ? { crs: options.crs } : {});
  try {
    const recipe = await loadRecipe(request.recipe, recipes ? [recipes] : []);
    const asked = { ...options, scene, recipe, out: request.out };
    const planned = await planScene({ ...asked, memoryMB, workers: shares, device });
    const { plan } = planned;
    const workload = describeWorkload(planned, scene);
    const tasksPerCall = planCalls(workload, guessRates(workload), { ...CLOUD, shares, ...limits.calls });
    const store = openStore(request.out);
    const keys = createRunKeys({ runId: plan.runId, sceneId: plan.sceneId, recipe: plan.recipe.name });
    await putJson(store, keys.plan, plan);
    await noteTraffic({ store, keys }, 'plan', scene.traffic?.() ?? null);
    const { runId, sceneId } = plan;
    const isPublished = (await findPublished(store, keys, runId)) !== null;
    const place = { store: request.out, planKey: keys.plan };
    return { runId, sceneId, recipe: plan.recipe.name, ...place, startedAt, tasksPerCall, phase: 0, isPublished };
  } finally {
    await scene.close();
  }
}

/** How many tasks one call of a worker does. */
export interface BatchSize {
  tasksPerBatch(plan: Plan, tasks: readonly Task[], run: PlannedRun): number;
}

/** Finds what is due and lists it for the workers; null where the run is published. */
export async function nextStep(run: PlannedRun, { tasksPerBatch }: BatchSize): Promise<DueWork | null> {
  const context = await openContext(run);
  const due = await findDue(context, run.phase);
  if (!due) return null;
  const known = { ...run, phase: due.phase + 1, step: due.step };
  if (due.work.kind === 'alone') {
    const nothing = { batchesBucket: null, batchesKey: null, batchCount: 0 };
    return { ...known, kind: 'alone', piece: due.work.piece, ...nothing };
  }
  const { tasks } = due.work;
  const kind = needsGpu(context.plan, tasks) ? 'gpu' : 'tasks';
  const least = kind === 'gpu' ? leastPerJob(tasks.length) : 1;
  const size = Math.max(least, tasksPerBatch(context.plan, tasks, run));
  const place = { store: run.store, planKey: run.planKey };
  const batches = cutBatches(context.grid, tasks, size).map((tasks): TaskBatch => ({ ...place, tasks }));
  const key = context.keys.batches(due.phase);
  await putJson(context.store, key, batches);
  return { ...known, kind, piece: null, ...placeOf(context, key), batchCount: batches.length };
}

/** Only segmenting asks networks. All tasks of a phase are of one kind. */
export const needsGpu = ({ recipe }: Plan, [task]: readonly Task[]): boolean =>
  task.step === 'segment' && deviceOf(recipe) === 'cuda';

/** Bucket and key of an object, as a state machine reads it. */
function placeOf({ store }: RunContext, key: string): { batchesBucket: string; batchesKey: string } {
  const [, bucket = '', path = ''] = /^s3:\/\/([^/]+)\/(.*)$/.exec(store.describe(key)) ?? [];
  return { batchesBucket: bucket, batchesKey: path };
}

/**
 * Does tasks, one after the other, as long as it may; those that an earlier call did are left as they are. Gives how many
 * of them are done.
 */
export async function workStep({ tasks, ...run }: TaskBatch, mayGoOn = () => true): Promise<{ done: number }> {
  const context = await openContext(run);
  try {
    const runTask = createTaskRunner(context);
    let before = 0;
    while (before < tasks.length && (await isTaskDone(context, tasks[before]))) before++;
    let done = before;
    for (; done < tasks.length && mayGoOn(); done++) await runTask(tasks[done]);
    if (done > before) await noteTraffic(context, tasks.slice(before, done), await context.traffic());
    return { done };
  } finally {
    await context.close();
  }
}

/** Does what one worker does alone; publishing ends the run. */
export async function aloneStep({ piece, ...run }: PlannedRun & { piece: Piece }): Promise<PlannedRun> {
  // An answer that got lost: the run is published, and its work is gone.
  const isLate = piece === 'publish' && (await findPublished(openStore(run.store), createRunKeys(run), run.runId));
  if (isLate) return { ...run, isPublished: true };
  const context = await openContext(run);
  try {
    if (piece !== 'publish') {
      await doAlone(context, piece);
      await noteTraffic(context, piece, await context.traffic());
    }
    // Files that a publishing that was cut short has moved are to be written again first.
    else if (!(await isReady(context))) return { ...run, phase: 0 };
    else await publishStep(context, run);
    return { ...run, isPublished: piece === 'publish' };
  } finally {
    await context.close();
  }
}

/** True where all but publishing is done. */
async function isReady(context: RunContext): Promise<boolean> {
  const due = await findDue(context);
  return due?.work.kind === 'alone' && due.work.piece === 'publish';
}

async function publishStep(context: RunContext, { startedAt }: PlannedRun): Promise<void> {
  const { store, keys, grid } = context;
  const pointer = await store.head(keys.pointer);
  const [scene, prepared] = [await context.scene(), await context.prepared()];
  const fetched = sumTraffic([await sumNotedTraffic(context), await context.traffic()]);
  await finishRun(context, {
    prepared,
    traffic: measureTraffic(context, { scene, prepared, traffic: fetched }),
    startedAt: new Date(startedAt),
    stepsMs: {},
    segmented: grid.count,
    vectorized: grid.count,
    // A run that was stopped while it published lets the next one take its place: there is one state machine a run.
    terms: { pointerBefore: pointer?.etag ?? null, force: true },
  });
  await store.deletePrefix(keys.work);
}

async function openContext({ store: location, planKey }: Pick<PlannedRun, 'store' | 'planKey'>): Promise<RunContext> {
  const store = openStore(location);
  return createRunContext(await getJson<Plan>(store, planKey), store);
}
