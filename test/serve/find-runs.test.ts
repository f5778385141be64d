import { setTimeout as sleep } from 'node:timers/promises';
import { beforeAll, describe, expect, it } from 'vitest';
import { createRunFinder } from '../../src/serve/find-runs.js';
import { createMemoryStore } from '../../src/store/memory-store.js';
import type { Store } from '../../src/store/store.js';
import { interceptStore } from '../run/in-process.js';
import { makeRedNir } from '../support/write-scene.js';
import { publish } from './published.js';

const one = createMemoryStore();
const NAMES = ['run.json', 'statistics.json', 'regions.fgb'];

beforeAll(async () => {
  await publish(one, 'field', makeRedNir(40, 40));
});

async function addRun(store: Store, scene: string): Promise<void> {
  for (const name of NAMES) await store.put(`${scene}/crop-health/${name}`, await one.get(`field/crop-health/${name}`));
}

const scenesOf = async (finder: ReturnType<typeof createRunFinder>) =>
  (await finder.find()).runs.map(({ sceneId }) => sceneId);

describe('the runs of a store', () => {
  it('are found in order, and again when they have changed', async () => {
    const store = createMemoryStore();
    const finder = createRunFinder(store, { refreshMs: 0 });
    expect(await scenesOf(finder)).toEqual([]);
    for (const scene of ['b', 'a', 'größe', 'B']) await addRun(store, scene);
    expect(await scenesOf(finder)).toEqual(['B', 'a', 'b', 'größe']);
    const before = await finder.find();
    expect(await finder.find()).toBe(before);
    await store.deletePrefix('a/');
    expect(await scenesOf(finder)).toEqual(['B', 'b', 'größe']);
  });

  it('are found without a look at what runs under way work on', async () => {
    const store = createMemoryStore();
    for (const scene of ['0', '_a', 'z']) await addRun(store, scene);
    for (const key of ['run-1/plan.json', 'maps/x', '~']) await store.put(`.landquilt/${key}`, new Uint8Array(1));
    const listed: string[] = [];
    const watched: Store = {
      ...store,
      async *list(prefix, after) {
        for await (const info of store.list(prefix, after)) {
          listed.push(info.key);
          yield info;
        }
      },
    };
    expect(await scenesOf(createRunFinder(watched))).toEqual(['0', '_a', 'z']);
    expect(listed.length).toBe(3 * NAMES.length);
  });

  it('are looked for once by all who ask at the same time, and again after what could not be read', async () => {
    const store = createMemoryStore();
    await addRun(store, 'a');
    let [lists, isDown] = [0, true];
    const counted = interceptStore(store, {
      before: (method, key) => {
        if (method === 'list') lists++;
        if (isDown && key.endsWith('.fgb')) throw new Error('no answer');
      },
    });
    const told: string[] = [];
    const finder = createRunFinder(counted, { refreshMs: 0, onProblem: (problem) => told.push(problem) });
    const answers = await Promise.all([finder.find(), finder.find(), finder.find()]);
    expect(answers.map(({ runs, problems }) => [runs.length, problems])).toEqual(Array(3).fill([0, ['no answer']]));
    expect(lists).toBe(1);
    await finder.find();
    expect(told).toEqual(['no answer']);
    isDown = false;
    expect(await scenesOf(finder)).toEqual(['a']);
  });

  it('are those found before while a slow store is looked at, but not when these turned out to be others', async () => {
    const store = createMemoryStore();
    await addRun(store, 'a');
    let delayMs = 0;
    const slow: Store = {
      ...store,
      async *list(prefix) {
        await sleep(delayMs);
        yield* store.list(prefix);
      },
    };
    const finder = createRunFinder(slow, { refreshMs: 0 });
    expect(await scenesOf(finder)).toEqual(['a']);
    await addRun(store, 'b');
    delayMs = 600;
    expect(await scenesOf(finder)).toEqual(['a']);
    finder.forget();
    expect(await scenesOf(finder)).toEqual(['a', 'b']);
  });

  it('are bounded', async () => {
    const store = createMemoryStore();
    for (const scene of ['a', 'b', 'c']) await addRun(store, scene);
    await expect(createRunFinder(store, { maxRuns: 2 }).find()).rejects.toThrow(
      'store: wanted at most 2 runs, got more',
    );
  });
});
