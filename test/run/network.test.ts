import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RunContext } from '../../src/run/context.js';
import type { Task } from '../../src/run/tasks.js';
import { type SampleScene, writeSampleScene } from '../../src/sample/index.js';
import { loadRecipe, type Recipe } from '../../src/segment/recipe.js';
import { createMemoryStore } from '../../src/store/memory-store.js';
import { openScene } from '../../src/tiling/open-scene.js';
import { call } from '../support/command-line.js';
import { makeFolder } from '../support/write-scene.js';
import { hashOutputs, planRun, runInProcess } from './in-process.js';

const UNET = resolve('test/fixtures/models/unet');
const folder = makeFolder('network');
afterAll(() => rmSync(folder, { recursive: true }));

let scenePath: string;
let sample: SampleScene;
beforeAll(async () => {
  ({ scenePath, scene: sample } = await writeSampleScene(folder, { size: 200, seed: 5 }));
});

async function add(name: string, ...more: string[]): Promise<string> {
  const out = join(folder, name);
  const { code, stderr } = await call([
    'models',
    'add',
    join(UNET, 'model.onnx'),
    '--out',
    out,
    '--name',
    name,
    ...more,
  ]);
  expect([code, stderr]).toEqual([0, '']);
  return join(out, 'recipe.json');
}

async function inProcess(recipe: Recipe, tileSizePx: number, how = {}): Promise<RunContext> {
  const given = await planRun(scenePath, tileSizePx, { recipe });
  try {
    return await runInProcess(given, createMemoryStore(), how);
  } finally {
    await given.scene.close();
  }
}

async function readMask({ store, keys }: RunContext): Promise<Uint8Array> {
  const path = join(folder, 'mask.tif');
  writeFileSync(path, await store.get(keys.output('mask.tif')));
  const mask = await openScene(path);
  const { bands } = await mask.read({ col: 0, row: 0, width: mask.width, height: mask.height });
  await mask.close();
  return bands[0] as Uint8Array;
}

const runIdOf = async (recipe: Recipe): Promise<string> => {
  const { scene, plan } = await planRun(scenePath, 128, { recipe });
  await scene.close();
  return plan.runId;
};

describe('a network that was added', () => {
  it('maps a scene that it has not seen as it is on the ground, whatever the tiles', async () => {
    const path = await add('land', '--patch', '64', '--seams', 'cosine');
    const recipe = await loadRecipe(path);
    const names = recipe.legend.map(({ name }) => name);
    expect(names).toEqual(sample.truth.legend.map(({ name }) => name.replace('-', ' ')));
    // What is known of it lies in the plan: nobody looks beside the model again.
    writeFileSync(join(folder, 'land/model.json'), 'gone');
    const whole = await inProcess(recipe, 512);
    const mask = await readMask(whole);
    const { classes } = sample.truth;
    const right = mask.reduce((sum, id, i) => sum + Number(classes[i] > 0 && id === classes[i]), 0);
    expect(right / classes.filter((id) => id > 0).length).toBeGreaterThan(0.75);
    expect(mask.every((id, i) => id > 0 === sample.bands[0][i] > 0)).toBe(true);
    const arrange = (tasks: Task[]) => [...tasks, ...tasks].reverse();
    expect(await hashOutputs(await inProcess(recipe, 77, { arrange }))).toEqual(await hashOutputs(whole));
  });

  it('is another run when it, or what is said of it, changes', async () => {
    const path = await add('changed', '--patch', '64');
    const recipe = await loadRecipe(path);
    const runId = await runIdOf(recipe);
    expect(await runIdOf(await loadRecipe(path))).toBe(runId);
    const item = join(folder, 'changed/model.json');
    const json = JSON.parse(readFileSync(item, 'utf8'));
    json.properties['mlm:input'][0].value_scaling[0].mean = 0.05;
    writeFileSync(item, JSON.stringify(json));
    expect(await runIdOf(await loadRecipe(path))).not.toBe(runId);
  });
});

describe('a recipe with a network', () => {
  const load = (segmenter: object, more: object = {}) => {
    const own = join(folder, 'recipe');
    mkdirSync(own, { recursive: true });
    writeFileSync(join(own, 'recipe.json'), JSON.stringify({ name: 'own', segmenter, ...more }));
    return loadRecipe(join(own, 'recipe.json'));
  };
  const NETWORK = { method: 'network', model: join(UNET, 'model.onnx') };

  it('must have a legend of all its classes, or none', async () => {
    const water = { id: 1, name: 'water', color: '#0000ff' };
    await expect(load(NETWORK, { legend: [water] })).rejects.toThrow(
      /recipe: legend: wanted an entry for every class of the model \(1, 2, .+, 9\), got none for 2, 3/,
    );
    const classes = [water, ...[2, 3, 4, 5, 6, 7, 8, 9].map((id) => ({ id, name: `other ${id}`, color: '#888888' }))];
    expect((await load(NETWORK, { legend: classes })).legend).toEqual(classes);
    const joined = Array.from({ length: 9 }, (_, i) => ({ name: `class ${i}`, id: i === 0 ? 1 : 0 }));
    expect((await load({ ...NETWORK, classes: joined, rest: 7 })).legend).toMatchObject([
      { id: 1, name: 'class 0' },
      { id: 7, name: 'rest' },
    ]);
  });

  it('names all that is missing, or does not fit, in one line', async () => {
    copyFileSync(join(UNET, 'model.onnx'), join(folder, 'bare.onnx'));
    await expect(load({ method: 'network', model: '../bare.onnx', kind: 'semantic' })).rejects.toThrow(
      /network: wanted bands: .+; scaling: .+; values: .+; classes: .+; pixelSizeM: .+ \(.+bare\.onnx\)$/,
    );
    await expect(load({ ...NETWORK, bands: ['red'] })).rejects.toThrow(/wanted bands: 4 \(header\), got bands: 1: red/);
    await expect(load({ ...NETWORK, modelSha256: 'a'.repeat(64) })).rejects.toThrow(/wanted the file of SHA-256 aaaa/);
    await expect(load({ ...NETWORK, band: ['red'] })).rejects.toThrow(
      /segmenter\.band: unknown key \(did you mean bands/,
    );
  });

  it('is printed as one that can be loaded again', async () => {
    await load({ ...NETWORK, seams: 'cosine' });
    const { stdout } = await call(['recipes', join(folder, 'recipe/recipe.json')]);
    const copy = join(folder, 'recipe/copy.json');
    writeFileSync(copy, stdout);
    expect(await loadRecipe(copy)).toEqual(await loadRecipe(join(folder, 'recipe/recipe.json')));
  });

  it('is not the one that asks about single pixels', async () => {
    await expect(load({ ...NETWORK, method: 'model' })).rejects.toThrow(
      /model: wanted one that looks at each pixel alone .+; the method network runs others, got outputs logits, which looks/,
    );
  });

  it('asks for a scene that has its bands', async () => {
    const recipe = await load({ ...NETWORK, bands: ['blue', 'green', 'red', 'thermal'] });
    await expect(planRun(scenePath, 128, { recipe })).rejects.toThrow(/thermal/);
  });
});
