import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import type { BboxLonLat } from '../../src/query/feature-source.js';
import { createFeatureSource, type FeatureSourceOptions } from '../../src/serve/source.js';
import { createMemoryStore } from '../../src/store/memory-store.js';
import { recordStore } from '../../src/store/recording-store.js';
import { LATTICE, publishMany } from './many-features.js';
import { PAGE } from './published.js';

const { store, calls } = recordStore(createMemoryStore());
const RUN = 'crop-health.many';
let boxes: Float64Array;

beforeAll(async () => {
  boxes = await publishMany(store);
});

/** Any box, from a few features to all of them, also such as reach beyond. */
const anyBox = fc
  .record({
    share: fc.integer({ min: 0, max: 55 }).map((steps) => 2 ** (-steps / 5)),
    aspect: fc.integer({ min: -8, max: 8 }).map((steps) => 2 ** (steps / 4)),
    x: fc.integer({ min: -100, max: 1000 }),
    y: fc.integer({ min: -100, max: 1000 }),
  })
  .map(({ share, aspect, x, y }): BboxLonLat => {
    const [west, south] = [LATTICE.west + x / 1000, LATTICE.south + y / 1000];
    return [west, south, west + Math.sqrt(share * aspect), south + Math.sqrt(share / aspect)];
  });
const anyPage = fc.record({ limit: fc.constantFrom(1, 10, 1000, 10_000), offset: fc.constantFrom(0, 0, 7, 3000) });

/** A source that has answered a first question, and so has the upper levels of the index. */
async function open(options: FeatureSourceOptions = {}) {
  const source = createFeatureSource(store, { refreshMs: 1e9, ...options });
  await source.select(RUN, { ...PAGE, limit: 1 });
  return source;
}

/** Diamonds meet a box where it holds one of their points. */
function countMeeting([west, south, east, north]: BboxLonLat): number {
  let count = 0;
  for (let i = 0; i < boxes.length; i += 4) {
    const [minX, minY, maxX, maxY] = [boxes[i], boxes[i + 1], boxes[i + 2], boxes[i + 3]];
    if (minX > east || maxX < west || minY > north || maxY < south) continue;
    const [cx, cy, rx, ry] = [(minX + maxX) / 2, (minY + maxY) / 2, (maxX - minX) / 2, (maxY - minY) / 2];
    // The point of the box that is nearest to the middle lies in the diamond: |x| / rx + |y| / ry is at most 1.
    const [dx, dy] = [Math.max(west - cx, 0, cx - east) / rx, Math.max(south - cy, 0, cy - north) / ry];
    if (dx + dy <= 1 + 1e-9) count++;
  }
  return count;
}

describe('a page of any box of many features', () => {
  it('takes eight reads at most, and counts what meets the box', async () => {
    const source = await open();
    await fc.assert(
      fc.asyncProperty(anyBox, anyPage, async (bboxLonLat, page) => {
        calls.length = 0;
        const { matched, features } = await source.select(RUN, { ...PAGE, ...page, bboxLonLat });
        expect(calls.length, `${bboxLonLat}`).toBeLessThanOrEqual(8);
        expect(matched).toBe(countMeeting(bboxLonLat));
        expect(features).toHaveLength(Math.max(0, Math.min(page.limit, matched! - page.offset)));
      }),
      { numRuns: 40 },
    );
  });

  it('takes eight reads at most where the leaves of the index are never kept', async () => {
    const source = await open({ cacheBytes: 1_000_000 });
    await fc.assert(
      fc.asyncProperty(anyBox, anyPage, async (bboxLonLat, page) => {
        calls.length = 0;
        await source.select(RUN, { ...PAGE, ...page, bboxLonLat });
        expect(calls.length, `${bboxLonLat}`).toBeLessThanOrEqual(8);
      }),
      { numRuns: 40 },
    );
  });

  it('reads the leaves of the index once', async () => {
    const source = await open();
    const west = LATTICE.west + 0.02;
    const ask = async (at: number): Promise<number> => {
      calls.length = 0;
      await source.select(RUN, { ...PAGE, limit: 10, bboxLonLat: [west + at, 48.02, west + at + 0.8, 48.9] });
      return calls.reduce((sum, { method, bytes }) => sum + (method === 'getRange' ? bytes : 0), 0);
    };
    const leaves = 40 * LATTICE.count;
    expect(await ask(0)).toBeGreaterThan(leaves);
    for (const at of [0.01, 0.02, 0.03]) expect(await ask(at)).toBeLessThan(leaves / 20);
  });
});
