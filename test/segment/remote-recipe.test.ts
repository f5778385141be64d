import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeSampleScene } from '../../src/sample/index.js';
import { fetchModel, modelPath } from '../../src/segment/onnx/model-file.js';
import { hashModel } from '../../src/segment/onnx/session.js';
import { loadRecipe, type Recipe } from '../../src/segment/recipe.js';
import { createMemoryStore } from '../../src/store/memory-store.js';
import { hashOutputs, planRun, runInProcess } from '../run/in-process.js';
import { call } from '../support/command-line.js';
import { type FileServer, startFileServer } from '../support/file-server.js';
import { makeFolder } from '../support/write-scene.js';

const folder = makeFolder('remote-recipe');
let server: FileServer;
let scenePath: string;
let model: Buffer;
const ITEM = readFileSync('test/fixtures/models/unet/model.json');

beforeAll(async () => {
  ({ scenePath } = await writeSampleScene(folder, { size: 120, seed: 5 }));
  const { code } = await call([
    ...['models', 'add', 'test/fixtures/models/unet/model.onnx', '--name', 'land', '--patch', '64'],
    ...['--out', join(folder, 'local')],
  ]);
  expect(code).toBe(0);
  model = readFileSync(join(folder, 'local/model.onnx'));
  const file = (name: string) => readFileSync(join(folder, 'local', name));
  server = await startFileServer({
    'recipes/land.json': Buffer.from(file('recipe.json').toString().replace('model.onnx', '../models/land/model.onnx')),
    'models/land/model.onnx': model,
    'models/land/model.json': file('model.json'),
  });
});
afterAll(() => {
  server.close();
  rmSync(folder, { recursive: true });
});

async function run(recipe: Recipe) {
  const given = await planRun(scenePath, 128, { recipe });
  try {
    const hashes = await hashOutputs(await runInProcess(given, createMemoryStore()));
    return { plan: given.plan, hashes };
  } finally {
    await given.scene.close();
  }
}

describe('a recipe on a web server', () => {
  it('is the same run as beside the program, and gives the same bytes', async () => {
    const here = await run(await loadRecipe(join(folder, 'local/recipe.json')));
    const there = await run(await loadRecipe(server.url('recipes/land.json')));
    expect(there.plan.runId).toBe(here.plan.runId);
    expect(there.hashes).toEqual(here.hashes);
    const { recipe, models } = there.plan;
    expect(recipe.segmenter).toMatchObject({ model: 'model.onnx', spec: { model: 'model.onnx' } });
    expect(models).toEqual({ [hashModel(model)]: server.url('models/land/model.onnx') });
    expect(JSON.stringify(here.plan.recipe)).not.toContain(folder);
    expect(server.requests.filter((path) => path === 'models/land/model.onnx').length).toBe(1);
  });

  it('names what is not there, or is another than planned, by its address', async () => {
    await expect(loadRecipe(server.url('recipes/none.json'))).rejects.toThrow(/none\.json, which is no file/);
    const { segmenter } = await loadRecipe(server.url('recipes/land.json'));
    const place = segmenter.model as string;
    await expect(fetchModel(place, 'a'.repeat(64))).rejects.toThrow(
      `model: wanted the file of SHA-256 ${'a'.repeat(64)}, got ${hashModel(model)} (${place})`,
    );
    expect(existsSync(modelPath(place, 'a'.repeat(64)))).toBe(false);
    server.files.set('models/land/broken.onnx', Buffer.from('no model'));
    const said = JSON.stringify({ name: 'x', segmenter: { method: 'network', model: 'models/land/broken.onnx' } });
    server.files.set('x.json', Buffer.from(said));
    await expect(loadRecipe(server.url('x.json'))).rejects.toThrow(`(${server.url('models/land/broken.onnx')})`);
    server.files.set('models/land/broken.onnx', model);
    server.files.set('models/land/model.json', Buffer.from('{'));
    await expect(loadRecipe(server.url('x.json'))).rejects.toThrow(`(${server.url('models/land/model.json')})`);
    server.files.set('models/land/model.json', ITEM);
    server.files.delete('models/land/broken.onnx');
    await expect(loadRecipe(server.url('x.json'))).rejects.toThrow(
      `model: wanted a file to read, got none (${server.url('models/land/broken.onnx')})`,
    );
  });
});

describe('a name', () => {
  it('is looked for in the folders that are given, and then among the recipes of the package', async () => {
    const own = join(folder, 'own');
    mkdirSync(own);
    const segmenter = { method: 'otsu', index: 'ndvi' };
    const legend = [1, 2].map((id) => ({ id, name: `class ${id}`, color: '#888888' }));
    const write = (name: string, title: string, more = {}) =>
      writeFileSync(join(own, `${name}.json`), JSON.stringify({ name, title, segmenter, legend, ...more }));
    write('water', 'Our own water');
    write('mine', 'Mine', { otherwise: 'water' });
    expect((await loadRecipe('water', [own])).title).toBe('Our own water');
    expect((await loadRecipe('water')).title).not.toBe('Our own water');
    expect((await loadRecipe('crop-health', [own])).name).toBe('crop-health');
    expect((await loadRecipe('mine', [own])).otherwise).toMatchObject({ title: 'Our own water' });
    await expect(loadRecipe('mina', [own])).rejects.toThrow('mina (did you mean mine?)');
    await expect(loadRecipe('mine')).rejects.toThrow('got mine');
  });
});
