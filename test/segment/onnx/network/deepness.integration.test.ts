import { execFileSync } from 'node:child_process';
import { readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { processScene } from '../../../../src/scene.js';
import { loadRecipe } from '../../../../src/segment/recipe.js';
import { openScene } from '../../../../src/tiling/open-scene.js';
import { GEO_PYTHON } from '../../../support/geo-python.js';
import { hasSharedData, sharedPath } from '../../../support/shared-data.js';
import { createRandom, makeFolder, writeTestScene } from '../../../support/write-scene.js';

const FOLDER = 'models/deepness';

interface Verdict {
  name: string;
  /** Pixels of another class. */
  wrong: number;
  /** The largest difference of scores. */
  off: number;
  /** Pixels with a class. */
  classified: number;
}

interface Case {
  /** What the file does not say. */
  answers?: Record<string, unknown>;
  output?: string;
  /** Class ids by channel. */
  ids: number[];
  patch?: number;
  overlap?: number;
  fit?: string;
}

const UNTOLD = { kind: 'semantic', scaling: '8-bit', values: 'stored' };

const RUN: Record<string, Case> = {
  'different_output_size_512_to_484.onnx': {
    answers: { ...UNTOLD, fit: 'centre', classes: ['low', 'high'] },
    ids: [1, 2],
    fit: 'centre',
  },
  'dummy_model.onnx': { answers: { ...UNTOLD, activation: 'sigmoid', classes: ['r', 'g', 'b'] }, ids: [1, 2, 3] },
  'dummy_superresolution_model.onnx': {
    answers: { ...UNTOLD, activation: 'sigmoid', classes: ['r', 'g', 'b'] },
    output: '12',
    ids: [1, 2, 3],
    patch: 64,
    overlap: 6,
  },
  'one_output_sigmoid_bsx1x512x512.onnx': { ids: [0, 1] },
  'one_output_sigmoid_bsx512x512.onnx': { ids: [0, 1] },
  'one_output_sigmoid_red_detector.onnx': { answers: { ...UNTOLD, classes: ['other', 'red'] }, ids: [1, 2] },
  'one_output_softmax_bsx2x512x512.onnx': { answers: { ...UNTOLD, classes: ['tea', 'coffee'] }, ids: [1, 2] },
  'two_outputs_sigmoid_bsx1x512x512.onnx': { answers: { output: 'output2' }, output: 'output2', ids: [0, 1] },
  'two_outputs_sigmoid_bsx512x512.onnx': {
    answers: { ...UNTOLD, output: 'output', classes: ['coffee'] },
    ids: [0, 1],
  },
  'two_outputs_softmax_bsx2x512x512.onnx': { answers: { output: 'output2' }, output: 'output2', ids: [1, 2] },
};

const REFUSED: Record<string, RegExp> = {
  'dummy_recognition_model.onnx': /wanted kind: semantic, instance, panoptic, got kind: regression/,
  'dummy_regression_model.onnx': /wanted kind: semantic, instance, panoptic, got kind: regression/,
  'dummy_regression_model_batched.onnx': /wanted kind: semantic, instance, panoptic, got kind: regression/,
};

/** Three bands of 8 bits, in blocks of 7 x 5 pixels that are lit from one side, and a corner without data. */
function makePicture(width: number, height: number): Uint8Array[] {
  const random = createRandom(7);
  const bands = [0, 1, 2].map(() => {
    const blocks = Array.from({ length: 100 * 130 }, () => 10 + Math.floor(230 * random()));
    const at = (i: number): number => blocks[Math.floor((i % width) / 7) + 100 * Math.floor(i / width / 5)]!;
    return Uint8Array.from({ length: width * height }, (_, i) => at(i) + (i % 7));
  });
  for (let row = 0; row < 90; row++) for (const band of bands) band.fill(0, row * width, row * width + 120 - row);
  return bands;
}

describe.skipIf(!hasSharedData)('models made for Deepness', () => {
  const folder = makeFolder('deepness');
  afterAll(() => rmSync(folder, { recursive: true }));

  const load = async (file: string, answers: Record<string, unknown> = {}) => {
    const segmenter = {
      ...{ method: 'network', model: sharedPath(`${FOLDER}/${file}`), bands: [1, 2, 3], pixelSizeM: 'any' },
      ...answers,
    };
    const path = join(folder, `${file}.json`);
    writeFileSync(path, JSON.stringify({ name: file.replace('.onnx', '').replaceAll('_', '-'), segmenter }));
    return loadRecipe(path);
  };

  it('are all known here', () => {
    const files = readdirSync(sharedPath(FOLDER)).filter((file) => file.endsWith('.onnx'));
    expect(files.sort()).toEqual([...Object.keys(RUN), ...Object.keys(REFUSED)].sort());
  });

  it.each(Object.entries(REFUSED))('%s is refused with the reason', async (file, reason) => {
    await expect(load(file)).rejects.toThrow(reason);
  });

  it('give, pixel for pixel, what ONNX Runtime for Python gives with the same patches', async () => {
    const [width, height] = [700, 620];
    const scene = join(folder, 'picture.tif');
    await writeTestScene(scene, { width, height, dataType: 'uint8', bands: makePicture(width, height), nodata: 0 });
    const cases: Record<string, unknown>[] = [];
    for (const [file, one] of Object.entries(RUN)) {
      const { patch = 512, overlap = 100, output = 'output', fit = 'stretch', ids, answers } = one;
      const recipe = await load(file, { ...answers, overlapPx: overlap });
      const opened = await openScene(scene);
      const options = { tileSizePx: 256, workers: 2, formats: ['geojson'] as const, scores: true };
      const { folder: out } = await processScene({ scene: opened, recipe, out: join(folder, 'out'), ...options });
      await opened.close();
      const model = sharedPath(`${FOLDER}/${file}`);
      const files = { model, scene, mask: join(out, 'mask.tif'), scores: join(out, 'scores.tif') };
      cases.push({ name: file, ...files, patch, overlap, output, fit, ids });
    }
    const list = join(folder, 'cases.json');
    writeFileSync(list, JSON.stringify(cases));
    const script = new URL('./deepness-judge.py', import.meta.url).pathname;
    const lines = execFileSync(GEO_PYTHON, [script, list], { encoding: 'utf8' }).trim().split('\n');
    const verdicts = lines.map((line) => JSON.parse(line) as Verdict);
    expect(verdicts.map(({ name, wrong }) => [name, wrong])).toEqual(cases.map(({ name }) => [name, 0]));
    // Scores are kept in 254 steps.
    for (const { off } of verdicts) expect(off).toBeLessThan(0.5 / 254 + 1e-5);
    expect(verdicts.filter(({ classified }) => classified > 0).length).toBeGreaterThan(7);
  });
});
