import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createIntake } from '../../functions/intake.js';
import { createSweep } from '../../functions/sweep.js';
import { createS3Store } from '../../src/store/s3-store.js';
import { type Moto, makeBucket, startMoto } from '../support/moto.js';
import { ask, createLedger, createRuns, createScenes, receive } from '../support/moto-cloud.js';

const HOUR_MS = 3_600_000;
const OUT = { results: 's3://results' };
let moto: Moto;
let queueUrl: string;
let stateMachineArn: string;

beforeAll(async () => {
  moto = await startMoto();
  await makeBucket(moto, 'results');
  queueUrl = await createScenes(moto, 'scenes');
  await createLedger(moto);
  ({ stateMachineArn } = await createRuns(moto, 'results'));
  Object.assign(process.env, {
    AWS_ENDPOINT_URL: moto.endpoint,
    STATE_MACHINE: stateMachineArn,
    LEDGER: 'ledger',
    LEDGER_DAYS: '10',
    SCENES: 's3://scenes',
    RESULTS: OUT.results,
    EVENT_BUS: 'default',
    QUIET_MINUTES: '30',
    SWEEP_DAYS: '14',
  });
}, 120_000);
afterAll(() => moto?.stop());

/** The functions as they are wired; the sweep sees the clock some hours late. */
async function wire(hours = 1) {
  const { wireIntake } = await import('../../functions/wiring.js');
  const { wireSweep } = await import('../../functions/wiring-sweep.js');
  const now = (): Date => new Date(Date.now() + hours * HOUR_MS);
  const parts = wireSweep();
  const limits = { ...parts.limits, pages: 2 };
  return { intake: createIntake(wireIntake()), sweep: createSweep({ ...parts, limits, now }) };
}

const drop = (key: string, text: string) => createS3Store('s3://scenes').put(key, new TextEncoder().encode(text));

async function listExecutions(): Promise<{ name: string; executionArn: string }[]> {
  type Answer = { executions: { name: string; executionArn: string }[] };
  return (await ask<Answer>(moto, 'states', 'ListExecutions', { stateMachineArn })).executions;
}

async function readLedger(): Promise<Record<string, Record<string, { S?: string }>>> {
  type Answer = { Items: Record<string, { S?: string }>[] };
  const { Items } = await ask<Answer>(moto, 'dynamodb', 'Scan', { TableName: 'ledger' });
  return Object.fromEntries(Items.map((item) => [item.id.S!, item]));
}

describe('the sweep, asking S3, DynamoDB and Step Functions', () => {
  it('starts the newest version of a scene whose event was lost, under the name that its event gives it', async () => {
    const { intake, sweep } = await wire();
    await drop('incoming/water/came.tif', 'x');
    expect(await intake(await receive(moto, queueUrl))).toEqual({ batchItemFailures: [] });
    await drop('incoming/water/lost.tif', 'first');
    await drop('incoming/water/lost.tif', 'second');
    await drop('incoming/water/read-me.txt', 'no scene');
    const late = await receive(moto, queueUrl);
    expect(late.Records.length).toBeGreaterThanOrEqual(2);
    expect((await listExecutions()).length).toBe(1);

    expect(await sweep(null)).toMatchObject({ ScenesMissed: 1, RunsNotStarted: 0, RunsLost: 0, isWhole: true });
    const names = (await listExecutions()).map(({ name }) => name);
    expect(names.length).toBe(2);
    expect(await sweep(null)).toMatchObject({ ScenesMissed: 0 });

    // Its event comes after all.
    expect(await intake({ Records: late.Records.slice(-2, -1) })).toEqual({ batchItemFailures: [] });
    expect((await listExecutions()).map(({ name }) => name).sort()).toEqual(names.sort());
  });

  it('finds nothing where everything is new', async () => {
    const { sweep } = await wire(0);
    await drop('incoming/water/new.tif', 'x');
    expect(await sweep(null)).toMatchObject({ ScenesMissed: 0, RunsLost: 0 });
  });

  it('notes runs that were stopped, and starts those that never were', async () => {
    const { sweep } = await wire(2);
    await sweep(null);
    const [stopped, ...others] = await listExecutions();
    expect(others.length).toBeGreaterThan(0);
    await ask(moto, 'states', 'StopExecution', { executionArn: stopped.executionArn, cause: 'by hand' });
    const entry = {
      id: { S: 'run forgotten' },
      state: { S: 'RECEIVED' },
      scene: { S: 's3://scenes/incoming/water/forgotten.tif' },
      recipe: { S: 'water' },
      updatedAt: { S: new Date().toISOString() },
    };
    await ask(moto, 'dynamodb', 'PutItem', { TableName: 'ledger', Item: entry });
    expect(await sweep(null)).toMatchObject({ ScenesMissed: 0, RunsNotStarted: 1, RunsLost: 1, failed: 0 });
    const ledger = await readLedger();
    expect(ledger[`run ${stopped.name}`]).toMatchObject({
      state: { S: 'FAILED' },
      reason: { S: expect.stringContaining('the run was stopped') },
    });
    expect((await listExecutions()).map(({ name }) => name)).toContain('forgotten');
    // What is done is done.
    expect(await sweep(null)).toMatchObject({ RunsNotStarted: 0, RunsLost: 0 });
  });

  it('goes on where it stopped', async () => {
    const { wireSweep } = await import('../../functions/wiring-sweep.js');
    const { cursors, scenes } = wireSweep();
    expect(await cursors.find('scenes')).toBeNull();
    await cursors.keep('scenes', 'somewhere');
    expect(await cursors.find('scenes')).toBe('somewhere');
    await cursors.keep('scenes', null);
    expect(await cursors.find('scenes')).toBeNull();
    const { items, cursor } = await scenes.list(null);
    expect([items.length, cursor]).toEqual([4, null]);
    expect(await scenes.isNewest(items[0])).toBe(true);
    expect(await scenes.isNewest({ ...items[0], version: 'other' })).toBe(false);
    expect(await scenes.isNewest({ ...items[0], key: 'incoming/water/c' })).toBe(false);
  });
});
