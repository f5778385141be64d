import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { atOnce } from '../../src/serve/at-once.js';

describe('calls at once', () => {
  it('are no more than are allowed, in their order, and failures let the next one in', async () => {
    const limited = atOnce(2);
    let [under, most] = [0, 0];
    const begun: number[] = [];
    const calls = Array.from({ length: 9 }, (_, i) =>
      limited(async () => {
        begun.push(i);
        most = Math.max(most, ++under);
        for (let turn = 0; turn < 3 + (i % 2); turn++) await nextTurn();
        under--;
        if (i % 3 === 0) throw new Error('broken');
        return i;
      }),
    );
    const outcomes = await Promise.allSettled(calls);
    expect(most).toBe(2);
    expect(begun).toEqual([...begun.keys()]);
    expect(outcomes.map(({ status }) => status === 'fulfilled')).toEqual(calls.map((_, i) => i % 3 !== 0));
    expect(await limited(async () => 'last')).toBe('last');
  });
});
