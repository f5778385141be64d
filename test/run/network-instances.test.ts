import { rmSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { evaluateMask } from '../../src/evaluate/evaluate-mask.js';
import type { Evaluation } from '../../src/evaluate/evaluation.js';
import type { Window } from '../../src/raster/window.js';
import type { RunContext } from '../../src/run/context.js';
import { INSTANCES_TIF } from '../../src/run/outputs.js';
import type { Task } from '../../src/run/tasks.js';
import { type SampleScene, writeSampleScene } from '../../src/sample/index.js';
import { loadModels } from '../../src/segment/onnx/load-models.js';
import { createNetworkSegmenter } from '../../src/segment/onnx/network/network-segmenter.js';
import type { NetworkSpec } from '../../src/segment/onnx/network/spec.js';
import { parseRecipe, type Recipe } from '../../src/segment/recipe.js';
import type { WindowColumns } from '../../src/segment/segmenter.js';
import { createMemoryStore } from '../../src/store/memory-store.js';
import { measureSeams } from '../support/seam-agreement.js';
import { makeFolder, writeTestScene } from '../support/write-scene.js';
import { hashOutputs as hashUsual, planRun, runInProcess } from './in-process.js';
import { findFields } from './sample-fields.js';

/** Other country than the networks learnt from. */
const SEED = 5;
/** What is no field. */
const REST = 3;

const folder = makeFolder('network-instances');
afterAll(() => rmSync(folder, { recursive: true }));

/** Places among the bands of the sample scene. */
const BANDS: Readonly<Record<string, number>> = { blue: 0, green: 1, red: 2, nir: 4 };

let sample: SampleScene;
const paths = { scene: '', small: '', truth: join(folder, 'truth.tif'), fields: join(folder, 'fields.tif') };
beforeAll(async () => {
  const { scene, scenePath } = await writeSampleScene(folder, { size: 320, seed: SEED });
  const { fields, kinds } = findFields(scene, SEED);
  const place = { width: scene.width, height: scene.height, affine: scene.affine, nodata: 0 };
  await writeTestScene(paths.truth, { ...place, dataType: 'uint8', bands: [kinds] });
  await writeTestScene(paths.fields, { ...place, dataType: 'uint32', bands: [fields] });
  sample = scene;
  paths.scene = scenePath;
  paths.small = (await writeSampleScene(join(folder, 'small'), { size: 200, seed: SEED })).scenePath;
});

async function networkRecipe(model: string, options: object = {}): Promise<Recipe> {
  const segmenter = { method: 'network', model: resolve(`test/fixtures/models/${model}/model.onnx`), ...options };
  return loadModels(parseRecipe({ name: model, segmenter }, 'test'), '.');
}

async function inProcess(path: string, tileSizePx: number, recipe: Recipe, how = {}): Promise<RunContext> {
  const given = await planRun(path, tileSizePx, { recipe });
  try {
    return await runInProcess(given, createMemoryStore(), how);
  } finally {
    await given.scene.close();
  }
}

const read = (of: RunContext, name: string): Promise<Uint8Array> => of.store.get(of.keys.output(name));

async function hashOutputs(of: RunContext) {
  return { ...(await hashUsual(of)), instances: Buffer.from(await read(of, INSTANCES_TIF)).toString('base64') };
}

/** How well the fields agree with those that are there. */
async function evaluateFields(model: string, recipe: Recipe): Promise<Evaluation> {
  const run = await inProcess(paths.scene, 512, recipe);
  const [mask, instances] = ['mask', 'instances'].map((name) => join(folder, `${model}-${name}.tif`));
  await writeFile(mask, await read(run, 'mask.tif'));
  await writeFile(instances, await read(run, INSTANCES_TIF));
  return evaluateMask({ mask, instances, truth: paths.truth, truthInstances: paths.fields });
}

/** What is to be reached at least. */
const MODELS = [
  // 0.42, 0.55, 0.36
  { model: 'yolo-seg', recall: 0.35, precision: 0.45, quality: 0.3 },
];

describe.each(MODELS)('$model on fields that it has not seen', ({ model, ...floors }) => {
  it('agrees with the fields that are there', async () => {
    const { objects, classes } = await evaluateFields(model, await networkRecipe(model, { rest: REST }));
    const kinds = classes.filter(({ id }) => id !== REST).map((one) => one.objects?.panopticQuality ?? 0);
    expect(objects?.counts.truth).toBeGreaterThan(150);
    expect(objects?.recall).toBeGreaterThan(floors.recall);
    expect(objects?.precision).toBeGreaterThan(floors.precision);
    expect(Math.min(...kinds)).toBeGreaterThan(floors.quality);
  });

  it('gives the same bytes for any tiles, in any order', async () => {
    const recipe = await networkRecipe(model, { overlapPx: 24 });
    const whole = await hashOutputs(await inProcess(paths.small, 512, recipe));
    const arrange = (tasks: Task[]) => [...tasks, ...tasks].reverse();
    expect(await hashOutputs(await inProcess(paths.small, 77, recipe, { arrange }))).toEqual(whole);
  });

  it('finds in blocks what it finds in one piece', async () => {
    const { segmenter } = await networkRecipe(model);
    const { share, cut, adjustedRand, pairs } = await measureNetworkSeams(segmenter.spec as NetworkSpec);
    expect(share).toBeGreaterThan(0.99);
    expect(adjustedRand).toBeGreaterThan(0.99);
  });
});

/** The scene of other country in blocks of 96 pixels, and as one. */
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
