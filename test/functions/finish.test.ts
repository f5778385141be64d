import { rmSync } from 'node:fs';
import { afterAll, describe, expect, it } from 'vitest';
import { FINAL_ERRORS, MAP_FAILED, reasonOf, SupersededError, withFinalNames } from '../../functions/failures.js';
import { createFinish } from '../../functions/finish.js';
import { createAloneHandler, createWorkHandler } from '../../functions/handlers.js';
import type { PlannedRun } from '../../functions/messages.js';
import { InputError, InternalError, UsageError } from '../../src/errors.js';
import { createMemoryLedger, createMemoryLog, createMemoryNotifier } from '../support/cloud.js';
import { makeFolder } from '../support/write-scene.js';

const out = makeFolder('finish');
afterAll(() => rmSync(out, { recursive: true }));

const request = { scene: 's3://scenes/incoming/water/lake.tif', recipe: 'water', out };
const planKey = '.landquilt/0123/plan.json';
const run: PlannedRun = {
  runId: '0123',
  sceneId: 'lake',
  recipe: 'water',
  store: out,
  planKey,
  startedAt: '2026-11-20T12:00:00Z',
  phase: 3,
  isPublished: false,
  tasksPerCall: {},
};

function make() {
  const parts = { ledger: createMemoryLedger(), notifier: createMemoryNotifier(), log: createMemoryLog() };
  return { ...parts, finish: createFinish(parts) };
}

describe('the end of a run', () => {
  it('is noted and told of where it is published', async () => {
    const { finish, ledger, notifier } = make();
    const end = await finish({ name: 'n', state: { ...request, run: { ...run, isPublished: true } } });
    expect(end).toMatchObject({ state: 'PUBLISHED', runId: '0123', results: `${out}/lake/water/`, reason: null });
    expect(notifier.told).toEqual([end]);
    expect(ledger.entries.get('n')).toMatchObject({ state: 'PUBLISHED', runId: '0123' });
  });

  it('has the reason of the step that failed', async () => {
    const { finish, ledger } = make();
    const Cause = JSON.stringify({ errorType: 'InputError', errorMessage: 'scene: wanted a CRS, got none', trace: [] });
    await finish({ name: 'n', state: { ...request, failure: { Error: 'InputError', Cause } } });
    expect(ledger.entries.get('n')).toMatchObject({ state: 'FAILED', reason: 'scene: wanted a CRS, got none' });
  });

  it('has the reason that a worker left where a map failed, and no other time', async () => {
    const { finish } = make();
    const work = createWorkHandler({ log: createMemoryLog() });
    await expect(work({ store: out, planKey, tasks: [{ step: 'segment', tile: 0 }] })).rejects.toThrow('plan.json');
    const map = await finish({
      name: 'n',
      state: { ...request, run, failure: { Error: MAP_FAILED, Cause: 'too many' } },
    });
    expect(map.reason).toContain('plan.json');
    const late = await finish({
      name: 'n',
      state: { ...request, run, failure: { Error: 'States.Timeout', Cause: '' } },
    });
    expect(late.reason).toBe('States.Timeout');
  });

  it('is superseded where a newer version of the scene came', async () => {
    const { finish, ledger, log } = make();
    const { scene, recipe } = request;
    await ledger.receive({ name: 'old', scene, recipe, sequencer: '1' });
    await ledger.receive({ name: 'new', scene, recipe, sequencer: '2' });
    const alone = createAloneHandler({ ledger, log });
    const due = { ...run, kind: 'alone', piece: 'publish', step: 'publish' } as const;
    const none = { batchesBucket: null, batchesKey: null, batchCount: 0 };
    await expect(alone({ name: 'old', run: { ...due, ...none } })).rejects.toThrow(SupersededError);
    const failure = { Error: 'SupersededError', Cause: '' };
    expect((await finish({ name: 'old', state: { ...request, failure } })).state).toBe('SUPERSEDED');
    expect((await finish({ name: 'new', state: { ...request, failure } })).state).toBe('FAILED');
  });
});

describe('errors', () => {
  it('that no repetition mends have the names a state machine is told', () => {
    const facts = { thing: 't', wanted: 'w', got: 'g' };
    const names = [new InputError(facts), new UsageError(facts), new SupersededError('s')].map(({ name }) => name);
    expect(names).toEqual([...FINAL_ERRORS]);
  });

  it('of a kind of their own are told by the names of what they are a kind of', async () => {
    class BandsMissing extends InputError {}
    const facts = { thing: 't', wanted: 'w', got: 'g' };
    const nameOf = (error: Error) => withFinalNames(() => Promise.reject(error))(null).catch(({ name }) => name);
    expect(await nameOf(new BandsMissing(facts))).toBe('InputError');
    expect(await nameOf(new SupersededError('s'))).toBe('SupersededError');
    expect(await nameOf(new InternalError(facts))).toBe('InternalError');
    expect(await nameOf(new TypeError('x'))).toBe('TypeError');
  });

  it('of the service itself are told as they are', () => {
    expect(reasonOf({ Error: 'Lambda.Unknown', Cause: 'ended before it answered' })).toBe(
      'Lambda.Unknown: ended before it answered',
    );
    expect(reasonOf({})).toBe('an unknown error');
  });
});
