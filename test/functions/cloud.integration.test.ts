import type { ChildProcess } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { packageFunctions } from '../../scripts/package-functions.js';
import type { RunStatistics } from '../../src/run/statistics.js';
import { processScene } from '../../src/scene.js';
import { loadRecipe } from '../../src/segment/recipe.js';
import { createS3Store } from '../../src/store/s3-store.js';
import { openScene } from '../../src/tiling/open-scene.js';
import { openStack } from '../../src/tiling/stack/open-stack.js';
import { EXACT } from '../run/in-process.js';
import { objectCreated, queueBatch } from '../support/cloud.js';
import { findFreePort, type Moto, makeBucket } from '../support/moto.js';
import {
  ask,
  callFunction,
  createLedger,
  createRuns,
  createScenes,
  receive,
  startFunctions,
  startMotoCloud,
} from '../support/moto-cloud.js';
import { makeFolder, makeRedNir, writeTestScene } from '../support/write-scene.js';

const folder = makeFolder('cloud');
let moto: Moto;
let functions: ChildProcess;
let port: number;
let queueUrl: string;

beforeAll(async () => {
  port = await findFreePort();
  moto = await startMotoCloud(folder, port);
  await makeBucket(moto, 'results');
  queueUrl = await createScenes(moto, 'scenes');
  await createLedger(moto);
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
    const link = await results.get('sql/regions/recipe=crop-health/month=1970-01/link-fields=');
    expect(new TextDecoder().decode(link)).toBe('s3://results/fields/crop-health/regions.parquet\n');
    const left: string[] = [];
    for await (const { key } of results.list('.landquilt/')) left.push(key);
    // Maps leave their lists, until they expire.
    expect(left.filter((key) => !key.startsWith('.landquilt/maps/'))).toEqual([]);
    expect(left.length).toBeGreaterThan(0);
  }, 300_000);

  it('take a recipe of the bucket, and what lies beside the scene', async () => {
    const recipe = {
      name: 'change',
      layers: { lost: { type: 'expression', expression: 'before.ndvi - ndvi' } },
      segmenter: { method: 'threshold', layer: 'lost', cuts: [0.1] },
      legend: [1, 2].map((id) => ({ id, name: `class ${id}`, color: '#888888' })),
    };
    const [west, south, east, north] = [15.61, 48.2, 15.615, 48.205];
    const corners = [`${west},${south}`, `${east},${south}`, `${east},${north}`, `${west},${south}`];
    const coordinates = [corners.map((corner) => corner.split(',').map(Number))];
    const zones = { type: 'FeatureCollection', features: [] as object[] };
    zones.features.push({ type: 'Feature', properties: {}, geometry: { type: 'Polygon', coordinates } });
    const files = { 'change.json': recipe, 'zones.geojson': zones };
    for (const [name, json] of Object.entries(files)) writeFileSync(join(folder, name), JSON.stringify(json));
    const [path, before] = [join(folder, 'north.tif'), join(folder, 'earlier.tif')];
    await writeTestScene(path, makeRedNir(300, 200));
    await writeTestScene(before, makeRedNir(300, 200, 7));
    const options = { before: '_beside/earlier.tif', zones: '_beside/zones.geojson', vectorize: { minPixels: 5 } };
    const scenes = createS3Store('s3://scenes');
    const started = (await listExecutions()).length;
    await scenes.put('recipes/change.json', readFileSync(join(folder, 'change.json')));
    await scenes.put('incoming/change/2026/_beside/earlier.tif', readFileSync(before));
    await scenes.put('incoming/change/2026/_beside/zones.geojson', readFileSync(join(folder, 'zones.geojson')));
    await scenes.put('incoming/change/2026/north.options.json', Buffer.from(JSON.stringify(options)));
    for (let told = await receive(moto, queueUrl); told.Records.length > 0; told = await receive(moto, queueUrl)) {
      await callFunction(port, 'intake', told);
    }
    expect((await listExecutions()).length).toBe(started);
    const end = await waitForEnd(await drop('incoming/change/2026/north.tif', path));
    expect(end).toMatchObject({ state: { S: 'PUBLISHED' }, results: { S: 's3://results/north/change/' } });

    const scene = await openStack(path, { before });
    const local = await processScene({
      ...{ scene, recipe: await loadRecipe(join(folder, 'change.json')), out: join(folder, 'local') },
      zones: { location: join(folder, 'zones.geojson') },
      vectorize: { minPixels: 5 },
    });
    await scene.close();
    const results = createS3Store('s3://results');
    for (const file of [...EXACT, 'zones.csv']) {
      const expected = readFileSync(join(local.folder, file));
      expect(Buffer.from(await results.get(`north/change/${file}`)).equals(expected), file).toBe(true);
    }
    const text = new TextDecoder().decode(await results.get('north/change/statistics.json'));
    const { traffic } = JSON.parse(text) as RunStatistics;
    // Both files, each by those who plan, fit, segment and publish.
    expect(traffic!.requests).toBeGreaterThanOrEqual(8);
    expect(traffic!.ratio).toBeGreaterThan(1);
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
      'PUBLISHED',
      'SUPERSEDED',
    ]);
  }, 120_000);
});
