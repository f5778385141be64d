import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createCostQueue } from '../../../../src/segment/methods/objects/compact-queue.js';
import { createRandom } from '../../../../src/segment/methods/random.js';

describe('createCostQueue', () => {
  it('gives pixels by cost, of equal ones who came first, however they come', () => {
    const runs = fc.record({
      seed: fc.nat(1e6),
      count: fc.constantFrom(1, 9, 200, 3000),
      /** How many costs there are, and how many of them are beyond what the queue was told. */
      costs: fc.constantFrom(1, 7, 1e9),
      most: fc.constantFrom(0, 0.5, 1),
    });
    fc.assert(
      fc.property(runs, ({ seed, count, costs, most }) => {
        const random = createRandom(seed);
        const queue = createCostQueue({ least: 0, most, count }, () => 1);
        const waiting: { cost: number; pixel: number }[] = [];
        let now = 0;
        let pixels = 0;
        const push = () => {
          const cost = Math.max(now, Math.floor(random() * costs) / costs);
          waiting.push({ cost, pixel: pixels });
          queue.push(pixels++, cost);
        };
        const popped: number[][] = [];
        const expected: number[][] = [];
        for (let i = 0; i < count; i++) push();
        while (waiting.length > 0) {
          const first = waiting.reduce((best, one, i) => (one.cost < waiting[best]!.cost ? i : best), 0);
          const [{ cost, pixel }] = waiting.splice(first, 1) as [{ cost: number; pixel: number }];
          now = cost;
          expected.push([pixel, cost]);
          popped.push([queue.pop(), queue.cost]);
          for (let more = random() < 0.4 ? 2 : 0; more > 0 && pixels < 2 * count; more--) push();
        }
        expect(popped).toEqual(expected);
        expect(queue.pop()).toBe(-1);
      }),
      { numRuns: 60 },
    );
  });
});
