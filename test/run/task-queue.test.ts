import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { queueTasks, shareOut } from '../../src/run/task-queue.js';
import type { Task } from '../../src/run/tasks.js';

describe('shareOut', () => {
  it('gives every task once, whoever asks how often', () => {
    fc.assert(
      fc.property(fc.nat(60), fc.integer({ min: 1, max: 5 }), fc.array(fc.nat(99)), (count, workers, calls) => {
        const tasks = Array.from({ length: count }, (_, i) => i);
        const take = shareOut(tasks, workers);
        const taken = calls.flatMap((call) => take(call % workers) ?? []);
        for (let next = take(0); next !== undefined; next = take(0)) taken.push(next);
        expect(taken.sort((a, b) => a - b)).toEqual(tasks);
        for (let worker = 0; worker < workers; worker++) expect(take(worker)).toBeUndefined();
      }),
    );
  });

  it('keeps what lies side by side with one worker', () => {
    const take = shareOut([0, 1, 2, 3, 4, 5, 6, 7], 2);
    expect([0, 1, 1, 0, 0, 1, 0, 1].map(take)).toEqual([0, 4, 5, 1, 2, 6, 3, 7]);
  });

  it('lets one that is done early help the one that has most to do', () => {
    const take = shareOut([0, 1, 2, 3, 4, 5, 6, 7], 2);
    expect([0, 0, 0, 0, 0, 0, 1, 1, 1].map(take)).toEqual([0, 1, 2, 3, 6, 7, 4, 5, undefined]);
  });
});

describe('queueTasks', () => {
  it('keeps the order of all but the tiles of the scene', () => {
    const vectorize: Task[] = [0, 1, 2, 3].map((tile) => ({ step: 'vectorize', tile }));
    const take = queueTasks(vectorize, 2);
    expect([take(1), take(0), take(1), take(1), take(0)]).toEqual([...vectorize, undefined]);
    const segment: Task[] = [0, 1, 2, 3].map((tile) => ({ step: 'segment', tile }));
    expect(queueTasks(segment, 2)(1)).toBe(segment[2]);
  });
});
