import type { ChildProcess } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { packageFunctions } from '../../scripts/package-functions.js';
import { processScene } from '../../src/scene.js';
import { loadRecipe } from '../../src/segment/recipe.js';
import { createS3Store } from '../../src/store/s3-store.js';
import { openScene } from '../../src/tiling/open-scene.js';
import { EXACT } from '../run/in-process.js';
import { objectCreated, queueBatch } from '../support/cloud.js';
import { findFreePort, type Moto, makeBucket, startMoto } from '../support/moto.js';
import { ask, callFunction, createRuns, createScenes, receive, startFunctions } from '../support/moto-cloud.js';
import { makeFolder, makeRedNir, writeTestScene } from '../support/write-scene.js';

const folder = makeFolder('cloud');
let moto: Moto;
let functions: ChildProcess;
let port: number;
let queueUrl: string;

beforeAll(async () => {
  port = await findFreePort();
  const config = join(folder, 'aws-config');
  // Names of buckets as hosts below localhost are found on few machines.
  writeFileSync(config, '[default]\ns3 =\n  addressing_style = path\n');
  // Where moto's state machines look for Lambda.
  moto = await startMoto({ MOTO_PORT: String(port), AWS_CONFIG_FILE: config });
  await fetch(`${moto.endpoint}/moto-api/config`, {
    method: 'POST',
    body: JSON.stringify({ stepfunctions: { execute_state_machine: true } }),
  });
  await makeBucket(moto, 'results');
  queueUrl = await createScenes(moto, 'scenes');
  await ask(moto, 'dynamodb', 'CreateTable', {
    TableName: 'ledger',
    KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
    AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
    BillingMode: 'PAY_PER_REQUEST',
  });
  const { stateMachineArn } = await createRuns(moto, 'results');
  await packageFunctions(join(folder, 'lambda'));
  functions = await startFunctions(moto, {
    folder: join(folder, 'lambda'),
    port,
    env: {
      LEDGER: 'ledger',
      LEDGER_DAYS: '1',
      STATE_MACHINE: stateMachineArn,
      RESULTS: 's3://results',
      EVENT_BUS: 'default',
      SHARES: '4',
      WORKER_MEMORY_MB: '1000',
      TARGET_CALL_SECONDS: '120',
      // So that there are several batches.
      LEAST_CALL_SECONDS: '0.01',
      WORKERS_AT_ONCE: '3',
      GPU_BATCH_PIXELS: '1',
      NETWORK_DEVICE: 'cpu',
      RECIPES: 's3://scenes/recipes',
    },
  });
}, 180_000);
afterAll(() => {
  functions?.kill();
  moto?.stop();
  rmSync(folder, { recursive: true });
});

interface Execution {
  executionArn: string;
  name: string;
  status: string;
}

async function listExecutions(): Promise<Execution[]> {
  const [{ stateMachineArn }] = (
    await ask<{ stateMachines: { stateMachineArn: string }[] }>(moto, 'states', 'ListStateMachines', {})
  ).stateMachines;
  return (await ask<{ executions: Execution[] }>(moto, 'states', 'ListExecutions', { stateMachineArn })).executions;
}

/** The entry of the ledger of a run when its execution has ended. */
async function waitForEnd(name: string): Promise<Record<string, { S?: string }>> {
  for (;;) {
    const found = (await listExecutions()).find((execution) => execution.name === name)!;
    if (found.status !== 'RUNNING') break;
    await sleep(500);
  }
  const Key = { id: { S: `run ${name}` } };
  const entry = { TableName: 'ledger', Key };
  return (await ask<{ Item: Record<string, { S?: string }> }>(moto, 'dynamodb', 'GetItem', entry)).Item;
}

/** Drops a scene, and hands what comes of it to the intake; the name of the execution that starts. */
async function drop(key: string, path: string): Promise<string> {
  const before = (await listExecutions()).map(({ name }) => name);
  await createS3Store('s3://scenes').put(key, readFileSync(path));
  const batch = await receive(moto, queueUrl);
  expect(batch.Records.length).toBe(1);
  // A queue may deliver twice.
  for (let i = 0; i < 2; i++) expect(await callFunction(port, 'intake', batch)).toEqual({ batchItemFailures: [] });
  const started = (await listExecutions()).map(({ name }) => name).filter((name) => !before.includes(name));
  expect(started.length).toBe(1);
  return started[0];
}

describe('the packaged functions and the state machine of the stack', () => {
  it('give the bytes of a local run for a scene that is dropped', async () => {
    const path = join(folder, 'fields.tif');
    await writeTestScene(path, makeRedNir(700, 500));
    const name = await drop('incoming/crop-health/fields.tif', path);
    expect(await waitForEnd(name)).toMatchObject({
      state: { S: 'PUBLISHED' },
      recipe: { S: 'crop-health' },
      results: { S: 's3://results/fields/crop-health/' },
    });

    const scene = await openScene(path);
    const recipe = await loadRecipe('crop-health');
    const local = await processScene({ scene, recipe, out: join(folder, 'local') });
    await scene.close();
    const results = createS3Store('s3://results');
    for (const file of EXACT) {
      const expected = readFileSync(join(local.folder, file));
      expect(Buffer.from(await results.get(`fields/crop-health/${file}`)).equals(expected), file).toBe(true);
    }
    const left: string[] = [];
    for await (const { key } of results.list('.landquilt/')) left.push(key);
    // Maps leave their lists, until they expire.
    expect(left.filter((key) => !key.startsWith('.landquilt/maps/'))).toEqual([]);
    expect(left.length).toBeGreaterThan(0);
  }, 300_000);

  it('tell a person what is wrong with a scene', async () => {
    const path = join(folder, 'nowhere.tif');
    await writeTestScene(path, { ...makeRedNir(64, 64), crs: null });
    const entry = await waitForEnd(await drop('incoming/crop-health/nowhere.tif', path));
    expect(entry.state.S).toBe('FAILED');
    expect(entry.reason.S).toContain('scene: wanted a coordinate reference system, got none');
  }, 120_000);

  it('start nothing for a version that comes after a newer one', async () => {
    const key = 'incoming/water/lake.tif';
    const path = join(folder, 'lake.tif');
    await writeTestScene(path, { ...makeRedNir(64, 64), crs: null });
    await waitForEnd(await drop(key, path));
    const before = (await listExecutions()).length;
    // All events of moto have a sequencer that begins with a 6.
    const late = queueBatch(objectCreated(key, { sequencer: '01', version: '01' }));
    expect(await callFunction(port, 'intake', late)).toEqual({ batchItemFailures: [] });
    expect((await listExecutions()).length).toBe(before);
    const { Items } = await ask<{ Items: { state?: { S: string } }[] }>(moto, 'dynamodb', 'Scan', {
      TableName: 'ledger',
    });
    expect(Items.flatMap(({ state }) => state?.S ?? []).sort()).toEqual([
      'FAILED',
      'FAILED',
      'PUBLISHED',
      'SUPERSEDED',
    ]);
  }, 120_000);
});
