import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, it } from 'vitest';
import { createRunContext } from '../../src/run/context.js';
import { createTaskRunner } from '../../src/run/tasks.js';
import { createMemoryStore } from '../../src/store/memory-store.js';
import { makeFolder, makeRedNir, writeTestScene } from '../support/write-scene.js';
import { sweepFaults } from './fault-sweep.js';
import { hashOutputs, interceptStore, planRun, runInProcess } from './in-process.js';

it('a store that fails once, at many more calls than the fast tests have time for', async () => {
  const path = await writeTestScene(join(makeFolder('sweep'), 'fields.tif'), makeRedNir(66, 60));
  const given = await planRun(path, 22);
  const whole = await hashOutputs(await runInProcess(given, createMemoryStore()));
  expect(Object.values(whole)).not.toContain(null);
  for (const first of [0, 3]) await sweepFaults(given, whole, { first, step: 7 });
  await given.scene.close();
});

/** What is held after the garbage is gone; arrays outside the heap are freed a moment after. */
async function heldMB(): Promise<number> {
  let least = Number.POSITIVE_INFINITY;
  for (let round = 0; round < 4; round++) {
    collectGarbage();
    await new Promise((resolve) => setTimeout(resolve, 50));
    const { heapUsed, arrayBuffers } = process.memoryUsage();
    least = Math.min(least, (heapUsed + arrayBuffers) / 1e6);
  }
  return least;
}

it('a worker that does tile after tile: the same bytes, flat memory', async () => {
  const path = await writeTestScene(join(makeFolder('warm'), 'fields.tif'), makeRedNir(90, 90));
  const given = await planRun(path, 30);
  const store = createMemoryStore();
  const dying = interceptStore(store, {
    before: (method) => {
      if (method === 'move') throw new Error('stopped before it publishes');
    },
  });
  await expect(runInProcess(given, dying)).rejects.toThrow('stopped');
  const context = createRunContext(given.plan, store);
  const runTask = createTaskRunner(context);
  const { keys } = context;
  const bytes = async () => [await store.get(keys.segment(4)), await store.get(keys.vectorize(4))];
  const first = await bytes();
  const work = async (times: number) => {
    for (let i = 0; i < times; i++) {
      await runTask({ step: 'segment', tile: i % 9 });
      await runTask({ step: 'vectorize', tile: i % 9 });
    }
    return heldMB();
  };
  const early = await work(500);
  const late = await work(1000);
  expect(late - early).toBeLessThan(2);
  expect(await bytes()).toEqual(first);
  await context.close();
  await given.scene.close();
});

function collectGarbage(): void {
  setFlagsFromString('--expose-gc');
  runInNewContext('gc')();
}
