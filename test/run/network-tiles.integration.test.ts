import { createHash } from 'node:crypto';
import { readFileSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SCORES_TIF } from '../../src/run/outputs.js';
import { writeSampleScene } from '../../src/sample/index.js';
import { processScene } from '../../src/scene.js';
import { loadModels } from '../../src/segment/onnx/load-models.js';
import { parseRecipe } from '../../src/segment/recipe.js';
import { openScene } from '../../src/tiling/open-scene.js';
import { makeFolder } from '../support/write-scene.js';

const folder = makeFolder('network-tiles');
afterAll(() => rmSync(folder, { recursive: true }));

let scenePath: string;
beforeAll(async () => {
  ({ scenePath } = await writeSampleScene(folder, { size: 192, seed: 5 }));
});

const EXACT = ['mask.tif', SCORES_TIF, 'regions.geojson'];

interface Given {
  model: string;
  options: object;
  batch: number;
  tileSizePx: number;
  workers?: number;
}

/** A hash of each output that must not depend on tiles, workers and batches. */
async function hashRun({ model, options, batch, tileSizePx, workers = 1 }: Given) {
  const path = resolve(`test/fixtures/models/${model}/model.onnx`);
  const segmenter = { method: 'network', model: path, ...options, batch };
  const given = { name: model, segmenter, attributes: { scores: true } };
  const recipe = await loadModels(parseRecipe(given, 'test'), '.');
  const scene = await openScene(scenePath);
  const out = join(folder, 'out');
  try {
    const { folder: files } = await processScene({
      scene,
      recipe,
      out,
      tileSizePx,
      workers,
      scores: true,
      force: true,
    });
    const contents = EXACT.map((name) => readFileSync(join(files, name)));
    return contents.map((content) => createHash('sha256').update(content).digest('hex'));
  } finally {
    await scene.close();
  }
}

const PATCHES = { patchPx: 64, overlapPx: 8 };
const CASES: [model: string, options: object][] = [
  ['unet', PATCHES],
  ['unet', { ...PATCHES, seams: 'cosine', augment: 'flips' }],
  ['unet', { ...PATCHES, pixelSizeM: 15, minScore: 0.4, rest: 1 }],
  ['fcn', { ...PATCHES, seams: 'gaussian' }],
  ['unet-valid', {}],
];

describe('a run of a network', () => {
  it.each(CASES)('gives the same bytes for any tiles, workers and batches: %s %j', async (model, options) => {
    const one = await hashRun({ model, options, batch: 1, tileSizePx: 512 });
    expect(await hashRun({ model, options, batch: 3, tileSizePx: 100 })).toEqual(one);
    expect(await hashRun({ model, options, batch: 2, tileSizePx: 144, workers: 2 })).toEqual(one);
  });
});
