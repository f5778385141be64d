import { expect } from 'vitest';
import { findJson } from '../../src/run/context.js';
import type { RunPointer } from '../../src/run/run-pointer.js';
import { createMemoryStore } from '../../src/store/memory-store.js';
import type { Store } from '../../src/store/store.js';
import {
  type Given,
  hashOutputs,
  interceptStore,
  keysOf,
  listKeys,
  type OutputHashes,
  runInProcess,
} from './in-process.js';

export async function pointerState(given: Given, store: Store): Promise<string | null> {
  return (await findJson<RunPointer>(store, keysOf(given).pointer))?.state ?? null;
}

/** The run over again on a sound store ends with the bytes of one that was never disturbed, and no work is left. */
export async function expectResumed(given: Given, whole: OutputHashes, store: Store, label: string): Promise<void> {
  const { keys } = await runInProcess(given, store);
  expect(await hashOutputs({ keys, store }), label).toEqual(whole);
  expect(await pointerState(given, store), label).toBe('published');
  expect(await listKeys(store, '.landquilt/'), label).toEqual([]);
}

/** The store's calls of a whole run. */
export async function countCalls(given: Given, isCounted: (method: string) => boolean): Promise<number> {
  let count = 0;
  const store = interceptStore(createMemoryStore(), { before: (method) => void (isCounted(method) && count++) });
  await runInProcess(given, store);
  return count;
}

/** A run for every `step`-th call of the store, which fails: in turns before it is done, and when only its answer is lost. */
export async function sweepFaults(given: Given, whole: OutputHashes, { first, step }: { first: number; step: number }) {
  const calls = await countCalls(given, () => true);
  expect(calls).toBeGreaterThan(200);
  for (let fault = first; fault < calls; fault += step) {
    const kind = ((fault - first) / step) % 2 === 0 ? 'before' : 'after';
    const sound = createMemoryStore();
    let done = 0;
    const failing = interceptStore(sound, {
      [kind]: (method: string, key: string) => {
        if (done++ === fault) throw new Error(`SlowDown: ${method} of ${key}`);
      },
    });
    const failure = await runInProcess(given, failing).catch((error: Error) => error);
    if (failure instanceof Error) expect(failure.message).toMatch(/SlowDown|wanted .* got/);
    if ((await pointerState(given, sound)) === 'published') {
      expect(await hashOutputs({ keys: keysOf(given), store: sound })).toEqual(whole);
    }
    await expectResumed(given, whole, sound, `${kind} call ${fault} of ${calls}`);
  }
}
