import fc from 'fast-check';
import { expect, it } from 'vitest';
import { coalesce } from '../../../src/serve/flatgeobuf/coalesce.js';

const ranges = fc
  .array(fc.tuple(fc.integer({ min: 0, max: 50 }), fc.integer({ min: 1, max: 20 })), { maxLength: 30 })
  .map((steps) => {
    let at = 0;
    return steps.map(([gap, length]) => {
      const start = at + gap;
      at = start + length;
      return { start, end: at };
    });
  });

it('hold all ranges, in order, apart from each other, and few', () => {
  fc.assert(
    fc.property(
      ranges,
      fc.nat(30),
      fc.integer({ min: 1, max: 6 }),
      fc.nat(200),
      (given, freeGap, maxCount, maxWaste) => {
        const joined = coalesce(given, { freeGap, maxCount, maxWaste });
        for (const range of given) {
          expect(joined.some(({ start, end }) => start <= range.start && range.end <= end)).toBe(true);
        }
        for (let i = 1; i < joined.length; i++) expect(joined[i].start).toBeGreaterThan(joined[i - 1].end + freeGap);
        const sum = (some: typeof given) => some.reduce((total, { start, end }) => total + end - start, 0);
        const gaps = given.slice(1).map(({ start }, i) => start - given[i].end);
        const free = gaps.filter((gap) => gap <= freeGap).reduce((total, gap) => total + gap, 0);
        const all = gaps.reduce((total, gap) => total + gap, 0);
        if (all <= maxWaste) expect(joined.length).toBeLessThanOrEqual(maxCount);
        // Gaps as long as the last that was paid for are joined too.
        const paid = sum(joined) - sum(given) - free;
        const widest = Math.max(
          0,
          ...gaps.filter(
            (gap, i) =>
              gap > freeGap && joined.some(({ start, end }) => start <= given[i].start && given[i + 1].end <= end),
          ),
        );
        expect(paid).toBeLessThanOrEqual(maxWaste + widest * gaps.filter((gap) => gap === widest).length);
      },
    ),
  );
});
