import { availableParallelism, totalmem } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { InternalError } from './errors.js';
import type { Crs } from './raster/crs.js';
import { pixelCount } from './raster/window.js';
import { doAlone } from './run/alone.js';
import { createRunContext, findJson, putJson, type RunContext, toSceneFacts } from './run/context.js';
import { measureTraffic } from './run/describe.js';
import { finishRun } from './run/finish.js';
import type { VectorFormat } from './run/outputs.js';
import { countPieces, PHASES } from './run/phases.js';
import { createPlan, type Plan } from './run/plan.js';
import { createPool, type Pool } from './run/pool.js';
import { createStepTimer, type ProgressListener, type Step, type StepTimer } from './run/progress.js';
import { type PublishTerms, placeTaken } from './run/publish.js';
import { findPublished, type RunPointer } from './run/run-pointer.js';
import { blocksOf } from './run/simplify-step.js';
import type { RunStatistics } from './run/statistics.js';
import type { Task } from './run/tasks.js';
import { loadZones, type ZonesSource } from './run/zones-source.js';
import { onDevice } from './segment/device.js';
import { checkObjects } from './segment/instances.js';
import type { Device } from './segment/onnx/session.js';
import { chooseRecipe } from './segment/otherwise.js';
import { type PreparedRecipe, prepareRecipe, type RecipeOverrides } from './segment/prepare.js';
import { checkScores, type Recipe } from './segment/recipe.js';
import { checkVectorize, type RecipeVectorize } from './segment/vectorize-options.js';
import { OUTPUT_NAMES } from './store/keys.js';
import { openStore } from './store/open-store.js';
import { ObjectMissing } from './store/store.js';
import { sumTraffic } from './store/traffic.js';
import { tileAt } from './tiling/grid.js';
import type { Scene } from './tiling/open-scene.js';
import type { ZoneRule } from './vectorize/zonal/coverage.js';

export interface ProcessOptions {
  scene: Scene;
  recipe: Recipe;
  /** Folder for the results; they come to lie in `<out>/<sceneId>/<recipe>/`. */
  out: string;
  /** Worker threads; as many as there are processors if not given. */
  workers?: number;
  /** Side of a tile's core; chosen from the memory if not given. It does not change the results. */
  tileSizePx?: number;
  /** What the run may use of memory, in megabytes; half of the machine's, at most 4,000, if not given. */
  memoryMB?: number;
  /** Bands, sensor or scaling that the caller knows better than the file. */
  overrides?: RecipeOverrides;
  /** Used instead of the file's own. */
  crs?: Crs;
  /** Instead of what the recipe says. */
  vectorize?: Partial<RecipeVectorize>;
  /**
   * A file of areas to measure, such as fields (GeoJSON, FlatGeobuf, GeoParquet), and how pixels on their edges count
   * (`fraction` if not said).
   */
  zones?: { location: string; rule?: ZoneRule };
  /** Formats of the polygons; GeoJSON, FlatGeobuf and GeoParquet if not given. */
  formats?: readonly VectorFormat[];
  /** Write the polygons (and `statistics.json`) alone: no mask, pictures, report or zones. */
  vectorsOnly?: boolean;
  /** Write `scores.tif` too, how sure the method is of every pixel, and measure it of every polygon. */
  scores?: boolean;
  /** What computes networks; as the recipe says if not given. */
  device?: Device;
  /** Do it again even if the same run is already published. */
  force?: boolean;
}

export interface ProcessHooks {
  onProgress?: ProgressListener;
  signal?: AbortSignal;
}

export interface ProcessResult {
  /** Folder with the outputs. */
  folder: string;
  statistics: RunStatistics;
  /** True where the same run had been published before and nothing was done. */
  wasPublished: boolean;
}

/**
 * The whole way of a scene: plan → fit → segment → stitch → vectorize → publish. Every step leaves its result in the
 * store at a key that depends on the plan alone, so a run that was killed goes on where it stopped.
 *
 * @throws InputError where the scene and the recipe do not go together; UsageError where the options do not
 */
export async function processScene(options: ProcessOptions, hooks: ProcessHooks = {}): Promise<ProcessResult> {
  const startedAt = new Date();
  const { scene, out } = options;
  const timer = createStepTimer(hooks.onProgress ?? (() => {}));
  const store = openStore(out);
  const { plan, prepared, zones } = await timer.step('plan', { total: 1 }, () => planScene(options));
  const context = createRunContext(plan, store);
  const { keys } = context;
  const folder = store.describe(keys.output(''));
  const before = await store.head(keys.pointer);
  const published = options.force ? null : await findResults(context);
  if (published) {
    // A run that was stopped after it published leaves its work behind.
    await store.deletePrefix(keys.work);
    return { folder, statistics: published, wasPublished: true };
  }

  await putJson(store, keys.plan, plan);
  const pool = createPool({ store: out, planKey: keys.plan }, { workers: plan.workers, signal: hooks.signal });
  try {
    const terms = { pointerBefore: before?.etag ?? null, force: options.force ?? false };
    const statistics = await runSteps({ context, scene, prepared, zones, pool, timer, startedAt, terms });
    await store.deletePrefix(keys.work);
    return { folder, statistics, wasPublished: false };
  } catch (error) {
    // The same run in another process may have published first, and taken its work away under this one.
    const isUnchanged =
      hooks.signal?.aborted || (await store.head(keys.pointer).catch(() => before))?.etag === before?.etag;
    const statistics = isUnchanged ? null : await findRival(context, error).catch(() => null);
    // Its files, too, may be gone by now: a third run took the place.
    if (!statistics)
      throw isUnchanged || !(error instanceof ObjectMissing) ? error : placeTaken(context, 'another run');
    return { folder, statistics, wasPublished: true };
  } finally {
    await pool.close();
  }
}

/** A run that was decided upon, from the header of its scene alone; nothing is written. */
export interface PlannedScene {
  plan: Plan;
  prepared: PreparedRecipe;
  zones: ZonesSource | null;
}

/**
 * Decides all that a run will do.
 *
 * @throws InputError where the scene and the recipe do not go together; UsageError where the options do not
 */
export async function planScene(options: ProcessOptions): Promise<PlannedScene> {
  const { scene, overrides = {}, formats, vectorsOnly, scores } = options;
  const facts = toSceneFacts(scene, options.crs);
  const chosen = chooseRecipe(options.recipe, (candidate) =>
    prepareRecipe(adaptRecipe({ ...options, recipe: candidate }), facts, overrides),
  );
  const prepared = { ...chosen.prepared, warnings: [...chosen.warnings, ...chosen.prepared.warnings] };
  const { workers = availableParallelism(), memoryMB = defaultMemoryMB(), tileSizePx, crs = null } = options;
  const zones = options.zones ? await loadZones(options.zones.location, options.zones.rule) : null;
  const outputs = { formats, vectorsOnly, scores, zones: zones?.plan ?? null };
  const settings = { workers, memoryMB, overrides, crsOverride: crs, ...outputs };
  const plan = createPlan(scene, prepared, tileSizePx ? { ...settings, tileSizePx } : settings);
  return { plan, prepared, zones };
}

/** The recipe with what the caller asks for beyond it, if all of that goes together. */
function adaptRecipe({ recipe, vectorize, scores = false, device }: ProcessOptions): Recipe {
  if (scores) checkScores(recipe);
  const attributes = { ...recipe.attributes, scores: scores || recipe.attributes.scores };
  const adapted = { ...recipe, attributes, vectorize: { ...recipe.vectorize, ...vectorize } };
  checkVectorize(adapted.vectorize);
  checkObjects(adapted);
  return device ? onDevice(adapted, device) : adapted;
}

/** A run whose plan is in the store, and what its steps need. */
export interface PlannedRun {
  context: RunContext;
  scene: Scene;
  prepared: PreparedRecipe;
  zones?: ZonesSource | null;
  pool: Pick<Pool, 'run'> & Partial<Pick<Pool, 'traffic'>>;
  timer: StepTimer;
  startedAt: Date;
  terms: PublishTerms;
}

/** The steps from fit to publish; what an earlier start of the same run has done is not done again. */
export async function runSteps(run: PlannedRun): Promise<RunStatistics> {
  const { context, scene, prepared, timer } = run;
  const { plan, grid } = context;
  const asked = PHASES.filter(({ isAsked }) => isAsked(plan));
  const course = { startedAt: run.startedAt, terms: run.terms, segmented: 0, vectorized: 0 };
  for (const step of new Set(asked.map((phase) => phase.step))) {
    const pieces = await countPieces(context, step);
    const statistics = await timer.step(step, pieces, async (advance) => {
      for (const phase of asked.filter((one) => one.step === step)) {
        const work = await phase.find(context);
        if (work?.kind === 'tasks') await runTasks(run, step, work.tasks, advance);
        else if (work?.piece === 'publish') {
          const fetched = sumTraffic([scene.traffic?.(), await context.traffic(), run.pool.traffic?.()]);
          const traffic = measureTraffic(context, { scene, prepared, traffic: fetched });
          return finishRun(context, { ...course, prepared, traffic, stepsMs: timer.stepsMs() });
        } else if (work) await doAlone(context, work.piece, { scene, prepared, zones: run.zones ?? null, advance });
      }
      return null;
    });
    if (step === 'segment') course.segmented = grid.count - pieces.reused;
    if (step === 'vectorize') course.vectorized = grid.count - pieces.reused;
    if (statistics) return statistics;
  }
  throw new InternalError({ thing: 'run', wanted: 'to publish', got: 'no such step' });
}

/** Does tasks, and tells of those that stand for pixels or files. */
async function runTasks(
  { context, pool }: PlannedRun,
  step: Step,
  tasks: Task[],
  advance: (pixels?: number) => void,
): Promise<void> {
  const { grid } = context;
  const blocks = blocksOf(grid);
  await pool.run(tasks, (task) => {
    if (task.step === 'simplify') advance(pixelCount(tileAt(blocks, task.block).core));
    else if ('tile' in task && task.step !== 'neighbours' && task.step !== 'objects') {
      advance(pixelCount(tileAt(grid, task.tile).core));
    } else if (step === 'publish' && task.step === 'write') advance();
  });
}

/** Half of the machine, but no more than a run can use. */
function defaultMemoryMB(): number {
  return Math.min(4000, Math.floor(totalmem() / 2e6));
}

/** How often a process that is publishing this very run is looked at, and how long between. */
const RIVAL_LOOKS = 100;
const RIVAL_WAIT_MS = 100;

/** What another process published of this very run; one that is at it has moved the files that were missed, and is waited for. */
async function findRival(context: RunContext, error: unknown): Promise<RunStatistics | null> {
  const { keys, plan, store } = context;
  for (let looks = 0; error instanceof ObjectMissing && looks < RIVAL_LOOKS; looks++) {
    const pointer = await findJson<RunPointer>(store, keys.pointer);
    if (pointer?.runId !== plan.runId || pointer.state !== 'publishing') break;
    await sleep(RIVAL_WAIT_MS);
  }
  return findResults(context);
}

/** The statistics of this very run, if it is published and whole. */
async function findResults({ keys, plan, store }: RunContext): Promise<RunStatistics | null> {
  const pointer = await findPublished(store, keys, plan.runId);
  if (!pointer) return null;
  for (const name of plan.outputs) if (!(await store.head(keys.output(name)))) return null;
  for (const { name, bytes } of pointer.files) {
    if ((await store.head(keys.output(name)))?.size !== bytes) return null;
  }
  return findJson<RunStatistics>(store, keys.output(OUTPUT_NAMES.statistics));
}
