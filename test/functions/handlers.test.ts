import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CallClock, watchTime } from '../../functions/call-clock.js';
import { FINAL_ERRORS, withFinalNames } from '../../functions/failures.js';
import { createFinish } from '../../functions/finish.js';
import {
  createAloneHandler,
  createNextHandler,
  createPlanHandler,
  createWorkHandler,
} from '../../functions/handlers.js';
import type { DueWork, PlannedRun, TaskBatch } from '../../functions/messages.js';
import type { BatchSize, PlanLimits } from '../../functions/steps.js';
import { createMemoryLedger, createMemoryLog, createMemoryNotifier } from '../support/cloud.js';
import { makeFolder, makeRedNir, writeTestScene } from '../support/write-scene.js';

const folder = makeFolder('handlers');
afterAll(() => rmSync(folder, { recursive: true }));

const LIMITS: PlanLimits = { memoryMB: 2000, shares: 2, device: 'cpu' };
const BATCHING: BatchSize = { tasksPerBatch: () => 100 };
const recipe = 'crop-health';
const scene = join(folder, 'fields.tif');

/** The handlers as the entries make them. */
function make() {
  const [ledger, log] = [createMemoryLedger(), createMemoryLog()];
  return {
    ledger,
    log,
    plan: withFinalNames(createPlanHandler({ ledger, log }, LIMITS)),
    next: withFinalNames(createNextHandler({ ledger, log }, BATCHING)),
    alone: withFinalNames(createAloneHandler({ ledger, log })),
    work: withFinalNames(createWorkHandler({ log })),
  };
}

/** A clock that shows so much less each time it is looked at. */
const clockOf = (leftMs: number, perLookMs: number): CallClock => {
  let left = leftMs + perLookMs;
  return {
    getRemainingTimeInMillis() {
      left -= perLookMs;
      return left;
    },
  };
};

/** A run up to the work of its tiles, which are all in one batch. */
async function makeBatch(out: string): Promise<{ run: PlannedRun; batch: TaskBatch; due: DueWork }> {
  const { plan, next, alone } = make();
  const run = await plan({ name: 'n', request: { scene, recipe, out } });
  const fit = (await next({ name: 'n', run })) as DueWork;
  expect(fit.piece).toBe('fit');
  const after = await alone({ name: 'n', run: fit });
  const due = (await next({ name: 'n', run: after })) as DueWork;
  const path = join(out, '.landquilt', run.runId, 'batches', `${due.phase - 1}.json`);
  const [batch] = JSON.parse(readFileSync(path, 'utf8')) as TaskBatch[];
  return { run, batch, due };
}

const failure = (call: Promise<unknown>): Promise<Error> =>
  call.then(
    () => new Error('it did not fail'),
    (error: Error) => error,
  );

beforeAll(async () => {
  await writeTestScene(scene, makeRedNir(700, 500));
  await writeTestScene(join(folder, 'nowhere.tif'), { ...makeRedNir(64, 64), crs: null });
  writeFileSync(join(folder, 'no-scene.tif'), 'not a TIFF');
});

describe('a worker that runs out of time', () => {
  it('stops between two tasks, keeps what is done, and goes on in the next call', async () => {
    const out = join(folder, 'late');
    const { run, batch } = await makeBatch(out);
    const { work, log } = make();
    expect(batch.tasks.length).toBeGreaterThan(1);
    const segment = join(out, '.landquilt', run.runId, 'segment');
    const packs = () => readdirSync(segment).map((name) => [name, statSync(join(segment, name)).mtimeMs] as const);

    const late = await failure(work(batch, clockOf(80_000, 20_000)));
    expect(late.name).toBe('OutOfTime');
    expect(FINAL_ERRORS).not.toContain(late.name);
    const kept = packs();
    expect(kept.length).toBe(1);
    expect(late.message).toContain(`wanted ${batch.tasks.length} tasks done in its time, got 1`);

    // Time for nothing at all.
    expect((await failure(work(batch, clockOf(1000, 1)))).name).toBe('OutOfTime');
    expect(packs()).toEqual(kept);

    expect(await work(batch, clockOf(900_000, 100))).toEqual({ done: batch.tasks.length });
    expect(packs().length).toBe(batch.tasks.length);
    expect(packs()[0]).toEqual(kept[0]);
    // The answer got lost.
    const all = packs();
    expect(await work(batch, clockOf(900_000, 100))).toEqual({ done: batch.tasks.length });
    expect(packs()).toEqual(all);
    expect(log.lines).toEqual(Array.from({ length: 4 }, () => 'Run:Work:Done'));
  });

  it('leaves room for a piece half as long again as the longest so far', () => {
    const watch = watchTime(clockOf(100_000, 0));
    expect([watch(), watch(), watch()]).toEqual([true, true, true]);
    // 80, 60 and 40 seconds left; each piece takes 20: 15 + 30 have to be left.
    const slow = watchTime(clockOf(100_000, 20_000));
    expect([slow(), slow(), slow()]).toEqual([true, true, false]);
    expect(watchTime()()).toBe(true);
  });
});

describe('errors that are the same however often a step is repeated', () => {
  const requests: [string, object][] = [
    ['a scene that is not there', { scene: join(folder, 'none.tif') }],
    ['a scene that is none', { scene: join(folder, 'no-scene.tif') }],
    ['a scene without a place', { scene: join(folder, 'nowhere.tif') }],
    ['a recipe that is none', { recipe: 'corp-health' }],
  ];
  it.each(requests)('%s', async (_what, change) => {
    const { plan, ledger } = make();
    const error = await failure(plan({ name: 'n', request: { scene, recipe, out: folder, ...change } }));
    expect(error.name).toBe('InputError');
    expect(ledger.entries.size).toBe(0);
  });

  it('a scene that is another than was planned', async () => {
    const out = join(folder, 'other');
    const path = join(folder, 'changed.tif');
    await writeTestScene(path, makeRedNir(300, 200));
    const { plan, next, alone, ledger } = make();
    const run = await plan({ name: 'n', request: { scene: path, recipe, out } });
    const due = (await next({ name: 'n', run })) as DueWork;
    await writeTestScene(path, makeRedNir(310, 200));
    expect((await failure(alone({ name: 'n', run: due }))).name).toBe('InputError');
    expect(ledger.entries.get('n')?.history).toEqual(['PLANNED', 'RUNNING']);
  });

  it('a scene of which a newer version came, before it would be seen', async () => {
    const { alone, ledger } = make();
    const { due } = await makeBatch(join(folder, 'superseded'));
    await ledger.receive({ name: 'old', scene, recipe, sequencer: '1' });
    await ledger.receive({ name: 'new', scene, recipe, sequencer: '2' });
    const publish = { ...due, kind: 'alone', piece: 'publish' } as const;
    expect((await failure(alone({ name: 'old', run: publish }))).name).toBe('SupersededError');
  });
});

describe('errors that may pass', () => {
  it('work whose plan cannot be read, with the reason left for the end of the run', async () => {
    const { work, next } = make();
    const store = join(folder, 'no-plan');
    const planKey = '.landquilt/0123/plan.json';
    const lost = await failure(work({ store, planKey, tasks: [{ step: 'segment', tile: 0 }] }));
    expect(FINAL_ERRORS).not.toContain(lost.name);
    const left = JSON.parse(readFileSync(join(store, '.landquilt/0123/failure.json'), 'utf8')) as { reason: string };
    expect(left.reason).toBe(lost.message);
    const run = { runId: '0123', sceneId: 's', recipe, store, planKey, startedAt: '', tasksPerCall: {}, phase: 0 };
    expect(FINAL_ERRORS).not.toContain((await failure(next({ name: 'n', run: { ...run, isPublished: false } }))).name);
  });

  it('an end that nobody can be told of, after it is noted', async () => {
    const { ledger, log } = make();
    const notifier = { tell: () => Promise.reject(new Error('throttled')) };
    const end = { name: 'n', state: { scene, recipe, out: folder } };
    const error = await failure(withFinalNames(createFinish({ ledger, log, notifier }))(end));
    expect(error.message).toBe('throttled');
    expect(ledger.entries.get('n')?.state).toBe('PUBLISHED');
    const again = createMemoryNotifier();
    await createFinish({ ledger, log, notifier: again })(end);
    expect(again.told.length).toBe(1);
  });
});

it('a run that is planned again while it is under way, or after, is the same run', async () => {
  const out = join(folder, 'again');
  const { plan, next, alone, work, ledger } = make();
  const request = { scene, recipe, out };
  let run: PlannedRun = await plan({ name: 'n', request });
  for (let rounds = 0; !run.isPublished && rounds < 30; rounds++) {
    expect((await plan({ name: 'n', request })).runId).toBe(run.runId);
    // Two events of one state: the second finds what the first found, or what comes after.
    await next({ name: 'n', run });
    const due = (await next({ name: 'n', run })) as DueWork;
    if (due.kind === 'alone') run = await alone({ name: 'n', run: due });
    else {
      const path = join(out, '.landquilt', due.runId, 'batches', `${due.phase - 1}.json`);
      for (const batch of JSON.parse(readFileSync(path, 'utf8')) as TaskBatch[]) await work(batch);
      run = due;
    }
  }
  expect(run.isPublished).toBe(true);
  expect(await plan({ name: 'n', request })).toMatchObject({ runId: run.runId, isPublished: true });
  expect(existsSync(join(out, 'fields', recipe, 'run.json'))).toBe(true);
  expect(new Set(ledger.entries.get('n')?.history)).toEqual(new Set(['PLANNED', 'RUNNING']));
});
