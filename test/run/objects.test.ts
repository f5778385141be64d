import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RunContext } from '../../src/run/context.js';
import { INSTANCES_TIF } from '../../src/run/outputs.js';
import type { Task } from '../../src/run/tasks.js';
import { processScene } from '../../src/scene.js';
import { parseRecipe, type Recipe } from '../../src/segment/recipe.js';
import { createMemoryStore } from '../../src/store/memory-store.js';
import { openScene } from '../../src/tiling/open-scene.js';
import { makeFolder, makeRedNir, writeTestScene } from '../support/write-scene.js';
import { hashOutputs as hashUsual, planRun, runInProcess } from './in-process.js';

const folder = makeFolder('objects');
afterAll(() => rmSync(folder, { recursive: true }));

const SIZE = { width: 230, height: 170 };
const scenePath = join(folder, 'fields.tif');
beforeAll(async () => {
  await writeTestScene(scenePath, makeRedNir(SIZE.width, SIZE.height));
});

const legend = ['#b08d6e', '#7fbf4d', '#1b6b3a'].map((color, i) => ({ id: i + 1, name: `class ${i + 1}`, color }));
const SMOOTH = { smooth: { type: 'gaussian', of: 'ndvi', sigmaPx: 1.5 } };
const ZONES = { method: 'threshold', index: 'ndvi', cuts: [0.2, 0.5] };
const FELZENSZWALB = {
  method: 'felzenszwalb',
  of: ['smooth'],
  scale: 20,
  sigmaPx: 0,
  minPixels: 8,
  blockPx: 64,
  overlapPx: 24,
};

const RECIPES: [name: string, recipe: object][] = [
  ['objects, each a polygon', { layers: SMOOTH, segmenter: FELZENSZWALB, attributes: { indices: ['ndvi'] } }],
  [
    'objects, classified, each a polygon',
    { layers: SMOOTH, segmenter: { ...FELZENSZWALB, classify: ZONES, separate: true }, vectorize: { connectivity: 8 } },
  ],
  [
    'objects, classified, joined by class and refined',
    {
      layers: SMOOTH,
      segmenter: { ...FELZENSZWALB, classify: ZONES },
      refine: [{ step: 'majority', sizePx: 5 }],
      attributes: { layers: ['smooth'], statistics: ['mean', 'std'] },
    },
  ],
  [
    'layers on layers, learnt from the scene, pixels left out, a refined mask',
    {
      layers: { ...SMOOTH, even: { type: 'normalize', of: 'smooth', method: 'z-score' } },
      exclude: [{ of: 'smooth', above: 0.75, growPx: 3 }],
      segmenter: { method: 'otsu', layer: 'even' },
      refine: [
        { step: 'majority', sizePx: 3 },
        { step: 'fill', classes: [2], maxPixels: 9 },
      ],
      attributes: { layers: ['even'] },
    },
  ],
];

const toRecipe = (recipe: object): Recipe => parseRecipe({ name: 'test', scaling: 'none', legend, ...recipe }, 'test');

async function hashOutputs(of: Parameters<typeof hashUsual>[0]) {
  const key = of.keys.output(INSTANCES_TIF);
  const instances = (await of.store.head(key)) && Buffer.from(await of.store.get(key)).toString('base64');
  return { ...(await hashUsual(of)), instances };
}

async function inProcess(tileSizePx: number, recipe: Recipe, how = {}): Promise<RunContext> {
  const given = await planRun(scenePath, tileSizePx, { recipe });
  try {
    return await runInProcess(given, createMemoryStore(), how);
  } finally {
    await given.scene.close();
  }
}

describe.each(RECIPES)('a run of %s', (_, json) => {
  it('gives the same bytes for any tiles, in any order', async () => {
    const recipe = toRecipe(json);
    const whole = await hashOutputs(await inProcess(512, recipe));
    for (const size of [64, 90, 128]) expect(await hashOutputs(await inProcess(size, recipe))).toEqual(whole);
    const arrange = (tasks: Task[]) => [...tasks, ...tasks].reverse();
    expect(await hashOutputs(await inProcess(77, recipe, { arrange }))).toEqual(whole);
  });
});

describe('objects in blocks', () => {
  it('are as many polygons as there are numbers in instances.tif, and cover what has data', async () => {
    const recipe = toRecipe(RECIPES[0][1]);
    const scene = await openScene(scenePath);
    const { folder: out, statistics } = await processScene({
      scene,
      recipe,
      out: join(folder, 'out'),
      tileSizePx: 100,
      workers: 1,
    });
    await scene.close();
    const instances = await openScene(join(out, INSTANCES_TIF));
    const { bands } = await instances.read({ col: 0, row: 0, ...SIZE });
    await instances.close();
    const numbers = new Set(bands[0]);
    numbers.delete(0);
    expect(numbers.size).toBeGreaterThan(20);
    expect(statistics.regions.count).toBe(numbers.size);
    const pixels = (bands[0] as Uint32Array).filter((number) => number > 0).length;
    expect(statistics.classes.reduce((sum, entry) => sum + entry.pixels, 0)).toBe(pixels);
  });

  it('cross from block to block: few end at the seams', async () => {
    const recipe = toRecipe(RECIPES[0][1]);
    const { store, keys } = await inProcess(256, recipe);
    const features = JSON.parse(new TextDecoder().decode(await store.get(keys.output('regions.geojson')))).features;
    const single = toRecipe({ ...RECIPES[0][1], segmenter: { ...FELZENSZWALB, blockPx: 256 } });
    const untiled = await inProcess(256, single);
    const wanted = JSON.parse(
      new TextDecoder().decode(await untiled.store.get(untiled.keys.output('regions.geojson'))),
    );
    expect(features.length).toBeLessThan(1.3 * wanted.features.length);
  });

  it.each([{ minPixels: 5 }, { minAreaM2: 100 }, { splitM: 10 }, { dissolve: true }])(
    'that are polygons of their own do not go with %j',
    async (vectorize) => {
      const scene = await openScene(scenePath);
      const given = { scene, recipe: toRecipe(RECIPES[0][1]), out: join(folder, 'no'), vectorize };
      await expect(processScene(given)).rejects.toThrow(/felzenszwalb: every object is a polygon/);
      await scene.close();
    },
  );
});
