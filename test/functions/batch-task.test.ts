import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runBatchJob } from '../../functions/batch-task.js';
import { EXIT_CODES } from '../../functions/exit-codes.js';
import { createFinish } from '../../functions/finish.js';
import type { DueWork, TaskBatch } from '../../functions/messages.js';
import { aloneStep, leastPerJob, nextStep, planStep } from '../../functions/steps.js';
import { InternalError } from '../../src/errors.js';
import { createMemoryLedger, createMemoryLog, createMemoryNotifier } from '../support/cloud.js';
import { makeRgb } from '../support/rgb-scene.js';
import { makeFolder, writeTestScene } from '../support/write-scene.js';

const folder = makeFolder('job');
const log = createMemoryLog();
let scene: string;
beforeAll(async () => {
  scene = await writeTestScene(join(folder, 'town.tif'), makeRgb(560, 48));
});
afterAll(() => rmSync(folder, { recursive: true }));

const never = new AbortController().signal;

/** A run whose segmenting is due, in batches of so many of its three tiles. */
async function makeDue(device: 'cpu' | 'cuda', name: string, tiles = 1): Promise<{ due: DueWork; batches: string }> {
  const request = { scene, recipe: 'land-cover-rgb', out: join(folder, name) };
  const planned = await planStep(request, { memoryMB: 600, shares: 2, device });
  const batching = { tasksPerBatch: () => tiles };
  const fit = (await nextStep(planned, batching))!;
  const due = (await nextStep(await aloneStep({ ...fit, piece: fit.piece! }), batching))!;
  expect(due.step).toBe('segment');
  return { due, batches: join(request.out, '.landquilt', due.runId, 'batches', `${due.phase - 1}.json`) };
}

const packsOf = ({ store, runId }: DueWork): string[] => {
  const at = join(store, '.landquilt', runId, 'segment');
  return readdirSync(at).filter((name) => name.endsWith('.bin'));
};

const jobAt = (batches: string, index: number) => ({ log, findPlace: () => ({ batches, index }) });

describe('a job', () => {
  it('does the batch of its number, and no other; again is no harm', async () => {
    const { due, batches } = await makeDue('cpu', 'numbers');
    expect(due.kind).toBe('tasks');
    expect(due.batchCount).toBe(3);
    const last = 2;
    expect(await runBatchJob(jobAt(batches, last), never)).toBe(EXIT_CODES.done);
    const { tasks } = (JSON.parse(readFileSync(batches, 'utf8')) as TaskBatch[])[last];
    expect(packsOf(due).length).toBe(tasks.length);
    expect(await runBatchJob(jobAt(batches, last), never)).toBe(EXIT_CODES.done);
    for (const index of [0, 1]) await runBatchJob(jobAt(batches, index), never);
    expect((await nextStep({ ...due, phase: 0 }, { tasksPerBatch: () => 1 }))?.step).not.toBe('segment');
  });

  it('stops between two tasks when it is told to, and what is done stays', async () => {
    const { due, batches } = await makeDue('cpu', 'stopped', 3);
    let looks = 0;
    const afterOne = {
      get aborted() {
        looks++;
        return looks > 1;
      },
    } as AbortSignal;
    expect(await runBatchJob(jobAt(batches, 0), afterOne)).toBe(EXIT_CODES.stopped);
    expect(packsOf(due).length).toBe(1);
    const before = (JSON.parse(readFileSync(batches, 'utf8')) as TaskBatch[]).flatMap(({ tasks }) => tasks);
    const rest = (await nextStep({ ...due, phase: 0 }, { tasksPerBatch: () => 1 }))!;
    expect(rest.batchCount).toBe(before.length - 1);
  });

  it('ends with a code that says whether to try again', async () => {
    const { batches } = await makeDue('cpu', 'codes');
    expect(await runBatchJob(jobAt(batches, 1000), never)).toBe(EXIT_CODES.badInput);
    expect(await runBatchJob(jobAt('batches', 0), never)).toBe(EXIT_CODES.badInput);
    expect(await runBatchJob(jobAt(join(folder, 'nowhere', 'batches.json'), 0), never)).toBe(EXIT_CODES.failed);
    const old = join(folder, 'old.json');
    writeFileSync(old, JSON.stringify([{ store: folder, planKey: 'plan.json', tasks: [] }]));
    writeFileSync(join(folder, 'plan.json'), JSON.stringify({ version: '0.0.1' }));
    expect(await runBatchJob(jobAt(old, 0), never)).toBe(EXIT_CODES.badInput);
    const lost = () => {
      throw new InternalError({ thing: 'connection', wanted: 'one', got: 'none' });
    };
    expect(await runBatchJob({ log, findPlace: lost }, never)).toBe(EXIT_CODES.failed);
  });
});

describe('work for GPUs', () => {
  it('is segmenting where a network was planned for them, and fails with a reason where there is none', async () => {
    const { due, batches } = await makeDue('cuda', 'cuda');
    expect(due.kind).toBe('gpu');
    expect(await runBatchJob(jobAt(batches, 0), never)).toBe(EXIT_CODES.badInput);
    const parts = { ledger: createMemoryLedger(), notifier: createMemoryNotifier(), log };
    const job = { JobId: 'f00d', JobQueue: 'gpus', Status: 'FAILED', StatusReason: 'Array Child Job failed' };
    const failure = { Error: 'States.TaskFailed', Cause: JSON.stringify(job) };
    const request = { scene, recipe: 'land-cover-rgb', out: due.store };
    const { reason } = await createFinish(parts)({ name: 'n', state: { ...request, run: due, failure } });
    expect(reason).toMatch(/^device cuda: wanted /);
  });

  it('is cut into no more batches than an array may have jobs', () => {
    expect([1, 9_999, 10_000, 10_001, 20_001].map(leastPerJob)).toEqual([1, 1, 1, 2, 3]);
  });
});
