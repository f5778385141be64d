import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EXIT_CODES } from '../../functions/exit-codes.js';
import type { DueWork, TaskBatch } from '../../functions/messages.js';
import { aloneStep, nextStep, planStep, workStep } from '../../functions/steps.js';
import { IMAGES, packageFunctions } from '../../scripts/package-functions.js';
import { getJson } from '../../src/run/context.js';
import { openStore } from '../../src/store/open-store.js';
import { type Moto, makeBucket, startMoto } from '../support/moto.js';
import { makeRgb } from '../support/rgb-scene.js';
import { makeFolder, writeTestScene } from '../support/write-scene.js';

/*
 * What the image runs, as AWS Batch runs it: a process with a number in its environment, that reads and writes a bucket.
 * On a processor: moto's state machines know no jobs, and no GPU is here.
 */

const folder = makeFolder('gpu-job');
let moto: Moto;
let entry: string;
let scene: string;

beforeAll(async () => {
  moto = await startMoto();
  await makeBucket(moto, 'results');
  const [{ folder: at }] = await packageFunctions(join(folder, 'image'), IMAGES);
  entry = join(at, 'dist', 'functions', 'batch.mjs');
  scene = await writeTestScene(join(folder, 'town.tif'), makeRgb(700, 600));
}, 180_000);
afterAll(() => {
  moto?.stop();
  rmSync(folder, { recursive: true });
});

/** A run whose segmenting is due. */
async function makeDue(out: string, tilesPerBatch: number): Promise<DueWork> {
  const planned = await planStep({ scene, recipe: 'land-cover-rgb', out }, { memoryMB: 600, shares: 2, device: 'cpu' });
  const batching = { tasksPerBatch: () => tilesPerBatch };
  const fit = (await nextStep(planned, batching))!;
  return (await nextStep(await aloneStep({ ...fit, piece: fit.piece! }), batching))!;
}

const locationOf = ({ batchesBucket, batchesKey }: DueWork): string => `s3://${batchesBucket}/${batchesKey}`;

function startJob(env: Record<string, string>) {
  const job = spawn(process.execPath, [entry], {
    env: { PATH: process.env.PATH!, ...moto.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let text = '';
  for (const stream of [job.stdout, job.stderr]) stream.on('data', (chunk: Buffer) => (text += chunk));
  return { job, ended: once(job, 'close').then(([code]) => code as number | null), told: () => text };
}

/** Segmented tiles by the end of their key. */
async function packsOf({ store: location, runId }: DueWork): Promise<Map<string, Buffer>> {
  const store = openStore(location);
  const packs = new Map<string, Buffer>();
  for await (const { key } of store.list(`.landquilt/${runId}/segment/`)) {
    packs.set(key, Buffer.from(await store.get(key)));
  }
  return packs;
}

describe('the job of the image', () => {
  it('is one of an array: together they write the bytes of a local run', async () => {
    const due = await makeDue('s3://results/array', 3);
    expect(due.batchCount).toBeGreaterThan(1);
    const BATCHES = locationOf(due);
    for (let index = 0; index < due.batchCount; index++) {
      const { ended, told } = startJob({ BATCHES, AWS_BATCH_JOB_ARRAY_INDEX: String(index) });
      expect(await ended, told()).toBe(EXIT_CODES.done);
      expect(told()).toContain('Run:Job:Done');
    }
    const local = await makeDue(join(folder, 'local'), 1000);
    const batches = await getJson<TaskBatch[]>(openStore(local.store), `.landquilt/${local.runId}/batches/1.json`);
    for (const batch of batches) await workStep(batch);
    const [expected, written] = [await packsOf(local), await packsOf(due)];
    expect([...written.keys()]).toEqual([...expected.keys()]);
    for (const [key, bytes] of written) expect(bytes.equals(expected.get(key)!), key).toBe(true);
  }, 300_000);

  it('is alone where it has no number, and stops between tiles when its machine is taken away', async () => {
    const due = await makeDue('s3://results/stopped', 1000);
    expect(due.batchCount).toBe(1);
    const { job, ended, told } = startJob({ BATCHES: locationOf(due) });
    for (let seen = 0; seen === 0 && job.exitCode === null; seen = (await packsOf(due)).size) await sleep(20);
    job.kill('SIGTERM');
    expect(await ended, told()).toBe(EXIT_CODES.stopped);
    expect(told()).toContain('Run:Job:Stopped');
    const done = await packsOf(due);
    const [{ tasks }] = await getJson<TaskBatch[]>(openStore('s3://results'), due.batchesKey!);
    expect(done.size).toBeGreaterThan(0);
    expect(done.size).toBeLessThan(tasks.length);

    const again = startJob({ BATCHES: locationOf(due) });
    expect(await again.ended, again.told()).toBe(EXIT_CODES.done);
    const all = await packsOf(due);
    expect(all.size).toBe(tasks.length);
    for (const [key, bytes] of done) expect(all.get(key)!.equals(bytes), key).toBe(true);
  }, 300_000);

  it('says by its code that trying again is of no use', async () => {
    for (const env of [{}, { BATCHES: 's3://results/x/batches.json', AWS_BATCH_JOB_ARRAY_INDEX: 'one' }]) {
      const { ended, told } = startJob(env as Record<string, string>);
      expect(await ended, told()).toBe(EXIT_CODES.badInput);
      expect(told()).toContain('environment variable');
    }
    const { ended } = startJob({ BATCHES: 's3://results/nothing/batches.json' });
    expect(await ended).toBe(EXIT_CODES.failed);
  }, 120_000);
});
