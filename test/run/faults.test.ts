import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findJson } from '../../src/run/context.js';
import type { RunPointer } from '../../src/run/run-pointer.js';
import { createFileStore } from '../../src/store/file-store.js';
import { createMemoryStore } from '../../src/store/memory-store.js';
import { ObjectMissing, type Store } from '../../src/store/store.js';
import { createRandom, makeFolder, makeRedNir, writeTestScene } from '../support/write-scene.js';
import { countCalls, expectResumed, pointerState, sweepFaults } from './fault-sweep.js';
import {
  type Given,
  hashOutputs,
  interceptStore,
  keysOf,
  listKeys,
  type OutputHashes,
  planRun,
  runInProcess,
  WRITES,
} from './in-process.js';

const folder = makeFolder('faults');
let given: Given;
let other: Given;
let whole: OutputHashes;

/** Nine tiles, with nodata and regions across all of them. */
beforeAll(async () => {
  const path = await writeTestScene(join(folder, 'fields.tif'), makeRedNir(66, 60));
  given = await planRun(path, 22);
  other = await planRun(path, 30);
  whole = await hashOutputs(await runInProcess(given, createMemoryStore()));
  expect(Object.values(whole)).not.toContain(null);
});
afterAll(async () => {
  await given.scene.close();
  await other.scene.close();
});

const outputsOf = (store: Store) => hashOutputs({ keys: keysOf(given), store });
const stateOf = (store: Store) => pointerState(given, store);

const expectDone = (store: Store, label: string) => expectResumed(given, whole, store, label);

describe('a run that is stopped', () => {
  it('before any write and ever after: goes on to the same bytes', async () => {
    const writes = await countCalls(given, (method) => WRITES.includes(method as never));
    expect(writes).toBeGreaterThan(40);
    for (let stop = 0; stop < writes; stop++) {
      const sound = createMemoryStore();
      let done = 0;
      const dying = interceptStore(sound, {
        before: (method) => {
          if (WRITES.includes(method as never) && done++ >= stop) throw new Error('the process was killed');
        },
      });
      await expect(runInProcess(given, dying)).rejects.toThrow('the process was killed');
      if ((await stateOf(sound)) === 'published') expect(await outputsOf(sound)).toEqual(whole);
      await expectDone(sound, `stopped before write ${stop} of ${writes}`);
    }
  });

  it('over and over, each start getting a little further', async () => {
    const sound = createMemoryStore();
    const random = createRandom(17);
    let starts = 0;
    for (let isDone = false; !isDone; starts++) {
      let left = 2 + Math.floor(random() * 30);
      const dying = interceptStore(sound, {
        before: (method) => {
          if (WRITES.includes(method as never) && left-- <= 0) throw new Error('the process was killed');
        },
      });
      isDone = await runInProcess(given, dying).then(
        () => true,
        () => false,
      );
      expect(starts).toBeLessThan(60);
    }
    expect(starts).toBeGreaterThan(3);
    expect(await outputsOf(sound)).toEqual(whole);
  });
});

describe('a store that fails once', () => {
  it('at a call of any kind: the run fails by name or not at all, and never publishes a part', async () => {
    await sweepFaults(given, whole, { first: 5, step: 31 });
  });
});

describe('work files', () => {
  /** The store of a run that was stopped right before it published. */
  async function stoppedAtTheEnd(): Promise<Store> {
    const sound = createMemoryStore();
    const dying = interceptStore(sound, {
      before: (method) => {
        if (method === 'move') throw new Error('the process was killed');
      },
    });
    await expect(runInProcess(given, dying)).rejects.toThrow('killed');
    return sound;
  }

  it('that are cut short, emptied or gone are made again, whichever they are', async () => {
    const keys = await listKeys(await stoppedAtTheEnd());
    expect(keys.length).toBeGreaterThan(40);
    const copy = await stoppedAtTheEnd();
    for (const key of keys) {
      const content = await copy.get(key);
      for (const length of [null, content.length >> 1]) {
        const store = createMemoryStore();
        for (const other of keys) if (other !== key) await store.put(other, await copy.get(other));
        if (length !== null) await store.put(key, content.subarray(0, length));
        await expectDone(store, `${key} with ${length} of ${content.length} bytes`);
      }
    }
  });

  it('all whole: nothing is computed again', async () => {
    const store = await stoppedAtTheEnd();
    const tasks: unknown[] = [];
    await runInProcess(given, store, { onTask: (task) => tasks.push(task) });
    expect(tasks).toEqual([]);
    expect(await outputsOf(store)).toEqual(whole);
  });
});

describe('tiles', () => {
  it('done in any order, late or twice give the same bytes', async () => {
    const random = createRandom(16);
    for (let round = 0; round < 5; round++) {
      const store = createMemoryStore();
      await runInProcess(given, store, {
        arrange: (tasks) =>
          [...tasks, ...tasks.filter(() => random() < 0.5)]
            .map((task) => ({ task, at: random() }))
            .sort((a, b) => a.at - b.at)
            .map(({ task }) => task),
      });
      expect(await outputsOf(store)).toEqual(whole);
    }
  });
});

describe('two publishers', () => {
  /** Runs `second` from beginning to end inside the first's n-th move or put of the pointer. */
  async function collide(at: number, second: Given) {
    const memory = createMemoryStore();
    const origins: Record<string, string> = {};
    const sound: Store = {
      ...memory,
      async move(from, to) {
        await memory.move(from, to);
        origins[to] = from.split('/')[1];
      },
    };
    let seen = 0;
    let pending: Promise<unknown> | null = null;
    const isPublishing = (method: string, key: string) =>
      method === 'move' || (method === 'put' && key === keysOf(given).pointer);
    const first: Store = {
      ...sound,
      async put(key, content, options) {
        await between('put', key);
        return sound.put(key, content, options);
      },
      async move(from, to) {
        await between('move', from);
        return sound.move(from, to);
      },
    };
    async function between(method: string, key: string): Promise<void> {
      if (!isPublishing(method, key) || seen++ !== at) return;
      pending = runInProcess(second, sound).catch((error: Error) => error);
      await pending;
    }
    const one = await runInProcess(given, first).catch((error: Error) => error);
    return { sound, one, two: await pending, seen, origins };
  }

  it('of different runs: one wins whole, the other is told, at any point of collision', async () => {
    const different = await hashOutputs(await runInProcess(other, createMemoryStore()));
    expect(different).toEqual(whole);
    const collisions = (await collide(-1, other)).seen;
    expect(collisions).toBe(11);
    for (let at = 0; at < collisions; at++) {
      const { sound, one, two, origins } = await collide(at, other);
      const failures = [one, two].filter((result) => result instanceof Error) as Error[];
      expect(failures, `collision ${at}`).toHaveLength(1);
      expect(failures[0].message).toMatch(/^publishing: wanted one run at a time, got .*run.json/);
      const pointer = await findJson<RunPointer>(sound, keysOf(given).pointer);
      expect(pointer).toMatchObject({
        state: 'published',
        runId: (one instanceof Error ? other : given).plan.runId,
      });
      expect(Object.keys(origins)).toHaveLength(9);
      expect(new Set(Object.values(origins))).toEqual(new Set([pointer?.runId]));
    }
  });

  it('of the same run: what is published is that run, whole', async () => {
    for (let at = 0; at < 9; at++) {
      const { sound } = await collide(at, given);
      if ((await stateOf(sound)) !== 'published') await runInProcess(given, sound);
      expect(await outputsOf(sound), `collision ${at}`).toEqual(whole);
    }
  });

  it('of the same run, both with all files staged when the first is moved: the one that moves it is not stopped', async () => {
    // In files, where the pointer changes with every write, whatever is written.
    const sound = createFileStore(join(folder, 'both'));
    let second: Promise<unknown> | null = null;
    let goOn = () => {};
    /** The other run, up to where it is about to move its first file. */
    const reachFirstMove = () =>
      new Promise<void>((reached) => {
        const waiting: Store = {
          ...sound,
          async move(from, to) {
            await new Promise<void>((resolve) => {
              goOn = resolve;
              reached();
            });
            return sound.move(from, to);
          },
        };
        second = runInProcess(given, waiting).catch((error: Error) => error);
      });
    await runInProcess(given, {
      ...sound,
      async move(from, to) {
        if (second) return sound.move(from, to);
        await reachFirstMove();
        await sound.move(from, to);
        goOn();
        await second;
      },
    });
    expect(await second).toBeInstanceOf(ObjectMissing);
    expect(await outputsOf(sound)).toEqual(whole);
    expect(await stateOf(sound)).toBe('published');
  });

  it('leave a place that --force takes over from a run that was killed there', async () => {
    const sound = createMemoryStore();
    const dying = interceptStore(sound, {
      before: (method, key) => {
        if (method === 'move' && key.endsWith('regions.fgb')) throw new Error('the process was killed');
      },
    });
    await expect(runInProcess(other, dying)).rejects.toThrow('killed');
    expect(await stateOf(sound)).toBe('publishing');
    await expect(runInProcess(given, sound)).rejects.toThrow(/--force/);
    await runInProcess(given, sound, { force: true });
    expect(await outputsOf(sound)).toEqual(whole);
    expect(await stateOf(sound)).toBe('published');
  });

  it('show a reader of the pointer the old or the new, never a mixture', async () => {
    const sound = createMemoryStore();
    await runInProcess(other, sound);
    const { pointer, output } = keysOf(given);
    const runIds: string[] = [];
    /** The protocol: pointer, file, pointer; what was read counts if the pointer was published and is unchanged. */
    const read = async () => {
      const before = await sound.head(pointer);
      const { state, runId } = (await findJson<RunPointer>(sound, pointer))!;
      const statistics = await findJson<{ runId: string }>(sound, output('statistics.json'));
      if (state !== 'published' || (await sound.head(pointer))?.etag !== before?.etag) return;
      expect(statistics?.runId).toBe(runId);
      runIds.push(runId);
    };
    const watched: Store = {
      ...sound,
      async put(key, ...rest) {
        await read();
        return sound.put(key, ...rest);
      },
      async move(...args) {
        await read();
        return sound.move(...args);
      },
    };
    await runInProcess(given, watched);
    await read();
    expect(new Set(runIds)).toEqual(new Set([other.plan.runId, given.plan.runId]));
  });
});
