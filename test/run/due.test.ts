import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { doAlone } from '../../src/run/alone.js';
import { createRunContext, putJson, type RunContext } from '../../src/run/context.js';
import { findDue } from '../../src/run/due.js';
import { finishRun } from '../../src/run/finish.js';
import { createTaskRunner } from '../../src/run/tasks.js';
import { parseRecipe } from '../../src/segment/recipe.js';
import { createMemoryStore } from '../../src/store/memory-store.js';
import type { Store } from '../../src/store/store.js';
import { makeFolder, makeRedNir, writeTestScene } from '../support/write-scene.js';
import { type Given, hashOutputs, planRun, runInProcess } from './in-process.js';

const folder = makeFolder('due');
afterAll(() => rmSync(folder, { recursive: true }));
const scenePath = join(folder, 'fields.tif');
beforeAll(() => writeTestScene(scenePath, makeRedNir(150, 110)));

const legend = [1, 2].map((id) => ({ id, name: `class ${id}`, color: '#102030' }));
const segmenter = { method: 'otsu', index: 'ndvi' };
const PLAIN = { name: 'test', scaling: 'none', segmenter, legend };
const RECIPES = [
  ['without more', PLAIN],
  ['with a sieve and simple borders', { ...PLAIN, vectorize: { minPixels: 6, simplifyM: 15 } }],
  ['that splits objects', { ...PLAIN, vectorize: { splitM: 5 } }],
] as const;

/** As a state machine does it: every step a worker of its own, that knows the plan and the store alone. */
async function runByDue(given: Given, store: Store): Promise<RunContext> {
  const open = () => createRunContext(given.plan, store);
  await putJson(store, open().keys.plan, given.plan);
  for (let from = 0; ; ) {
    const context = open();
    const due = await findDue(context, from);
    if (!due) throw new Error('a run ends with publishing');
    if (due.work.kind === 'tasks') for (const task of due.work.tasks.toReversed()) await createTaskRunner(open())(task);
    else if (due.work.piece !== 'publish') await doAlone(context, due.work.piece);
    else {
      const terms = { pointerBefore: null, force: false };
      await finishRun(context, { startedAt: new Date(), stepsMs: {}, segmented: 0, vectorized: 0, terms });
      return context;
    }
    from = due.phase + 1;
  }
}

describe.each(RECIPES)('a run %s', (_, json) => {
  it('gives the same bytes when it is driven from the store alone', async () => {
    const given = await planRun(scenePath, 64, { recipe: parseRecipe(json, 'test') });
    const whole = await hashOutputs(await runInProcess(given, createMemoryStore()));
    expect(await hashOutputs(await runByDue(given, createMemoryStore()))).toEqual(whole);
  });
});

it('what is done is not due again', async () => {
  const given = await planRun(scenePath, 64, { recipe: parseRecipe(PLAIN, 'test') });
  const store = createMemoryStore();
  const context = createRunContext(given.plan, store);
  expect(await findDue(context)).toMatchObject({ phase: 0, step: 'fit', work: { kind: 'alone', piece: 'fit' } });
  await doAlone(context, 'fit');
  const due = await findDue(context);
  expect(due).toMatchObject({ phase: 1, step: 'segment' });
  const tasks = due!.work.kind === 'tasks' ? due!.work.tasks : [];
  expect(tasks.length).toBe(given.plan.grid.width > 64 ? 6 : 1);
  await createTaskRunner(context)(tasks[2]);
  expect(await findDue(context, 1)).toMatchObject({ work: { tasks: tasks.filter((task) => task !== tasks[2]) } });
});
