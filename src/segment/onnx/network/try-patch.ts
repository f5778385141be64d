import { intersectWindows } from '../../../raster/window.js';
import { createRandom } from '../../methods/random.js';
import type { SceneGrid, WindowColumns } from '../../segmenter.js';
import { shareGate } from '../gate.js';
import { NO_SCALING } from '../model-contract.js';
import { type OnnxSession, openSession, type Tensor } from '../session.js';
import { findKnown } from './block-scores.js';
import { float16Table } from './float16.js';
import { readInstances } from './instance-output.js';
import { createLattice } from './lattice.js';
import { createNetworkGrid, readWindow } from './network-grid.js';
import { createPatchRunner, type RunnerParts } from './patch-runner.js';
import { toNetworkColumns } from './resample.js';
import { createScoreReader } from './semantic-output.js';
import type { NetworkColumns, NetworkGrid, NetworkSpec, Patch, PatchOutputs } from './spec.js';

/** Timed calls after the first, of which the fastest counts. */
const CALLS = 3;
const SEED = 1;
const MAX_8_BIT = 255;

/** An array that went in or came out. */
export interface TriedTensor {
  name: string;
  type: string;
  shape: readonly number[];
  /** Of the finite numbers; null where there are none. */
  range: readonly [min: number, max: number] | null;
  notFinite: number;
}

/** What a network made of one patch. */
export interface PatchTrial {
  /** In network pixels; null where the patch was made of random numbers. */
  patch: { col: number; row: number; sizePx: number } | null;
  input: TriedTensor;
  outputs: TriedTensor[];
  /** The first call, and the fastest of those after it. */
  firstMs: number;
  nextMs: number;
  /** Of the scores of a pixel: between which their sums and they themselves lie; null where there are none. */
  scores: { sum: readonly [number, number]; range: readonly [number, number] } | null;
  /** Pixels whose best score is that of each class; of instances how many there are. */
  classes: { id: number; name: string; pixels: number; objects: number; bestScore: number | null }[];
}

/** Where a patch is taken from. */
export interface PatchPlace {
  grid: NetworkGrid;
  patch: Patch;
  /** To be read of the scene. */
  window: WindowColumns['window'];
}

/** The patch in the middle of a scene. */
export function findMiddlePatch(spec: NetworkSpec, scene: SceneGrid): PatchPlace {
  const grid = createNetworkGrid(scene, spec.pixelSizeM, spec.model);
  const middle = { col: grid.width >> 1, row: grid.height >> 1, width: 1, height: 1 };
  const [patch] = createLattice(grid, spec).patchesOver(middle, 'cell');
  return { grid, patch, window: readWindow(grid, insideOf(patch, grid), scene)! };
}

/** Asks a network about one patch: that of a scene, or random numbers of its input, as if they were scaled. */
export async function tryPatch(
  spec: NetworkSpec,
  from: { place: PatchPlace; columns: WindowColumns } | null,
): Promise<PatchTrial> {
  shareGate();
  const session = await openSession({ path: spec.model, sha256: spec.modelSha256, device: spec.device });
  const seen = from ? { spec, ...cutColumns(from) } : randomPatch(spec);
  const { grid, patch } = seen;
  const recorder = recordCalls(session);
  const lattice = createLattice(grid, seen.spec);
  const runner = createPatchRunner({ ...seen, lattice, session: recorder.session });
  for (let call = 0; call < CALLS; call++) await runner.run([patch], () => {});
  const said: Omit<PatchTrial, 'patch' | 'input' | 'outputs' | 'firstMs' | 'nextMs'> = { scores: null, classes: [] };
  await runner.run([patch], (_, outputs) => {
    if (outputs) Object.assign(said, readAnswer(outputs, { spec, patch, grid }));
  });
  const { inputs, outputs, times } = recorder;
  const { col, row } = patch.window;
  return {
    patch: from ? { col, row, sizePx: spec.patchPx } : null,
    input: describeTensors(inputs)[0],
    outputs: describeTensors(outputs),
    firstMs: times[0],
    nextMs: Math.min(...times.slice(1)),
    ...said,
  };
}

type Seen = Pick<RunnerParts, 'spec' | 'grid' | 'columns'> & { patch: Patch };

function cutColumns({ place, columns }: { place: PatchPlace; columns: WindowColumns }): Omit<Seen, 'spec'> {
  const { grid, patch } = place;
  return { grid, patch, columns: toNetworkColumns(grid, columns, findKnown(columns), insideOf(patch, grid)) };
}

function randomPatch(spec: NetworkSpec): Seen {
  const { patchPx } = spec;
  const random = createRandom(SEED);
  const most = spec.input.dataType === 'uint8' ? MAX_8_BIT : 1;
  const window = { col: 0, row: 0, width: patchPx, height: patchPx };
  const values = spec.bands.map(() => Float32Array.from({ length: patchPx * patchPx }, () => random() * most));
  const columns: NetworkColumns = { window, values, known: null };
  const grid = { width: patchPx, height: patchPx, scaleX: 1, scaleY: 1 };
  const patch = { index: 0, window, cell: window };
  return { spec: { ...spec, scaling: [NO_SCALING], transform: null }, grid, patch, columns };
}

/** What a patch sees of the scene. */
const insideOf = ({ window }: Patch, { width, height }: NetworkGrid) =>
  intersectWindows(window, { col: 0, row: 0, width, height })!;

function recordCalls(session: OnnxSession) {
  const recorder = {
    inputs: {} as Readonly<Record<string, Tensor>>,
    outputs: {} as Readonly<Record<string, Tensor>>,
    times: [] as number[],
    session: {
      ...session,
      run: async (inputs: Readonly<Record<string, Tensor>>, names: readonly string[]) => {
        const start = performance.now();
        const outputs = await session.run(inputs, names);
        recorder.times.push(performance.now() - start);
        recorder.inputs = inputs;
        recorder.outputs = outputs;
        return outputs;
      },
    },
  };
  return recorder;
}

function describeTensors(tensors: Readonly<Record<string, Tensor>>): TriedTensor[] {
  return Object.entries(tensors).map(([name, { data, shape, type }]) => {
    let [min, max, notFinite] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0];
    const halves = type === 'float16' ? float16Table() : null;
    for (let i = 0; i < data.length; i++) {
      const value = halves ? halves[Number(data[i])] : Number(data[i]);
      if (!Number.isFinite(value)) notFinite++;
      else {
        if (value < min) min = value;
        if (value > max) max = value;
      }
    }
    return { name, type: type ?? 'float32', shape, range: min <= max ? [min, max] : null, notFinite };
  });
}

function readAnswer(
  outputs: PatchOutputs,
  { spec, patch, grid }: { spec: NetworkSpec; patch: Patch; grid: NetworkGrid },
): Pick<PatchTrial, 'scores' | 'classes'> {
  const classes = spec.classes.map(({ id, name }) => ({
    ...{ id, name, pixels: 0, objects: 0 },
    bestScore: null as number | null,
  }));
  if (spec.instance) {
    for (const { class: index, score, mask } of readInstances(outputs, patch, { spec, grid })) {
      const one = classes[index];
      one.objects++;
      one.bestScore = Math.max(one.bestScore ?? 0, score);
      if (!spec.semantic) one.pixels += mask.reduce((sum, bit) => sum + bit, 0);
    }
  }
  const scores = spec.semantic && countPixels(outputs, { ...spec, semantic: spec.semantic }, classes);
  return { scores, classes };
}

function countPixels(
  outputs: PatchOutputs,
  spec: NetworkSpec & { semantic: NonNullable<NetworkSpec['semantic']> },
  classes: PatchTrial['classes'],
): PatchTrial['scores'] {
  const { scores } = createScoreReader(spec)(outputs);
  const area = spec.patchPx ** 2;
  const sum = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY] satisfies [number, number];
  const range = [...sum] as [number, number];
  for (let i = 0; i < area; i++) {
    let [best, total, least, most] = [0, 0, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
    for (let k = 0; k < classes.length; k++) {
      const score = scores[k * area + i];
      total += score;
      least = Math.min(least, score);
      if (score > most) {
        most = score;
        best = k;
      }
    }
    // A border that got no answer.
    if (Number.isNaN(total)) continue;
    classes[best].pixels++;
    widen(sum, total);
    widen(range, least);
    widen(range, most);
  }
  return sum[0] <= sum[1] ? { sum, range } : null;
}

function widen(range: [min: number, max: number], value: number): void {
  range[0] = Math.min(range[0], value);
  range[1] = Math.max(range[1], value);
}
