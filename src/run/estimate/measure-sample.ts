import type { Window } from '../../raster/window.js';
import { placeModels } from '../../segment/onnx/model-places.js';
import { type PreparedRecipe, prepareRecipe } from '../../segment/prepare.js';
import { OUTPUT_NAMES } from '../../store/keys.js';
import { createMemoryStore } from '../../store/memory-store.js';
import type { Scene } from '../../tiling/open-scene.js';
import { doAlone } from '../alone.js';
import { createRunContext, getJson, putJson, type RunContext, toSceneFacts } from '../context.js';
import { findDue } from '../due.js';
import { finishRun } from '../finish.js';
import type { Piece } from '../phases.js';
import type { Plan } from '../plan.js';
import type { Step } from '../progress.js';
import type { RunStatistics } from '../statistics.js';
import { createTaskRunner, writtenFiles } from '../tasks.js';
import type { Range } from './range.js';
import type { Rates } from './rates.js';

/** Side of a window, and how many of them: the first is done twice, as programs are slow at first. */
const WINDOW_PX = 768;
const WINDOWS = 3;
/** Parts of a scene differ more than a few windows show. */
const DOUBT = { low: 0.7, high: 1.5 } as const;

export interface Planned {
  scene: Scene;
  plan: Plan;
  prepared: PreparedRecipe;
}

/** What a window of the scene took. */
interface Sample {
  megapixels: number;
  segmentSeconds: number;
  polygonSeconds: number;
  polygons: number;
  outputBytes: number;
}

/** Maps a few windows of the scene in this thread and in memory, the whole way, and says what a megapixel took. */
export async function measureRates(planned: Planned): Promise<Rates> {
  const windows = placeWindows(planned);
  const samples: Sample[] = [];
  for (const window of [windows[0], ...windows]) samples.push(await measureWindow(planned, window));
  const warm = samples.slice(1);
  const rate = (of: Exclude<keyof Sample, 'megapixels'>): Range => {
    const rates = warm.map((sample) => sample[of] / sample.megapixels);
    return { low: Math.min(...rates) * DOUBT.low, high: Math.max(...rates) * DOUBT.high };
  };
  return {
    source: 'sample',
    segmentSeconds: rate('segmentSeconds'),
    polygonSeconds: rate('polygonSeconds'),
    polygons: rate('polygons'),
    outputBytes: rate('outputBytes'),
  };
}

/** Along the scene's diagonal, on the lattice of the squares in which objects are looked for. */
export function placeWindows({ plan, prepared }: Pick<Planned, 'plan' | 'prepared'>): Window[] {
  const { width: sceneWidth, height: sceneHeight } = plan.grid;
  const lattice = prepared.blockPx ?? 1;
  const side = Math.max(WINDOW_PX, lattice);
  const width = Math.min(side, sceneWidth);
  const height = Math.min(side, sceneHeight);
  const place = (length: number, own: number, i: number): number =>
    Math.floor(((length - own) * (i + 1)) / (WINDOWS + 1) / lattice) * lattice;
  return Array.from({ length: WINDOWS }, (_, i) => ({
    col: place(sceneWidth, width, i),
    row: place(sceneHeight, height, i),
    width,
    height,
  }));
}

async function measureWindow({ scene, plan, prepared }: Planned, window: Window): Promise<Sample> {
  const part = cutScene(scene, window);
  const store = createMemoryStore();
  // Squares of objects end where the window does.
  const recipe = placeModels(plan.recipe, plan.models);
  const own = prepareRecipe(recipe, toSceneFacts(part, plan.scene.crs), plan.overrides);
  const context = { ...createRunContext(cutPlan(plan, part), store), ...atHand(part, own) };
  await putJson(store, context.keys.plan, context.plan);
  const { segment = 0, ...rest } = await doSteps(context, { scene, prepared });
  const { regions, files } = await getJson<RunStatistics>(store, context.keys.output(OUTPUT_NAMES.statistics));
  const grown = writtenFiles(context.plan);
  // Learning is from the whole scene, once: it says nothing of a megapixel.
  const polygonMs = Object.entries(rest).reduce((sum, [step, ms]) => (step === 'fit' ? sum : sum + ms), 0);
  return {
    megapixels: (window.width * window.height) / 1e6,
    segmentSeconds: segment / 1000,
    polygonSeconds: polygonMs / 1000,
    polygons: regions.count,
    outputBytes: files.reduce((sum, { name, bytes }) => (grown.includes(name) ? sum + bytes : sum), 0),
  };
}

const atHand = (scene: Scene, prepared: PreparedRecipe): Pick<RunContext, 'scene' | 'prepared' | 'close'> => ({
  scene: async () => scene,
  prepared: async () => prepared,
  // Whoever opened the scene closes it.
  close: async () => {},
});

/**
 * Does all that is due, one after the other; milliseconds of processor time of each step, which others on the machine
 * change little. What is learned comes from the whole scene.
 */
async function doSteps(
  context: RunContext,
  { scene, prepared }: Pick<Planned, 'scene' | 'prepared'>,
): Promise<Partial<Record<Step, number>>> {
  const stepsMs: Partial<Record<Step, number>> = {};
  const runTask = createTaskRunner(context);
  for (let due = await findDue(context); due; due = await findDue(context, due.phase + 1)) {
    const { work, step } = due;
    if (work.kind === 'alone' && work.piece === 'publish') break;
    const began = process.cpuUsage();
    if (work.kind === 'alone') await doAlone(context, work.piece as Exclude<Piece, 'publish'>, { scene, prepared });
    else for (const task of work.tasks) await runTask(task);
    const { user, system } = process.cpuUsage(began);
    stepsMs[step] = (stepsMs[step] ?? 0) + (user + system) / 1000;
  }
  // Pictures and the report are of one size for any scene, and say nothing of a megapixel.
  const terms = { pointerBefore: null, force: true };
  await finishRun(context, { startedAt: new Date(), stepsMs: {}, segmented: 0, vectorized: 0, terms, prepared });
  return stepsMs;
}

/** A window of a scene as a scene of its own, read where it lies. */
function cutScene(scene: Scene, { col, row, width, height }: Window): Scene {
  const [a, b, c, d, e, f] = scene.affine;
  return {
    ...scene,
    width,
    height,
    affine: [a, b, a * col + b * row + c, d, e, d * col + e * row + f],
    async read(window, options) {
      const there = { ...window, col: window.col + col, row: window.row + row };
      return { ...(await scene.read(there, options)), window: { ...window } };
    },
  };
}

function cutPlan(plan: Plan, { width, height, affine }: Scene): Plan {
  const tileSizePx = Math.min(plan.grid.tileSizePx, Math.max(width, height));
  return {
    ...plan,
    scene: { ...plan.scene, width, height, affine },
    grid: { ...plan.grid, width, height, tileSizePx },
    zones: null,
    outputs: plan.outputs.filter((name) => !name.startsWith('zones.')),
    previewStepPx: 1,
    workers: 1,
  };
}
