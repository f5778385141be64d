import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SCORES_TIF } from '../../src/run/outputs.js';
import { processScene } from '../../src/scene.js';
import { parseRecipe } from '../../src/segment/recipe.js';
import { openScene } from '../../src/tiling/open-scene.js';
import { makeFolder, makeRedNir, writeTestScene } from '../support/write-scene.js';

const folder = makeFolder('scores');
afterAll(() => rmSync(folder, { recursive: true }));

const SIZE = { width: 150, height: 110 };
const scenePath = join(folder, 'fields.tif');
beforeAll(() => writeTestScene(scenePath, makeRedNir(SIZE.width, SIZE.height)));

const legend = [1, 2, 3].map((id) => ({ id, name: `class ${id}`, color: '#102030' }));
const segmenter = { method: 'gaussian-mixture', clusters: 3, indices: ['ndvi'] };
const recipe = parseRecipe({ name: 'clusters', scaling: 'none', segmenter, legend }, 'test');

/** The raster of one band of a run's file. */
async function readBand(path: string): Promise<Uint8Array> {
  const raster = await openScene(path);
  const { bands } = await raster.read({ col: 0, row: 0, ...SIZE });
  await raster.close();
  return bands[0] as Uint8Array;
}

async function run(tileSizePx: number) {
  const scene = await openScene(scenePath);
  const out = join(folder, `out-${tileSizePx}`);
  const { folder: files } = await processScene({ scene, recipe, out, tileSizePx, workers: 1, scores: true });
  await scene.close();
  const geojson = JSON.parse(readFileSync(join(files, 'regions.geojson'), 'utf8'));
  return { scores: await readBand(join(files, SCORES_TIF)), mask: await readBand(join(files, 'mask.tif')), geojson };
}

describe('a run that keeps scores', () => {
  it('writes them for every pixel with a class, the same for any tiles, and measures them of every polygon', async () => {
    const { scores, mask, geojson } = await run(512);
    expect(scores.map(Number).every((score, i) => score > 0 === mask[i] > 0)).toBe(true);
    expect((await run(48)).scores).toEqual(scores);

    // Steps of 1/254, counted from 1.
    let [sum, pixels] = [0, 0];
    for (const score of scores) if (score > 0) [sum, pixels] = [sum + (score - 1) / 254, pixels + 1];
    const features = geojson.features as { properties: { pixels: number; score_mean: number } }[];
    const measured = features.reduce((total, { properties: p }) => total + p.pixels * p.score_mean, 0);
    expect(features.reduce((total, { properties: p }) => total + p.pixels, 0)).toBe(pixels);
    expect(measured / pixels).toBeCloseTo(sum / pixels, 3);
  });

  it('is refused where the method cannot say how sure it is', async () => {
    const scene = await openScene(scenePath);
    const cut = { method: 'threshold', index: 'ndvi', cuts: [0.3] };
    const plain = parseRecipe({ name: 'zones', scaling: 'none', segmenter: cut, legend }, 'test');
    const refused = processScene({ scene, recipe: plain, out: join(folder, 'none'), scores: true });
    await expect(refused).rejects.toThrow('threshold, which has none');
    await scene.close();
  });
});
