import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import type { BroughtScene } from '../../../src/serve/jobs/find-scenes.js';
import { createJobQueue } from '../../../src/serve/jobs/job-queue.js';
import type { Job } from '../../../src/serve/jobs/job-source.js';
import { openJournal } from '../../../src/serve/jobs/journal.js';
import { RunStopped, type SceneRunner } from '../../../src/serve/jobs/scene-runner.js';
import { makeFolder } from '../../support/write-scene.js';

const scene = (name: string, version = '1', recipe = 'water'): BroughtScene => ({
  recipe,
  file: `${recipe}/${name}.tif`,
  version,
});

interface Started {
  path: string;
  recipe: string;
  signal: AbortSignal;
  progress(step: string, done: number, total: number): void;
  finish(): void;
  fail(error: Error): void;
}

/** Runs that last until the test ends them. */
function createHeldRunner() {
  const started: Started[] = [];
  const run: SceneRunner = ({ path, recipe }, { onProgress, signal }) =>
    new Promise((resolve, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason));
      started.push({
        path,
        recipe,
        signal,
        progress: (step, done, total) => onProgress({ step, done, total }),
        finish: () => resolve({ collection: `${recipe}.done` }),
        fail: reject,
      });
    });
  return { started, run };
}

/** Long enough for whatever is not waited for. */
const tick = () => new Promise((resolve) => setTimeout(resolve, 20));
const within = { timeout: 10_000, interval: 5 };

async function openQueue(folder = makeFolder('queue'), more: { jobsAtOnce?: number; store?: string } = {}) {
  const journal = await openJournal(join(folder, '.landquilt/jobs.json'));
  const { started, run } = createHeldRunner();
  const queue = createJobQueue({
    ...{ journal, run, folder, store: '/results', jobsAtOnce: 1, pauseMs: 1 },
    findRecipe: async (name) => `${name}.json`,
    ...more,
  });
  const states = async () => (await journal.list(100)).map((job) => `${job.scene} ${job.state}`).reverse();
  /** The run that was started as the `index`th. */
  const nth = async (index: number): Promise<Started> => {
    await vi.waitFor(() => expect(started.length).toBeGreaterThan(index), within);
    return started[index];
  };
  return { folder, journal, queue, started, states, nth };
}

describe('the queue', () => {
  it('does scenes one after the other, and notes how far they are', async () => {
    const { queue, started, states, journal, folder, nth } = await openQueue();
    const told: Job[] = [];
    journal.subscribe((job) => told.push(job));
    expect(queue.receive(scene('a'))).toMatchObject({ scene: 'a.tif', recipe: 'water', state: 'RECEIVED' });
    queue.receive(scene('b'));
    const first = await nth(0);
    await tick();
    expect(started.map(({ path, recipe }) => [path, recipe])).toEqual([[join(folder, 'water/a.tif'), 'water.json']]);
    first.progress('plan', 0, 1);
    expect(await states()).toEqual(['a.tif RECEIVED', 'b.tif RECEIVED']);
    first.progress('plan', 1, 1);
    expect(await states()).toEqual(['a.tif PLANNED', 'b.tif RECEIVED']);
    first.progress('segment', 3, 12);
    expect(told.at(-1)).toMatchObject({ state: 'RUNNING', step: 'segment', done: 3, total: 12, reason: null });
    first.finish();
    const second = await nth(1);
    expect(await states()).toEqual(['a.tif PUBLISHED', 'b.tif RECEIVED']);
    expect(told.at(-1)).toMatchObject({
      ...{ state: 'PUBLISHED', step: null, done: null, total: null, collection: 'water.json.done' },
    });
    second.fail(new Error(`scene: wanted a CRS,\n got none (${folder}/water/b.tif, /results/b/water)`));
    await vi.waitFor(() => expect(told.at(-1)?.state).toBe('FAILED'), within);
    expect(told.at(-1)).toMatchObject({
      ...{ reason: 'scene: wanted a CRS, got none (water/b.tif, b/water)', collection: null, step: null },
    });
    const known = 'collection done id reason recipe scene state step total updatedAt';
    for (const job of await journal.list(9)) expect(Object.keys(job).sort().join(' ')).toBe(known);
    await queue.close();
  });

  it('does as many at once as it may, but never two for one place', async () => {
    const { queue, started, nth } = await openQueue(undefined, { jobsAtOnce: 3 });
    for (const name of ['a', 'b']) queue.receive(scene(name));
    queue.receive({ recipe: 'water', file: 'water/older/a.tiff', version: '1' });
    queue.receive(scene('c'));
    queue.receive(scene('d'));
    await nth(2);
    await tick();
    const files = () => started.map(({ path }) => path.replace(/.*water\//, ''));
    expect(files()).toEqual(['a.tif', 'b.tif', 'c.tif']);
    started[1].finish();
    await nth(3);
    started[0].finish();
    await nth(4);
    expect(files().slice(3)).toEqual(['d.tif', 'older/a.tiff']);
    await queue.close();
  });

  it('knows what it has done already', async () => {
    const { queue, started, states, nth } = await openQueue();
    const { id } = queue.receive(scene('a'));
    expect(queue.receive(scene('a')).id).toBe(id);
    (await nth(0)).fail(new Error('no'));
    await expect.poll(states, within).toEqual(['a.tif FAILED']);
    expect(queue.receive(scene('a'))).toMatchObject({ id, state: 'FAILED' });
    await tick();
    expect(started.length).toBe(1);
    expect(queue.receive(scene('a', '2')).id).not.toBe(id);
    await nth(1);
    await queue.close();
  });

  it('leaves what a newer file of the same name supersedes', async () => {
    const { queue, started, states, nth } = await openQueue();
    queue.receive(scene('a', '1'));
    queue.receive(scene('b', '1'));
    const old = await nth(0);
    queue.receive(scene('b', '2'));
    queue.receive(scene('a', '2'));
    expect(old.signal.aborted).toBe(true);
    const next = await nth(1);
    // What the process of the old one still says is not heard.
    old.progress('publish', 1, 1);
    old.finish();
    await tick();
    expect(await states()).toEqual(['a.tif SUPERSEDED', 'b.tif SUPERSEDED', 'b.tif RECEIVED', 'a.tif RECEIVED']);
    next.finish();
    (await nth(2)).finish();
    await expect.poll(async () => (await states()).slice(2), within).toEqual(['b.tif PUBLISHED', 'a.tif PUBLISHED']);
    expect(started.length).toBe(3);
    await queue.close();
  });

  it('begins a run again that somebody stopped, but not for ever', async () => {
    const { queue, started, states, nth } = await openQueue();
    queue.receive(scene('a'));
    for (let tries = 0; tries < 3; tries++) (await nth(tries)).fail(new RunStopped('SIGKILL'));
    await expect.poll(states, within).toEqual(['a.tif FAILED']);
    expect(started.length).toBe(3);
    await queue.close();
  });
});

describe('the journal', () => {
  it('goes on after a restart with what was not finished, and leaves what was', async () => {
    const first = await openQueue();
    for (const name of ['a', 'b', 'c', 'd']) first.queue.receive(scene(name));
    (await first.nth(0)).finish();
    (await first.nth(1)).fail(new Error('no'));
    const third = await first.nth(2);
    third.progress('segment', 1, 2);
    await first.queue.close();
    expect(third.signal.aborted).toBe(true);

    const second = await openQueue(first.folder);
    expect(await second.states()).toEqual(['a.tif PUBLISHED', 'b.tif FAILED', 'c.tif RECEIVED', 'd.tif RECEIVED']);
    for (const name of ['a', 'b', 'c', 'd']) second.queue.receive(scene(name));
    (await second.nth(0)).finish();
    (await second.nth(1)).finish();
    await tick();
    expect(second.started.map(({ path }) => path.slice(-5))).toEqual(['c.tif', 'd.tif']);
    await second.queue.close();

    const elsewhere = await openQueue(first.folder, { store: '/other' });
    elsewhere.queue.receive(scene('a'));
    await elsewhere.nth(0);
    await elsewhere.queue.close();
  });

  it('is there for the next server though this one was killed', async () => {
    const { folder, queue, nth } = await openQueue();
    queue.receive(scene('a'));
    (await nth(0)).progress('segment', 1, 2);
    const path = join(folder, '.landquilt/jobs.json');
    const stateOnDisk = () => JSON.parse(readFileSync(path, 'utf8')).jobs[0].state;
    await vi.waitFor(() => expect(stateOnDisk()).toBe('RUNNING'), within);
    const next = await openQueue(folder);
    expect(await next.states()).toEqual(['a.tif RECEIVED']);
    await Promise.all([queue.close(), next.queue.close()]);
  });

  it.each([
    '',
    '{',
    '[]',
    '{"version":2,"jobs":[]}',
    '{"version":1,"jobs":[{"id":"a"}]}',
    '{"version":1,"jobs":[null]}',
  ])('is begun anew where it is damaged: %s', async (text) => {
    const path = join(makeFolder('journal'), 'jobs.json');
    writeFileSync(path, text);
    const problems: string[] = [];
    const journal = await openJournal(path, { onProblem: (problem) => problems.push(problem) });
    expect([await journal.list(9), problems.length]).toEqual([[], 1]);
    expect(readFileSync(`${path}.damaged`, 'utf8')).toBe(text);
  });
});
