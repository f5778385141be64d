import { createHash } from 'node:crypto';
import type { Crs } from '../../src/raster/crs.js';
import { createRunContext, putJson, type RunContext, toSceneFacts } from '../../src/run/context.js';
import { createPlan, type Plan, type PlanOptions } from '../../src/run/plan.js';
import { createStepTimer } from '../../src/run/progress.js';
import { createTaskRunner, type Task } from '../../src/run/tasks.js';
import { type PlannedRun, runSteps } from '../../src/scene.js';
import { type PreparedRecipe, prepareRecipe } from '../../src/segment/prepare.js';
import { loadRecipe, parseRecipe, type Recipe } from '../../src/segment/recipe.js';
import { createRunKeys, type RunKeys } from '../../src/store/keys.js';
import type { ObjectInfo, Store } from '../../src/store/store.js';
import { openScene, type Scene } from '../../src/tiling/open-scene.js';

/** Outputs whose bytes may not depend on how the run was cut, stopped or repeated; the others tell times. */
export const EXACT = ['mask.tif', 'regions.geojson', 'regions.fgb', 'regions.parquet', 'preview.png', 'source.webp'];

export interface Given {
  scene: Scene;
  plan: Plan;
  prepared: PreparedRecipe;
}

export interface GivenOptions extends Pick<PlanOptions, 'formats' | 'vectorsOnly'> {
  recipe?: Recipe;
  crs?: Crs | null;
}

/** Plans `crop-health` on a scene of red and near infrared, or another recipe. */
export async function planRun(
  path: string,
  tileSizePx: number,
  { recipe, crs = null, ...files }: GivenOptions = {},
): Promise<Given> {
  const scene = await openScene(path);
  const overrides = recipe ? {} : { scaling: { scale: 1e-4, offset: 0 } };
  try {
    const prepared = prepareRecipe(recipe ?? (await loadRecipe('crop-health')), toSceneFacts(scene), overrides);
    const options = { tileSizePx, workers: 1, memoryMB: 4000, overrides, crsOverride: crs, ...files };
    const plan = createPlan(scene, prepared, options);
    return { scene, plan, prepared };
  } catch (error) {
    await scene.close();
    throw error;
  }
}

/** The recipe of rasters that hold class ids already. */
export function classesRecipe(connectivity: 4 | 8 = 4): Recipe {
  const segmenter = { method: 'classes' };
  return parseRecipe({ name: 'classes', segmenter, vectorize: { connectivity } }, 'test');
}

/** All steps of a run in this thread, over any store; tasks may be put in another order, or done twice. */
export async function runInProcess(
  { scene, plan, prepared }: Given,
  store: Store,
  { arrange = (tasks: Task[]) => tasks, onTask = (_: Task) => {}, force = false } = {},
): Promise<RunContext> {
  const context = createRunContext(plan, store);
  const runTask = createTaskRunner(context);
  const pool: PlannedRun['pool'] = {
    async run(tasks, onDone) {
      for (const task of arrange([...tasks])) {
        onTask(task);
        await runTask(task);
        onDone(task as never);
      }
    },
  };
  await putJson(store, context.keys.plan, plan);
  const timer = createStepTimer(() => {});
  const terms = { pointerBefore: (await store.head(context.keys.pointer))?.etag ?? null, force };
  try {
    await runSteps({ context, scene, prepared, pool, timer, startedAt: new Date(), terms });
    await store.deletePrefix(context.keys.work);
  } finally {
    await context.close();
  }
  return context;
}

export const keysOf = ({ plan }: Pick<Given, 'plan'>): RunKeys =>
  createRunKeys({ runId: plan.runId, sceneId: plan.sceneId, recipe: plan.recipe.name });

export type OutputHashes = Awaited<ReturnType<typeof hashOutputs>>;

/** A hash per exact output, and of the item, which names the scene's place too; null for one that is not there. */
export async function hashOutputs({ keys, store }: Pick<RunContext, 'keys' | 'store'>) {
  const hashes: Record<string, string | null> = {};
  for (const name of [...EXACT, 'item.json']) {
    const there = await store.head(keys.output(name));
    hashes[name] =
      there &&
      createHash('sha256')
        .update(await store.get(keys.output(name)))
        .digest('hex');
  }
  return hashes;
}

/** The keys of a store. */
export async function listKeys(store: Store, prefix = ''): Promise<string[]> {
  const keys: string[] = [];
  for await (const { key } of store.list(prefix)) keys.push(key);
  return keys;
}

type Method = Exclude<keyof Store, 'describe' | 'reading'>;
const METHODS: Method[] = ['get', 'getRange', 'getStart', 'head', 'put', 'putStream', 'list', 'move', 'deletePrefix'];
export const WRITES: Method[] = ['put', 'putStream', 'move', 'deletePrefix'];

/**
 * The store with a say before each call: `before` may throw in its place. `after` may throw when the call is done: an
 * answer that got lost.
 */
export function interceptStore(
  store: Store,
  { before = () => {}, after = () => {} }: { before?: Intercept; after?: Intercept },
): Store {
  const wrapped = { describe: store.describe, reading: store.reading } as Store;
  for (const method of METHODS) {
    if (method === 'list') {
      wrapped.list = async function* (prefix, from): AsyncGenerator<ObjectInfo> {
        before(method, prefix);
        yield* store.list(prefix, from);
      };
      continue;
    }
    const call = store[method] as (...args: unknown[]) => Promise<unknown>;
    (wrapped as unknown as Record<string, typeof call>)[method] = async (...args) => {
      before(method, String(args[0]));
      const answer = await call(...args);
      after(method, String(args[0]));
      return answer;
    };
  }
  return wrapped;
}

type Intercept = (method: Method, key: string) => void;
