import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { RunStatistics } from '../../src/run/statistics.js';
import type { Task } from '../../src/run/tasks.js';
import type { RecipeVectorize } from '../../src/segment/vectorize-options.js';
import { createMemoryStore } from '../../src/store/memory-store.js';
import { makeFolder, writeTestScene } from '../support/write-scene.js';
import { classesRecipe, hashOutputs, interceptStore, listKeys, planRun, runInProcess } from './in-process.js';
import { randomClasses } from './odd-scenes.js';

const folder = makeFolder('simplify-run');

/** Wider than a block, so that borders cross from one to the other. */
const scene = randomClasses(5, { width: 1100, height: 24, classes: 3, nodata: 0.01 });
const path = writeTestScene(join(folder, 'wide.tif'), scene);

async function run(
  tileSizePx: number,
  vectorize: Partial<RecipeVectorize>,
  arrange: (tasks: Task[]) => Task[] = (tasks) => tasks,
) {
  const recipe = classesRecipe(8);
  const given = await planRun(await path, tileSizePx, {
    recipe: { ...recipe, vectorize: { ...recipe.vectorize, ...vectorize } },
  });
  const tasks: Task[] = [];
  const store = createMemoryStore();
  const context = await runInProcess(given, store, { arrange, onTask: (task) => tasks.push(task) }).finally(() =>
    given.scene.close(),
  );
  const text = new TextDecoder().decode(await store.get(context.keys.output('statistics.json')));
  return { hashes: await hashOutputs(context), statistics: JSON.parse(text) as RunStatistics, tasks };
}

describe('a run that simplifies borders', () => {
  it.each([
    ['by area', { simplifyM: 20 }],
    [
      'by distance, without small islands, smoothed',
      { simplifyM: 15, simplifyMethod: 'douglas-peucker', islands: 'drop', smooth: true },
    ],
    ['smoothed alone', { smooth: true }],
  ] as const)('%s: the same bytes for any tiles and any order', async (_, vectorize) => {
    const whole = await run(2048, vectorize);
    expect(whole.tasks.filter(({ step }) => step === 'simplify')).toHaveLength(2);
    for (const [tileSizePx, arrange] of [
      [100, (tasks: Task[]) => tasks.reverse()],
      [512, (tasks: Task[]) => [...tasks, ...tasks]],
    ] as const) {
      const other = await run(tileSizePx, vectorize, arrange);
      expect(other.hashes).toEqual(whole.hashes);
      expect(other.statistics.simplify).toEqual(whole.statistics.simplify);
    }
  });

  it('goes on where it stopped, without simplifying again', async () => {
    const recipe = classesRecipe(8);
    const chosen = { ...recipe, vectorize: { ...recipe.vectorize, simplifyM: 20 } };
    const given = await planRun(await path, 512, { recipe: chosen });
    const store = createMemoryStore();
    const failing = interceptStore(store, {
      before(method, key) {
        if (method === 'putStream' && key.includes('/vectorize/')) throw new Error('the disk is full');
      },
    });
    await expect(runInProcess(given, failing)).rejects.toThrow('the disk is full');
    const blocks = (await listKeys(store)).filter((key) => key.includes('/simplify/'));
    expect(blocks).toHaveLength(2);
    // One of the two is cut off.
    await store.put(blocks[1], (await store.get(blocks[1])).subarray(0, 40));
    const tasks: Task[] = [];
    const context = await runInProcess(given, store, { onTask: (task) => tasks.push(task) });
    await given.scene.close();
    expect(tasks.filter(({ step }) => step === 'simplify')).toEqual([{ step: 'simplify', block: 1 }]);
    expect(await hashOutputs(context)).toEqual((await run(512, { simplifyM: 20 })).hashes);
  });

  it('says how far the drawing is from the pixels, whose areas stay', async () => {
    const plain = await run(512, {});
    expect(plain.statistics.simplify).toBeUndefined();
    expect(plain.tasks.some(({ step }) => step === 'simplify')).toBe(false);
    const { statistics } = await run(512, { simplifyM: 30, islands: 'drop' });
    const simplify = statistics.simplify!;
    expect(simplify).toMatchObject({ toleranceM: 30, method: 'visvalingam', islands: 'drop', smooth: false });
    expect(simplify.drawnCorners).toBeLessThan(simplify.corners);
    const dropped = simplify.classes.reduce((sum, { droppedRegions }) => sum + droppedRegions, 0);
    expect(dropped).toBeGreaterThan(0);
    expect(statistics.regions.count + dropped).toBe(plain.statistics.regions.count);
    statistics.classes.forEach(({ areaM2, pixels }, i) => {
      expect(areaM2).toBe(plain.statistics.classes[i].areaM2);
      expect(pixels).toBe(plain.statistics.classes[i].pixels);
    });
    for (const { id, driftM2, driftShare } of simplify.classes) {
      const { areaM2 } = statistics.classes.find((one) => one.id === id)!;
      expect(driftShare).toBeCloseTo(driftM2 / areaM2, 12);
      expect(Math.abs(driftShare)).toBeLessThan(0.2);
    }
  });

  it('keeps areas to a millionth when it only smooths', async () => {
    const { statistics } = await run(512, { smooth: true });
    for (const { driftShare } of statistics.simplify!.classes) expect(Math.abs(driftShare)).toBeLessThan(1e-5);
  });
});
