import { rmSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { evaluateMask } from '../../src/evaluate/evaluate-mask.js';
import type { Window } from '../../src/raster/window.js';
import type { RunContext } from '../../src/run/context.js';
import { INSTANCES_TIF } from '../../src/run/outputs.js';
import type { Task } from '../../src/run/tasks.js';
import { type SampleScene, writeSampleScene } from '../../src/sample/index.js';
import { TRUTH } from '../../src/sample/spectra.js';
import { loadModels } from '../../src/segment/onnx/load-models.js';
import { createNetworkSegmenter } from '../../src/segment/onnx/network/network-segmenter.js';
import type { NetworkSpec } from '../../src/segment/onnx/network/spec.js';
import { parseRecipe, type Recipe } from '../../src/segment/recipe.js';
import type { WindowColumns } from '../../src/segment/segmenter.js';
import { createMemoryStore } from '../../src/store/memory-store.js';
import { measureSeams } from '../support/seam-agreement.js';
import { makeFolder, writeTestScene } from '../support/write-scene.js';
import { planRun, runInProcess } from './in-process.js';
import { findFields } from './sample-fields.js';

/** Other country than the networks learnt from. */
const SAMPLE = { size: 256, seed: 5 };
/** Places among the bands of the sample scene. */
const BANDS: Readonly<Record<string, number>> = { blue: 0, green: 1, red: 2, nir: 4 };

const folder = makeFolder('network-instances');
afterAll(() => rmSync(folder, { recursive: true }));

let sample: SampleScene;
let scenePath: string;
beforeAll(async () => {
  ({ scene: sample, scenePath } = await writeSampleScene(folder, SAMPLE));
  const { fields, kinds } = findFields(sample, SAMPLE.seed);
  const place = { width: sample.width, height: sample.height, affine: sample.affine, nodata: 0 };
  // Green and open fields are 1 and 2, or follow water, trees and built-up land.
  const stuff = [TRUTH.water, TRUTH.trees, TRUTH.builtUp] as readonly number[];
  const all = kinds.map((kind, i) => (kind > 0 ? kind + 3 : stuff.indexOf(sample.truth.classes[i]) + 1));
  await writeTestScene(truthOf('instance'), { ...place, dataType: 'uint8', bands: [kinds] });
  await writeTestScene(truthOf('panoptic'), { ...place, dataType: 'uint8', bands: [all] });
  await writeTestScene(truthOf('fields'), { ...place, dataType: 'uint32', bands: [fields] });
});

const truthOf = (kind: string): string => join(folder, `${kind}.tif`);

async function networkRecipe(model: string, options: object = {}): Promise<Recipe> {
  const segmenter = { method: 'network', model: resolve(`test/fixtures/models/${model}/model.onnx`), ...options };
  return loadModels(parseRecipe({ name: 'fields', segmenter }, 'test'), '.');
}

async function inProcess(tileSizePx: number, recipe: Recipe, how = {}): Promise<RunContext> {
  const given = await planRun(scenePath, tileSizePx, { recipe, formats: ['geojson'] });
  try {
    return await runInProcess(given, createMemoryStore(), how);
  } finally {
    await given.scene.close();
  }
}

const read = (of: RunContext, name: string): Promise<Uint8Array> => of.store.get(of.keys.output(name));

const reverse = (tasks: Task[]): Task[] => [...tasks].reverse();

/** What does not depend on how a run was cut; not what names the model's file. */
const readOutputs = async (of: RunContext) =>
  Promise.all(['mask.tif', INSTANCES_TIF, 'regions.geojson'].map(async (name) => Buffer.from(await read(of, name))));

/** How well the map agrees with what is there. */
async function evaluate(run: RunContext, kind: string) {
  const [mask, instances] = ['mask', 'instances'].map((name) => join(folder, `${run.plan.runId}-${name}.tif`));
  await writeFile(mask, await read(run, 'mask.tif'));
  await writeFile(instances, await read(run, INSTANCES_TIF));
  return evaluateMask({ mask, instances, truth: truthOf(kind), truthInstances: truthOf('fields') });
}

const REST = 9;

/**
 * Least panoptic quality of fields of both kinds, and least intersection over union of trees; what is measured stands
 * beside. `same` gives masks of boxes where the other lays them on the patch by itself.
 */
const MODELS = [
  // 0.33, 0.41
  { model: 'yolo-seg', same: 'yolo-seg', kind: 'instance', quality: 0.25 },
  // 0.34, 0.40
  { model: 'mask-rcnn', same: 'mask-rcnn-28', kind: 'instance', quality: 0.25 },
  // 0.31, 0.40; 0.84
  { model: 'panoptic-fpn', same: 'panoptic-fpn', kind: 'panoptic', quality: 0.25, trees: 0.75 },
];

describe.each(MODELS)('$model over a scene that it has not seen', ({ model, same, kind, ...floors }) => {
  it('agrees with what is there, and gives the same bytes for any tiles, in any order', async () => {
    const whole = await inProcess(512, await networkRecipe(model, { rest: REST }));
    const { classes } = await evaluate(whole, kind);
    const there = classes.filter(({ id }) => id !== REST);
    for (const { objects } of there.slice(-2)) {
      expect(objects!.truth).toBeGreaterThan(40);
      expect(objects!.panopticQuality).toBeGreaterThan(floors.quality);
    }
    if (floors.trees) expect(there.find(({ name }) => name === 'trees')!.iou).toBeGreaterThan(floors.trees);
    const again = await inProcess(77, await networkRecipe(same, { rest: REST }), { arrange: reverse });
    expect(await readOutputs(again)).toEqual(await readOutputs(whole));
  });

  it('finds in blocks what it finds in one piece', async () => {
    const { segmenter } = await networkRecipe(model);
    const { share, pairs, adjustedRand } = await measureNetworkSeams(segmenter.spec as NetworkSpec);
    expect(pairs).toBeGreaterThan(100);
    expect(share).toBeGreaterThan(0.99);
    // Other land is one object wherever it lies, but not in blocks.
    if (kind === 'instance') expect(adjustedRand).toBeGreaterThan(0.99);
  });
});

/** The scene in blocks of 96 pixels, and as one. */
function measureNetworkSeams(spec: NetworkSpec) {
  const { width, height, bands } = sample;
  const segmenter = createNetworkSegmenter(spec, {
    grid: { width, height, pixelSizeM: [10, 10] },
    dataBands: [],
    canRead: () => true,
    sourceOf: (band) => ({ kind: 'band', band }),
  });
  const values = spec.bands.map((name) => {
    return Float32Array.from(bands[BANDS[name]], (value) => (value - 1000) / 10_000);
  });
  const valid = Uint8Array.from(bands[0], (value) => Number(value > 0));
  const columns = { window: { col: 0, row: 0, width, height }, length: width * height, values, valid };
  // More than what patches see around a block.
  const overlapPx = spec.patchPx + 2 * spec.overlapPx;
  const find = (seen: WindowColumns) =>
    segmenter.predictObjects!({ ...seen, keep: keptOf(seen.window, overlapPx) }, null);
  return measureSeams({ find, columns, blockPx: 96, overlapPx });
}

/** What a window is seen for: all but the margin that is not at the edge of the scene. */
function keptOf({ col, row, width, height }: Window, marginPx: number): Window {
  const [left, top] = [col, row].map((at) => (at === 0 ? 0 : at + marginPx));
  const [right, bottom] = [
    [col + width, sample.width],
    [row + height, sample.height],
  ].map(([end, size]) => (end === size ? size : end - marginPx));
  return { col: left, row: top, width: right - left, height: bottom - top };
}
