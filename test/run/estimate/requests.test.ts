import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { doAlone } from '../../../src/run/alone.js';
import { createRunContext, putJson } from '../../../src/run/context.js';
import { findDue } from '../../../src/run/due.js';
import { pieceRequests } from '../../../src/run/estimate/requests.js';
import { describeWorkload } from '../../../src/run/estimate/workload.js';
import { finishRun } from '../../../src/run/finish.js';
import { createTaskRunner } from '../../../src/run/tasks.js';
import { loadRecipe } from '../../../src/segment/recipe.js';
import type { RecipeVectorize } from '../../../src/segment/vectorize-options.js';
import { createMemoryStore } from '../../../src/store/memory-store.js';
import { S3_READING } from '../../../src/store/s3-store.js';
import { makeFolder, makeRedNir, writeTestScene } from '../../support/write-scene.js';
import { interceptStore, planRun } from '../in-process.js';

const folder = makeFolder('requests');
const path = join(folder, 'fields.tif');
const SHARES = 3;
const GETS = ['get', 'getRange', 'getStart', 'head'];
const PUTS = ['put', 'putStream', 'list', 'move'];

interface Counted {
  gets: number;
  puts: number;
}

beforeAll(() => writeTestScene(path, makeRedNir(256, 192)));
afterAll(() => rmSync(folder, { recursive: true }));

/** Requests of every piece of a run whose pieces are done by different machines, by the names of the estimate. */
async function countRequests(vectorize: Partial<RecipeVectorize>) {
  const recipe = await loadRecipe('crop-health');
  const given = await planRun(path, 64, { recipe: { ...recipe, vectorize: { ...recipe.vectorize, ...vectorize } } });
  const plan = { ...given.plan, workers: SHARES };
  const counted = new Map<string, Counted>();
  let piece = '';
  const store = interceptStore(
    { ...createMemoryStore(), reading: S3_READING },
    {
      before(method) {
        const sums = counted.get(piece) ?? { gets: 0, puts: 0 };
        if (GETS.includes(method)) sums.gets++;
        if (PUTS.includes(method)) sums.puts++;
        counted.set(piece, sums);
      },
    },
  );
  const open = () => createRunContext(plan, store);
  await putJson(store, open().keys.plan, plan);
  for (let from = 0; ; ) {
    piece = 'next';
    const due = (await findDue(open(), from))!;
    from = due.phase + 1;
    const context = open();
    if (due.work.kind === 'tasks') {
      const runTask = createTaskRunner(context);
      for (const task of due.work.tasks) {
        piece = task.step === 'write' ? `write ${task.file}` : task.step;
        await runTask(task);
      }
    } else if (due.work.piece !== 'publish') {
      piece = due.work.piece;
      await doAlone(context, due.work.piece);
    } else {
      piece = 'publish';
      const terms = { pointerBefore: null, force: false };
      await finishRun(context, { startedAt: new Date(), stepsMs: {}, segmented: 0, vectorized: 0, terms });
    }
    await context.close();
    if (piece === 'publish') break;
  }
  const workload = describeWorkload({ plan, prepared: given.prepared }, given.scene);
  await given.scene.close();
  counted.delete('next');
  return { counted, workload };
}

const CASES: [string, Partial<RecipeVectorize>][] = [
  ['plain', {}],
  ['with few, simple regions', { minPixels: 200, simplifyM: 20 }],
  ['with objects split', { splitM: 20 }],
];

describe('the requests of a run', () => {
  it.each(CASES)('are within the bounds of the estimate, piece by piece: %s', async (_, vectorize) => {
    const { counted, workload } = await countRequests(vectorize);
    const pieces = pieceRequests(workload, { shares: SHARES, outputBytes: { low: 0, high: 0 } });
    expect(
      pieces
        .map(({ name }) => name)
        .filter((name) => name !== 'plan')
        .sort(),
    ).toEqual([...counted.keys()].filter(Boolean).sort());
    // What a call asks for before it works is counted apart; so is what little every file takes.
    const slack = 6;
    const outside = pieces.flatMap(({ name, gets, puts }) => {
      const found = counted.get(name);
      if (!found) return [];
      const isWithin =
        found.gets >= gets.low && found.gets <= gets.high + slack && found.puts >= puts.low && found.puts <= puts.high;
      return isWithin ? [] : [{ name, found, gets, puts }];
    });
    expect(outside).toEqual([]);
  });
});
