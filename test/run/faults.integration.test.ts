import { join } from 'node:path';
import { expect, it } from 'vitest';
import { createMemoryStore } from '../../src/store/memory-store.js';
import { makeFolder, makeRedNir, writeTestScene } from '../support/write-scene.js';
import { sweepFaults } from './fault-sweep.js';
import { hashOutputs, planRun, runInProcess } from './in-process.js';

it('a store that fails once, at many more calls than the fast tests have time for', async () => {
  const path = await writeTestScene(join(makeFolder('sweep'), 'fields.tif'), makeRedNir(66, 60));
  const given = await planRun(path, 22);
  const whole = await hashOutputs(await runInProcess(given, createMemoryStore()));
  expect(Object.values(whole)).not.toContain(null);
  for (const first of [0, 3]) await sweepFaults(given, whole, { first, step: 7 });
  await given.scene.close();
});
