import { statSync } from 'node:fs';
import { InternalError } from '../../../errors.js';
import { intersectWindows, type Window, windowAround } from '../../../raster/window.js';
import type { Columns, Prediction, SceneBands, SceneGrid, Segmenter, Source, WindowColumns } from '../../segmenter.js';
import { shareGate } from '../gate.js';
import { modelPath } from '../model-file.js';
import { openSession } from '../session.js';
import { answerBlock, patchesBy, wantedWindow } from './answer-block.js';
import { findKnown } from './block-scores.js';
import { chooseBlockPx, scoreBytes } from './block-size.js';
import { checkReflectance } from './check-values.js';
import { checkDynamicWorld } from './dynamic-world.js';
import { createInstancePredictor } from './instances/predictor.js';
import { createLattice, type Lattice, seenWindow } from './lattice.js';
import { alignGrid, createNetworkGrid, describeResampling, readWindow } from './network-grid.js';
import { createPatchRunner } from './patch-runner.js';
import { toNetworkColumns } from './resample.js';
import { createScoreReader } from './semantic-output.js';
import type { NetworkGrid, NetworkSpec, PatchRunner, SemanticOutput } from './spec.js';

/** What a network holds between its layers for each pixel of a patch, in bytes: 64 channels, four times. */
const LAYER_BYTES_PER_PIXEL = 1024;

/** The scene as a network is shown it. */
interface Shown {
  scene: SceneGrid;
  grid: NetworkGrid;
  lattice: Lattice;
  /** Network pixels of which all is asked that tells of them, to answer for a window of the scene. */
  wantedOf(keep: Window): Window;
  by: 'cell' | 'seen';
}

/**
 * A network made ready for a scene. It works in blocks of whole cells of its lattice, and what it says of a pixel does not
 * depend on the window that is asked for, as long as that holds `seenAround` of what is kept.
 *
 * @throws InputError where its pixels are too far from those of the scene
 */
export function createNetworkSegmenter(spec: NetworkSpec, bands: SceneBands): Segmenter {
  if (!bands.grid) throw new InternalError({ thing: 'network', wanted: 'the size of the scene', got: 'none' });
  if (spec.transform === 'dynamic-world') checkDynamicWorld(spec);
  shareGate();
  const scene = bands.grid;
  const cellPx = spec.patchPx - 2 * spec.overlapPx;
  const grid = alignGrid(createNetworkGrid(scene, spec.pixelSizeM, spec.model), scene, cellPx);
  const lattice = createLattice(grid, spec);
  const instances = spec.kind === 'semantic' ? null : createInstancePredictor(spec);
  const shown: Shown = instances
    ? { scene, grid, lattice, by: 'seen', wantedOf: (keep) => instances.askedAround(grid, keep) }
    : { scene, grid, lattice, by: patchesBy(spec), wantedOf: (keep) => wantedWindow(grid, spec, keep) };
  const blockPx = chooseBlockPx(shown, spec);
  const resampling = describeResampling(scene, grid, spec.pixelSizeM);

  const answer = async (columns: WindowColumns, scored: boolean): Promise<Prediction> => {
    const { window, keep = window } = columns;
    const known = findKnown(columns);
    const runner = await openRunner(spec, shown, columns, known);
    const readScores = createScoreReader({ ...spec, semantic: spec.semantic as SemanticOutput });
    return answerBlock(runner, readScores, spec, { columns, keep, known, scored });
  };
  const findObjects = async (columns: WindowColumns) =>
    instances!.predict(columns, await openRunner(spec, shown, columns, findKnown(columns)));
  const scoredAnswer = async (columns: WindowColumns): Promise<Prediction> => {
    if (!instances) return answer(columns, true);
    const { objects, ...scored } = await findObjects(columns);
    return scored;
  };

  return {
    haloPx: findHalo(shown, blockPx),
    blockPx,
    seenAround: (keep) => seenAround(shown, keep),
    workBytes: countWorkBytes(spec, grid, blockPx),
    sources: toSources(spec, bands),
    needsReflectance: spec.values === 'reflectance',
    ...(spec.values === 'reflectance' && spec.expected ? { fit: (sample) => checkSample(sample, spec) } : {}),
    predict: async (columns) => (await (instances ? scoredAnswer(columns) : answer(columns, false))).classes,
    predictScored: scoredAnswer,
    ...(instances ? { predictObjects: findObjects } : {}),
    warnings: resampling ? [resampling] : [],
  };
}

/** Nothing is learnt from the sample: it is where a wrong scaling shows, before the first block. */
function checkSample(sample: Columns, { expected, model }: NetworkSpec): null {
  if (expected) checkReflectance(sample, expected, model);
  return null;
}

/** What each channel is, read as the network wants its values. */
function toSources({ bands, values }: NetworkSpec, { sourceOf }: SceneBands): Source[] {
  return bands.map((name) => {
    const source = sourceOf(name);
    return values === 'stored' && source.kind === 'band' ? { ...source, kind: 'raw' } : source;
  });
}

async function openRunner(
  spec: NetworkSpec,
  { grid, lattice, wantedOf, by }: Shown,
  columns: WindowColumns,
  known: Uint8Array | null,
): Promise<PatchRunner> {
  const seen = seenWindow(lattice.patchesOver(wantedOf(columns.keep ?? columns.window), by))!;
  const inside = intersectWindows(seen, { col: 0, row: 0, width: grid.width, height: grid.height })!;
  const session = await openSession({ path: spec.model, sha256: spec.modelSha256, device: spec.device });
  return createPatchRunner({
    spec,
    grid,
    lattice,
    session,
    columns: toNetworkColumns(grid, columns, known, inside),
  });
}

/** Pixels of the scene that all the patches see that tell of a window, and the window. */
function seenAround({ scene, grid, lattice, wantedOf, by }: Shown, keep: Window): Window {
  const inside = intersectWindows(keep, { col: 0, row: 0, width: scene.width, height: scene.height });
  const seen = inside && seenWindow(lattice.patchesOver(wantedOf(inside), by));
  const read = seen && readWindow(grid, seen, scene);
  return inside && read ? windowAround(read, inside) : keep;
}

/** How far the patches of any block see beyond it. */
function findHalo(shown: Shown, blockPx: number): number {
  const { width, height } = shown.scene;
  let haloPx = 0;
  for (let at = 0; at < Math.max(width, height); at += blockPx) {
    const [col, row] = [Math.min(at, width - 1), Math.min(at, height - 1)];
    const block = { col, row, width: Math.min(blockPx, width - col), height: Math.min(blockPx, height - row) };
    const seen = seenAround(shown, block);
    const sides = [
      ...(at < width ? [col - seen.col, seen.col + seen.width - (col + block.width)] : []),
      ...(at < height ? [row - seen.row, seen.row + seen.height - (row + block.height)] : []),
    ];
    haloPx = Math.max(haloPx, ...sides);
  }
  return haloPx;
}

/** The network's weights, what it holds between its layers, and scores. */
function countWorkBytes(spec: NetworkSpec, grid: NetworkGrid, blockPx: number): number {
  const weights = statSync(modelPath(spec.model, spec.modelSha256), { throwIfNoEntry: false })?.size ?? 0;
  return 2 * weights + spec.batch * spec.patchPx ** 2 * LAYER_BYTES_PER_PIXEL + scoreBytes(spec, grid, blockPx);
}
