import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { sizeBatches } from '../../functions/batching.js';
import type { PlannedRun } from '../../functions/messages.js';
import { planStep } from '../../functions/steps.js';
import type { Plan } from '../../src/run/plan.js';
import type { Task } from '../../src/run/tasks.js';
import { makeFolder, makeRedNir, writeTestScene } from '../support/write-scene.js';

const folder = makeFolder('batching');
afterAll(() => rmSync(folder, { recursive: true }));

it('a call does as many tasks as were planned for its step', () => {
  const { tasksPerBatch } = sizeBatches({ gpuPixels: 4 * 256 ** 2 });
  const grid = { width: 9000, height: 9000, tileSizePx: 256, overlapPx: 0 };
  const planOf = (segmenter: object) => ({ recipe: { segmenter }, grid }) as unknown as Plan;
  const run = { tasksPerCall: { segment: 7, simplify: 3, vectorize: 9 } } as unknown as PlannedRun;
  const size = (tasks: Task[], plan = planOf({ method: 'otsu' })) => tasksPerBatch(plan, tasks, run);
  const write: Task = { step: 'write', file: 'mask.tif' };
  expect(size([{ step: 'segment', tile: 4 }])).toBe(7);
  expect(size([{ step: 'simplify', block: 4 }])).toBe(3);
  expect(size([write, { step: 'vectorize', tile: 4 }])).toBe(9);
  expect(size([write])).toBe(1);
  expect(size([{ step: 'join', share: 0, shares: 2 }])).toBe(1);
  // A machine with a GPU does as many as are worth its coming.
  const network = planOf({ method: 'network', device: 'cuda', spec: { device: 'cuda' } });
  expect(size([{ step: 'segment', tile: 4 }], network)).toBe(4);
});

it('what is planned for a call is less where a recipe costs more, and as the set-up says', async () => {
  const scene = join(folder, 'fields.tif');
  await writeTestScene(scene, makeRedNir(400, 300));
  const plan = async (recipe: string, leastCallSeconds: number) => {
    const limits = { memoryMB: 2000, shares: 2, device: 'cpu' as const, calls: { leastCallSeconds } };
    const { tasksPerCall } = await planStep({ scene, recipe, out: join(folder, 'out') }, limits);
    return tasksPerCall;
  };
  const [quick, slow, short] = [
    await plan('crop-health', 10),
    await plan('clusters', 10),
    await plan('crop-health', 1),
  ];
  expect(Object.keys(quick)).toEqual(['segment', 'vectorize']);
  expect(slow.segment).toBeLessThan(quick.segment);
  expect(short.segment).toBeLessThan(quick.segment);
});
