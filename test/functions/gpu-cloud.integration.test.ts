import type { ChildProcess } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { IMAGES, packageFunctions } from '../../scripts/package-functions.js';
import type { RunStatistics } from '../../src/run/statistics.js';
import { processScene } from '../../src/scene.js';
import { loadRecipe } from '../../src/segment/recipe.js';
import { createS3Store } from '../../src/store/s3-store.js';
import { openScene } from '../../src/tiling/open-scene.js';
import { EXACT } from '../run/in-process.js';
import { type BatchHost, sendToHost, startBatchHost } from '../support/batch-host.js';
import { findFreePort, type Moto, makeBucket } from '../support/moto.js';
import { ask, createLedger, createRuns, startFunctions, startMotoCloud } from '../support/moto-cloud.js';
import { synthesisePipeline } from '../support/pipeline-template.js';
import { makeRgb } from '../support/rgb-scene.js';
import { makeFolder, writeTestScene } from '../support/write-scene.js';

/*
 * The state machine of the stack with GPUs in moto's interpreter, which sends jobs to a stand-in for AWS Batch: that runs
 * what the image runs. The GPU is played by the processor, where one is wanted.
 */

const folder = makeFolder('gpu-cloud');
const { template, stack } = synthesisePipeline({ gpu: 'on' });
const gpu: Record<string, string> = {};
let moto: Moto;
let functions: ChildProcess;
let batch: BatchHost;
let stateMachineArn: string;
let scene: string;
let libraries: string;

beforeAll(async () => {
  const [port, functionsPort] = [await findFreePort(), await findFreePort()];
  moto = await startMotoCloud(folder, port);
  for (const name of ['results', 'scenes']) await makeBucket(moto, name);
  await createLedger(moto);
  ({ stateMachineArn } = await createRuns(moto, 'results', { template, stack }, sendToHost));
  await packageFunctions(join(folder, 'lambda'));
  const [image] = await packageFunctions(join(folder, 'image'), IMAGES);
  libraries = join(image.folder, 'node_modules/onnxruntime-node/bin/napi-v6/linux/x64');
  functions = await startFunctions(moto, {
    folder: join(folder, 'lambda'),
    port: functionsPort,
    env: {
      LEDGER: 'ledger',
      LEDGER_DAYS: '1',
      STATE_MACHINE: stateMachineArn,
      RESULTS: 's3://results',
      EVENT_BUS: 'default',
      SHARES: '2',
      WORKER_MEMORY_MB: '1000',
      TARGET_CALL_SECONDS: '120',
      LEAST_CALL_SECONDS: '10',
      WORKERS_AT_ONCE: '3',
      GPU_BATCH_PIXELS: String(3 * 256 * 256),
      NETWORK_DEVICE: 'cuda',
      RECIPES: 's3://scenes/recipes',
    },
  });
  batch = await startBatchHost({
    port,
    onwardPort: functionsPort,
    template,
    entry: join(image.folder, 'dist/functions/batch.mjs'),
    env: Object.assign(gpu, moto.env),
    isReclaimed: (index, tries) => index === 1 && tries === 0,
  });
  scene = await writeTestScene(join(folder, 'town.tif'), makeRgb(700, 500));
  await createS3Store('s3://scenes').put('incoming/land-cover-rgb/town.tif', readFileSync(scene));
}, 180_000);
afterAll(() => {
  batch?.server.close();
  functions?.kill();
  moto?.stop();
  rmSync(folder, { recursive: true });
});

/** Starts a run; the entry of the ledger when its execution has ended. */
async function run(name: string, key = 'incoming/land-cover-rgb/town.tif'): Promise<Record<string, { S: string }>> {
  const input = JSON.stringify({ scene: `s3://scenes/${key}`, recipe: 'land-cover-rgb', out: 's3://results' });
  const { executionArn } = await ask<{ executionArn: string }>(moto, 'states', 'StartExecution', {
    stateMachineArn,
    name,
    input,
  });
  for (;;) {
    const { status } = await ask<{ status: string }>(moto, 'states', 'DescribeExecution', { executionArn });
    if (status !== 'RUNNING') break;
    await sleep(300);
  }
  const entry = { TableName: 'ledger', Key: { id: { S: `run ${name}` } } };
  return (await ask<{ Item: Record<string, { S: string }> }>(moto, 'dynamodb', 'GetItem', entry)).Item;
}

describe('the state machine with GPUs', () => {
  it('tells a person why jobs failed, and tries none again that cannot work', async () => {
    const { state, reason } = await run('without');
    expect(state.S).toBe('FAILED');
    expect(reason.S).toMatch(/^device cuda: wanted libonnxruntime_providers_shared\.so/);
    const [{ Status, Attempts, ArrayProperties }] = batch.jobs;
    expect(Status).toBe('FAILED');
    const codes = Attempts.map(({ Container }) => Container.ExitCode);
    // The second was reclaimed once.
    expect(codes.filter((code) => code === 64).length).toBe(ArrayProperties!.Size);
    expect(codes.length).toBe(ArrayProperties!.Size + 1);
  }, 120_000);

  it('sends the tiles of a network to an array of jobs, which goes on where a machine was reclaimed', async () => {
    for (const file of ['libonnxruntime_providers_shared.so', 'libonnxruntime_providers_cuda.so']) {
      writeFileSync(join(libraries, file), '');
    }
    gpu.NODE_OPTIONS = `--import ${join(import.meta.dirname, '../support/no-gpu.mjs')}`;
    expect((await run('with')).state.S).toBe('PUBLISHED');
    expect(batch.jobs.length).toBe(2);
    const { Attempts, ArrayProperties, JobName } = batch.jobs[1];
    expect(JobName).toMatch(/^segment-[0-9a-z]+$/);
    expect(ArrayProperties!.Size).toBe(2);
    expect(Attempts.map(({ Container }) => Container.ExitCode === 0)).toEqual([true, false, true]);

    const local = await processScene({
      scene: await openScene(scene),
      recipe: await loadRecipe('land-cover-rgb'),
      out: join(folder, 'local'),
    });
    const results = createS3Store('s3://results');
    for (const file of EXACT) {
      const written = Buffer.from(await results.get(`town/land-cover-rgb/${file}`));
      expect(written.equals(readFileSync(join(local.folder, file))), file).toBe(true);
    }
    const text = new TextDecoder().decode(await results.get('town/land-cover-rgb/statistics.json'));
    expect((JSON.parse(text) as RunStatistics).recipe.device).toBe('cuda');
    expect(local.statistics.recipe.device).toBe('cpu');
  }, 240_000);

  it('sends one job alone where there is one batch', async () => {
    const small = await writeTestScene(join(folder, 'yard.tif'), makeRgb(100, 80));
    const key = 'incoming/land-cover-rgb/yard.tif';
    await createS3Store('s3://scenes').put(key, readFileSync(small));
    expect((await run('one', key)).state.S).toBe('PUBLISHED');
    const [{ ArrayProperties, Attempts }] = batch.jobs.slice(-1);
    expect(ArrayProperties).toBeUndefined();
    expect(Attempts.length).toBe(1);
  }, 120_000);
});
