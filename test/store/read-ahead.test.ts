import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createMemoryStore } from '../../src/store/memory-store.js';
import { readAhead, writeAtOnce } from '../../src/store/read-ahead.js';
import type { Store } from '../../src/store/store.js';

/** Work of which each piece waits for as many turns as given. */
function createWork(turns: readonly number[]) {
  const seen = { underWay: 0, most: 0 };
  const work = async (i: number): Promise<number> => {
    seen.most = Math.max(seen.most, ++seen.underWay);
    for (let turn = 0; turn < turns[i]; turn++) await Promise.resolve();
    seen.underWay--;
    return i;
  };
  return { work, seen };
}

const storeOf = (atOnce: number): Store => ({ ...createMemoryStore(), reading: { atOnce, bytes: 0 } });

describe('reading ahead', () => {
  it('gives all values in order, and never has more reads under way than it may', () =>
    fc.assert(
      fc.asyncProperty(fc.array(fc.nat(20)), fc.integer({ min: 1, max: 8 }), async (turns, atOnce) => {
        const { work, seen } = createWork(turns);
        const values: number[] = [];
        for await (const value of readAhead(storeOf(atOnce), turns.keys(), work)) values.push(value);
        expect(values).toEqual([...turns.keys()]);
        expect(seen.most).toBeLessThanOrEqual(atOnce);
      }),
    ));

  it('has as many under way as it may', async () => {
    const { work, seen } = createWork(Array(20).fill(50));
    for await (const _ of readAhead(storeOf(6), Array(20).keys(), work));
    expect(seen.most).toBe(6);
  });

  it('throws what a read failed with when its turn comes, and nothing else', async () => {
    const values: number[] = [];
    const read = async (i: number) => {
      if (i >= 3) throw new Error(`tile ${i}`);
      return i;
    };
    const all = async () => {
      for await (const value of readAhead(storeOf(5), Array(9).keys(), read)) values.push(value);
    };
    await expect(all()).rejects.toThrow('tile 3');
    expect(values).toEqual([0, 1, 2]);
  });
});

describe('writing at once', () => {
  it('waits for all, and never has more under way than it may', async () => {
    const { work, seen } = createWork(Array(20).fill(9));
    const writing = writeAtOnce(storeOf(4));
    for (let i = 0; i < 20; i++) await writing.begin(() => work(i));
    await writing.finish();
    expect(seen).toEqual({ underWay: 0, most: 4 });
  });

  it.each([1, 4])('throws what a write failed with, %s at once', async (atOnce) => {
    const writing = writeAtOnce(storeOf(atOnce));
    const all = async () => {
      for (let i = 0; i < 6; i++) await writing.begin(async () => expect(i).not.toBe(2));
      await writing.finish();
    };
    await expect(all()).rejects.toThrow();
  });
});
