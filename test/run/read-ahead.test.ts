import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { VECTOR_FORMAT_NAMES } from '../../src/run/outputs.js';
import { loadRecipe } from '../../src/segment/recipe.js';
import type { RecipeVectorize } from '../../src/segment/vectorize-options.js';
import { createMemoryStore } from '../../src/store/memory-store.js';
import type { Store } from '../../src/store/store.js';
import { createRandom, makeFolder, makeRedNir, writeTestScene } from '../support/write-scene.js';
import { planRun, runInProcess } from './in-process.js';

/** A store across a network: answers come late, and in any order. */
function slowStore(): { store: Store; most: () => number } {
  const inner = createMemoryStore();
  const random = createRandom(7);
  let [underWay, most] = [0, 0];
  const late =
    <Given extends unknown[], Value>(call: (...given: Given) => Promise<Value>) =>
    async (...given: Given): Promise<Value> => {
      most = Math.max(most, ++underWay);
      for (let turns = random() * 4; turns > 0; turns--) await setImmediate();
      return call(...given).finally(() => underWay--);
    };
  const { get, getRange, getStart, head, put } = inner;
  const reads = {
    get: late(get),
    getRange: late(getRange),
    getStart: late(getStart),
    head: late(head),
    put: late(put),
  };
  return { store: { ...inner, ...reads, reading: { atOnce: 5, bytes: 3000 } }, most: () => most };
}

const WAYS: Record<string, Partial<RecipeVectorize>> = {
  plain: {},
  'with small regions joined and borders simplified': { minPixels: 9, simplifyM: 15 },
  'with objects split': { splitM: 5 },
};

it.each(Object.entries(WAYS))('a run over a network has the bytes of one in memory: %s', async (_, vectorize) => {
  const path = await writeTestScene(join(makeFolder('network'), 'fields.tif'), makeRedNir(120, 90));
  const recipe = await loadRecipe('crop-health');
  const options = {
    formats: VECTOR_FORMAT_NAMES,
    recipe: { ...recipe, vectorize: { ...recipe.vectorize, ...vectorize } },
  };
  const filesOf = async (store: Store) => {
    const given = await planRun(path, 24, options);
    const { keys } = await runInProcess(given, store);
    await given.scene.close();
    const files: Record<string, string> = {};
    for await (const { key, etag } of store.list(keys.output(''))) {
      if (!/statistics|report|run\.json/.test(key)) files[key] = etag;
    }
    return files;
  };
  const { store, most } = slowStore();
  expect(await filesOf(store)).toEqual(await filesOf(createMemoryStore()));
  expect(most()).toBeGreaterThan(4);
});
