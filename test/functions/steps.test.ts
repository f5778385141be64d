import { createHash } from 'node:crypto';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import type { PlannedRun, TaskBatch } from '../../functions/messages.js';
import { aloneStep, nextStep, planStep, workStep } from '../../functions/steps.js';
import { processScene } from '../../src/scene.js';
import { loadRecipe } from '../../src/segment/recipe.js';
import { openScene } from '../../src/tiling/open-scene.js';
import { EXACT } from '../run/in-process.js';
import { makeFolder, makeRedNir, writeTestScene } from '../support/write-scene.js';

const folder = makeFolder('steps');
afterAll(() => rmSync(folder, { recursive: true }));

const overJson = <T>(message: T): T => JSON.parse(JSON.stringify(message)) as T;

it('the steps of a state machine, each alone with a message, give the bytes of a run', async () => {
  const path = join(folder, 'fields.tif');
  await writeTestScene(path, makeRedNir(300, 200));
  const out = join(folder, 'cloud');
  const batching = { tasksPerBatch: () => 3 };
  let run: PlannedRun = overJson(
    await planStep({ scene: path, recipe: 'crop-health', out }, { memoryMB: 2000, shares: 2, device: 'cpu' }),
  );
  const steps: string[] = [];
  for (let rounds = 0; !run.isPublished; rounds++) {
    expect(rounds).toBeLessThan(30);
    const due = overJson((await nextStep(run, batching))!);
    steps.push(due.step);
    run = due;
    if (due.kind === 'alone') {
      // A publishing that was cut short has moved files already.
      const moved = join(out, '.landquilt', due.runId, 'out', 'regions.fgb');
      const isFirst = due.piece === 'publish' && steps.filter((step) => step === 'publish').length < 5;
      if (isFirst) rmSync(moved);
      run = overJson(await aloneStep({ ...due, piece: due.piece! }));
      if (due.piece === 'publish') expect(run.isPublished).toBe(!isFirst);
      // An answer may be lost.
      if (run.isPublished) expect(await aloneStep({ ...due, piece: due.piece! })).toEqual(run);
    } else {
      const batches = JSON.parse(
        readFileSync(join(out, '.landquilt', due.runId, 'batches', `${due.phase - 1}.json`), 'utf8'),
      );
      expect(batches.length).toBe(due.batchCount);
      for (const batch of (batches as TaskBatch[]).toReversed()) await workStep(overJson(batch));
      // A batch may come twice.
      await workStep(overJson(batches[0]));
    }
  }
  expect([...new Set(steps)]).toEqual(['fit', 'segment', 'stitch', 'vectorize', 'publish']);
  expect(
    await planStep({ scene: path, recipe: 'crop-health', out }, { memoryMB: 2000, shares: 2, device: 'cpu' }),
  ).toMatchObject({
    isPublished: true,
  });

  const scene = await openScene(path);
  const local = await processScene({ scene, recipe: await loadRecipe('crop-health'), out: join(folder, 'local') });
  await scene.close();
  const hash = (place: string) =>
    EXACT.map((name) =>
      createHash('sha256')
        .update(readFileSync(join(place, name)))
        .digest('hex'),
    );
  expect(hash(join(out, 'fields/crop-health'))).toEqual(hash(local.folder));
});
