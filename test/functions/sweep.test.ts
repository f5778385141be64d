import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { toArrival } from '../../functions/arrivals.js';
import { createIntake } from '../../functions/intake.js';
import { type RunNote, toSortable, versionAfter } from '../../functions/ledger.js';
import { createSweep, type SweepParts } from '../../functions/sweep.js';
import type { SweepLimits } from '../../functions/sweep-pages.js';
import type { Execution } from '../../functions/sweep-runs.js';
import type { ListedObject } from '../../functions/sweep-scenes.js';
import {
  createMemoryLedger,
  createMemoryLog,
  createMemoryNotifier,
  createMemoryStarter,
  objectCreated,
  queueBatch,
} from '../support/cloud.js';
import { makeFolder } from '../support/write-scene.js';

const out = makeFolder('sweep');
afterAll(() => rmSync(out, { recursive: true }));

const NOW = new Date('2026-11-20T12:00:00Z');
const LIMITS: SweepLimits = { quietMinutes: 30, days: 14, pages: 10, starts: 10 };
const ago = (hours: number): Date => new Date(NOW.getTime() - hours * 3_600_000);
const sceneAt = (key: string, hours = 5, version = 'v1'): ListedObject => ({
  bucket: 'scenes',
  key,
  version,
  changedAt: ago(hours),
});
const nameOf = (object: ListedObject): string => toArrival({ ...object, sequencer: '' })!.name;

const UNDER_WAY: Execution = { status: 'RUNNING', out, error: null, cause: null };

/** The sweep over lists in memory; a page holds two. */
function make(objects: ListedObject[] = [], limits: Partial<SweepLimits> = {}) {
  const ledger = createMemoryLedger();
  const executions = new Map<string, Execution>();
  const cursors = new Map<string, string>();
  const counted = new Map<string, number>();
  const starter = createMemoryStarter();
  const [notifier, log] = [createMemoryNotifier(), createMemoryLog()];
  const wasStarted = (name: string): boolean => starter.started.some((one) => one.name === name);
  const page = <Item>(items: Item[], cursor: string | null) => {
    const start = Number(cursor ?? 0);
    return { items: items.slice(start, start + 2), cursor: start + 2 < items.length ? String(start + 2) : null };
  };
  const parts: SweepParts = {
    ledger: {
      ...ledger,
      findKnown: async (names) => new Set(names.filter((name) => ledger.entries.has(name))),
      find: async (name) => (ledger.entries.has(name) ? { name, ...ledger.entries.get(name)! } : null),
      listQuiet: async (state, _since, cursor) =>
        page(
          // As late as an index may be.
          [...ledger.entries].filter(([, entry]) => entry.history[0] === state).map(([name]) => ({ name, state })),
          cursor,
        ),
    },
    starter,
    notifier,
    log,
    results: out,
    scenes: {
      list: async (cursor) => page(objects, cursor),
      isNewest: async (object) => objects.includes(object),
    },
    executions: { find: async (name) => executions.get(name) ?? (wasStarted(name) ? UNDER_WAY : null) },
    cursors: {
      find: async (listing) => cursors.get(listing) ?? null,
      keep: async (listing, cursor) => void (cursor === null ? cursors.delete(listing) : cursors.set(listing, cursor)),
    },
    meter: { count: (name, value) => void counted.set(name, value), send: () => {} },
    now: () => NOW,
    limits: { ...LIMITS, ...limits },
  };
  const intake = createIntake({ ledger, starter, log, results: out });
  return { parts, ledger, starter, notifier, log, executions, cursors, counted, intake, sweep: createSweep(parts) };
}

describe('the sweep for scenes', () => {
  it('takes those whose event never came, as the intake would have, and once', async () => {
    const object = sceneAt('incoming/crop-health/fields.tif');
    const { sweep, starter, counted, intake, ledger } = make([object]);
    expect(await sweep(null)).toMatchObject({ ScenesMissed: 1, failed: 0, isWhole: true });
    const request = { scene: 's3://scenes/incoming/crop-health/fields.tif', recipe: 'crop-health', out };
    expect(starter.started).toEqual([{ name: nameOf(object), request }]);
    expect(counted.get('ScenesMissed')).toBe(1);
    expect(await sweep(null)).toMatchObject({ ScenesMissed: 0 });
    // Late is not lost.
    await intake(queueBatch(objectCreated(object.key)));
    expect(starter.started.length).toBe(1);
    expect(await ledger.isSuperseded(nameOf(object))).toBe(false);
  });

  it('leaves alone what came, what is new, what is old, and what is no scene', async () => {
    const came = sceneAt('incoming/water/came.tif');
    const objects = [
      came,
      sceneAt('incoming/water/new.tif', 0.4),
      sceneAt('incoming/water/old.tif', 15 * 24),
      sceneAt('incoming/water/notes.txt'),
      sceneAt('incoming/nowhere.tif'),
    ];
    const { sweep, starter, intake } = make(objects);
    await intake(queueBatch(objectCreated(came.key)));
    expect(await sweep(null)).toMatchObject({ ScenesMissed: 0, isWhole: true });
    expect(starter.started.length).toBe(1);
  });

  it('puts what it finds after what came before, and before what comes later', async () => {
    const key = 'incoming/water/lake.tif';
    const second = sceneAt(key, 5, 'v2');
    const { sweep, starter, intake, ledger } = make([second]);
    const event = (version: string, sequencer: string) => queueBatch(objectCreated(key, { version, sequencer }));
    await intake(event('v1', '0055AED6DCD90281E5'));
    await sweep(null);
    expect(starter.started.map(({ name }) => name)).toEqual([nameOf(sceneAt(key)), nameOf(second)]);
    expect(await ledger.isSuperseded(nameOf(sceneAt(key)))).toBe(true);
    // Again and late, the first; then the lost one, by its event after all.
    await intake(event('v1', '0055AED6DCD90281E5'));
    await intake(event('v2', '0055AED6DCD90281E6'));
    expect(await ledger.isSuperseded(nameOf(second))).toBe(false);
    await intake(event('v3', '0055AED6DCD90281E7'));
    expect(await ledger.isSuperseded(nameOf(second))).toBe(true);
    expect(starter.started.length).toBe(3);
  });

  it('takes no version that was replaced since it was listed', async () => {
    const object = sceneAt('incoming/water/lake.tif');
    const { parts, starter } = make([object]);
    const sweep = createSweep({ ...parts, scenes: { ...parts.scenes, isNewest: async () => false } });
    expect(await sweep(null)).toMatchObject({ ScenesMissed: 0 });
    expect(starter.started).toEqual([]);
  });

  it('does what a call can, and goes on where it stopped', async () => {
    const objects = Array.from({ length: 7 }, (_, i) => sceneAt(`incoming/water/${i}.tif`));
    const few = make(objects, { pages: 1 });
    for (const done of [2, 4, 6, 7]) {
      await few.sweep(null);
      expect(few.starter.started.length).toBe(done);
      expect(few.cursors.has('scenes')).toBe(done < 7);
    }

    const slow = make(objects, { starts: 3 });
    expect(await slow.sweep(null)).toMatchObject({ ScenesMissed: 3, isWhole: false });
    expect(await slow.sweep(null)).toMatchObject({ ScenesMissed: 3, isWhole: false });
    expect(await slow.sweep(null)).toMatchObject({ ScenesMissed: 1, isWhole: true });

    const late = make(objects);
    expect(await late.sweep(null, { getRemainingTimeInMillis: () => 1000 })).toMatchObject({
      ScenesMissed: 0,
      isWhole: false,
    });
  });

  it('fails for what it could not start, after all others', async () => {
    const objects = [sceneAt('incoming/water/a.tif'), sceneAt('incoming/water/b.tif')];
    const { parts, starter, log } = make(objects);
    const start: typeof starter.start = (name, request) =>
      request.scene.endsWith('a.tif') ? Promise.reject(new Error('throttled')) : starter.start(name, request);
    await expect(createSweep({ ...parts, starter: { start } })(null)).rejects.toThrow('got 1 failures');
    expect(starter.started.map(({ request }) => request.scene)).toEqual(['s3://scenes/incoming/water/b.tif']);
    expect(log.lines).toContain('Sweep:Scene:Failed');
    // It was noted before it could not be started: the next sweep starts it.
    expect(await createSweep(parts)(null)).toMatchObject({ ScenesMissed: 0, RunsNotStarted: 1 });
    expect(starter.started.length).toBe(2);
  });
});

describe('a version that is made up', () => {
  it('lies between what came and whatever S3 may give next', () => {
    const hex = fc.stringMatching(/^[0-9A-F]{1,32}$/);
    fc.assert(
      fc.property(hex, hex, (a, b) => {
        const [before, later] = [toSortable(a), toSortable(b)].sort();
        const made = toSortable(versionAfter(before));
        expect(made > before).toBe(true);
        if (later > before) expect(made < later).toBe(true);
      }),
    );
    expect(toSortable(versionAfter(null))).toBe(toSortable(''));
  });
});

describe('the sweep for runs', () => {
  const scene = 's3://scenes/incoming/water/lake.tif';
  const running: RunNote = { state: 'RUNNING', scene, recipe: 'water', runId: '0123' };
  const ended = (status: string, more: Partial<Execution> = {}): Execution => {
    return { status, out, error: null, cause: null, ...more };
  };
  async function sweepOne(note: RunNote, execution: Execution | null) {
    const made = make();
    await made.ledger.note('n', note);
    if (execution) made.executions.set('n', execution);
    const report = await made.sweep(null);
    const { history, ...entry } = made.ledger.entries.get('n')!;
    return { ...made, report, entry, history };
  }

  it.each([
    ['FAILED', { error: 'States.DataLimitExceeded', cause: 'too long' }, 'States.DataLimitExceeded: too long'],
    ['TIMED_OUT', {}, 'the run was given up: it took longer than it may'],
    ['ABORTED', { cause: 'no money' }, 'the run was stopped: no money'],
    ['ABORTED', {}, 'the run was stopped: by a person'],
  ])('notes one that %s without a word, and tells of it', async (status, more, reason) => {
    const { report, entry, notifier } = await sweepOne(running, ended(status, more));
    expect(report).toMatchObject({ RunsLost: 1, RunsNotStarted: 0 });
    expect(entry).toMatchObject({ state: 'FAILED', reason });
    expect(notifier.told).toMatchObject([{ state: 'FAILED', scene, reason }]);
  });

  it('notes one whose execution is gone', async () => {
    const { entry, starter } = await sweepOne(running, null);
    expect(entry.reason).toBe('the run stopped: its execution is not there any more');
    expect(starter.started).toEqual([]);
  });

  it('leaves one that is under way, and one that was noted meanwhile', async () => {
    expect((await sweepOne(running, ended('RUNNING'))).history).toEqual(['RUNNING']);
    expect((await sweepOne(running, ended('PENDING_REDRIVE'))).history).toEqual(['RUNNING']);
    const made = make();
    await made.ledger.note('n', running);
    await made.ledger.note('n', { ...running, state: 'PUBLISHED' });
    expect(await made.sweep(null)).toMatchObject({ RunsLost: 0 });
  });

  it('starts one that was noted and never started, and no other', async () => {
    const { report, starter } = await sweepOne({ state: 'RECEIVED', scene, recipe: 'water' }, null);
    expect(report).toMatchObject({ RunsNotStarted: 1, RunsLost: 0 });
    expect(starter.started).toEqual([{ name: 'n', request: { scene, recipe: 'water', out } }]);
    const late = await sweepOne({ state: 'RECEIVED', scene, recipe: 'water' }, ended('ABORTED'));
    expect(late.starter.started).toEqual([]);
    expect(late.entry.state).toBe('FAILED');
  });

  it('believes what is published more than how its execution ended', async () => {
    mkdirSync(join(out, 'lake/water'), { recursive: true });
    const pointer = { runId: '0123', state: 'published', files: [] };
    writeFileSync(join(out, 'lake/water/run.json'), JSON.stringify(pointer));
    const { entry } = await sweepOne(running, ended('TIMED_OUT'));
    expect(entry).toMatchObject({ state: 'PUBLISHED', results: `${out}/lake/water/` });
    const other = await sweepOne({ ...running, runId: '4567' }, ended('TIMED_OUT'));
    expect(other.entry.state).toBe('FAILED');
    const replaced = await sweepOne({ ...running, runId: '4567' }, ended('SUCCEEDED'));
    expect(replaced.entry.state).toBe('PUBLISHED');
  });
});
