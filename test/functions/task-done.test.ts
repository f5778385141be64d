import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import type { PlannedRun, TaskBatch } from '../../functions/messages.js';
import { aloneStep, nextStep, planStep, workStep } from '../../functions/steps.js';
import { openRun } from '../../src/run/context.js';
import { isTaskDone } from '../../src/run/task-done.js';
import { makeFolder, makeRedNir, writeTestScene } from '../support/write-scene.js';

const folder = makeFolder('task-done');
afterAll(() => rmSync(folder, { recursive: true }));

it('a task of any step is done when its result is there, and not before', async () => {
  const scene = join(folder, 'fields.tif');
  const out = join(folder, 'out');
  await writeTestScene(scene, makeRedNir(120, 90));
  writeFileSync(
    join(folder, 'fields.options.json'),
    JSON.stringify({ vectorize: { minAreaM2: 500, simplifyM: 20, splitM: 10 } }),
  );
  const after: Record<string, boolean> = {};
  let run: PlannedRun = await planStep(
    { scene, recipe: 'crop-health', out },
    { memoryMB: 2000, shares: 2, device: 'cpu' },
  );
  while (!run.isPublished) {
    const due = (await nextStep(run, { tasksPerBatch: () => 100 }))!;
    run = due;
    if (due.kind === 'alone') {
      run = await aloneStep({ ...due, piece: due.piece! });
      continue;
    }
    const path = join(out, '.landquilt', due.runId, 'batches', `${due.phase - 1}.json`);
    for (const batch of JSON.parse(readFileSync(path, 'utf8')) as TaskBatch[]) {
      const context = await openRun(batch);
      for (const task of batch.tasks) expect(await isTaskDone(context, task), task.step).toBe(false);
      await workStep(batch);
      for (const task of batch.tasks) after[task.step] = await isTaskDone(context, task);
      await context.close();
    }
  }
  const done = ['segment', 'neighbours', 'sieve', 'objects', 'split', 'simplify', 'vectorize', 'write'];
  expect(after).toEqual({ ...Object.fromEntries(done.map((step) => [step, true])), join: false });
});
