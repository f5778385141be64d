import fc from 'fast-check';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { compileFilter } from '../../src/query/cql2/compile.js';
import { parseCql2Text } from '../../src/query/cql2/parse-text.js';
import type { Filterable } from '../../src/query/cql2/predicate.js';
import type { BboxLonLat, FeatureSource } from '../../src/query/feature-source.js';
import { createFeatureSource } from '../../src/serve/source.js';
import { createMemoryStore } from '../../src/store/memory-store.js';
import { recordStore, type StoreCall } from '../../src/store/recording-store.js';
import { makeRedNir } from '../support/write-scene.js';
import { info, PAGE, publish } from './published.js';

const { store, calls } = recordStore(createMemoryStore());
let source: FeatureSource;
let box: BboxLonLat;

beforeAll(async () => {
  // Two scenes side by side, some 8,000 polygons each.
  await publish(store, 'east', noise(1));
  await publish(store, 'west', { ...noise(2), affine: [10, 0, 535_000, 0, -10, 5_340_000] });
  source = createFeatureSource(store, { refreshMs: 1e9 });
  const { bboxLonLat, featureCount } = await info(source, 'crop-health.east');
  expect(featureCount).toBeGreaterThan(5000);
  box = bboxLonLat!;
});

function noise(seed: number) {
  const scene = makeRedNir(160, 160, seed);
  // Neighbours are seldom of one class.
  scene.bands[1] = scene.bands[1].map(
    (value, i) => ((i * 7919 * (i + seed)) % 1000) + (value > 0 ? 600 : 601),
  ) as never;
  return scene;
}

beforeEach(() => {
  calls.length = 0;
});

const part = (share: number): BboxLonLat => {
  const [west, south, east, north] = box;
  const [x, y] = [(east + west) / 2, (north + south) / 2];
  return [x, y, x + share * (east - x), y + share * (north - y)];
};

const bytesOf = (some: readonly StoreCall[]): number => some.reduce((sum, { bytes }) => sum + bytes, 0);

describe('pages of thousands', () => {
  it('are parts of the whole, wherever they begin, and are counted', async () => {
    const place = fc.tuple(fc.nat(90), fc.nat(90), fc.integer({ min: 5, max: 110 }), fc.integer({ min: 5, max: 110 }));
    await fc.assert(
      fc.asyncProperty(place, fc.nat(99), fc.integer({ min: 1, max: 30 }), async ([x, y, width, height], at, limit) => {
        const [west, south, east, north] = box;
        const [dx, dy] = [(east - west) / 100, (north - south) / 100];
        const left = west - 5 * dx + x * dx;
        const bboxLonLat: BboxLonLat = [left, south + y * dy, left + width * dx, south + (y + height) * dy];
        // Every feature of it is read and looked at.
        const filter = ({ property }: Filterable) => (property('pixels') as number) > 0;
        const whole = await source.select('crop-health', { ...PAGE, bboxLonLat, filter });
        const offset = Math.floor((whole.features.length * at) / 100);
        const page = await source.select('crop-health', { ...PAGE, bboxLonLat, offset, limit });
        expect(page.features).toEqual(whole.features.slice(offset, offset + limit));
        expect(page.matched).toBe(whole.features.length);
        expect(page.next).toBe(offset + limit < whole.features.length ? offset + limit : null);
      }),
      { numRuns: 12 },
    );
  });

  it('in an order hold features of any size', async () => {
    const sortBy = [{ property: 'perimeter_m', isDescending: true }];
    const { features, matched } = await source.select('crop-health', { ...PAGE, sortBy, limit: 50, offset: 10 });
    const lengths = features.map(({ properties }) => properties.perimeter_m as number);
    expect(lengths).toEqual(lengths.toSorted((a, b) => b - a));
    expect(lengths).toHaveLength(50);
    expect(matched).toBeGreaterThan(10_000);
    const none = source.select('crop-health', { ...PAGE, sortBy, limit: 10, offset: 9991 });
    await expect(none).rejects.toThrow('sortby: wanted offset and limit of at most 10000 together, got 10001');
  });

  it('are no longer waited for when nobody does', async () => {
    const abort = new AbortController();
    let asked = 0;
    const filter = ({ property }: Filterable) => {
      if (asked++ === 2000) abort.abort(new Error('the client is gone'));
      return property('pixels') === 1;
    };
    const answer = source.select('crop-health', { ...PAGE, filter, signal: abort.signal });
    await expect(answer).rejects.toThrow('the client is gone');
    expect(asked).toBeLessThan(8000);
  });

  it('let others be answered, however long their filter takes', async () => {
    const abort = new AbortController();
    let asked = 0;
    const filter = () => {
      // Asked for after the first feature: it can only come to pass between two of them.
      if (asked++ === 0) setTimeout(() => abort.abort(new Error('the client is gone')), 0);
      const end = performance.now() + 1;
      while (performance.now() < end);
      return true;
    };
    const answer = source.select('crop-health', { ...PAGE, filter, signal: abort.signal });
    await expect(answer).rejects.toThrow('the client is gone');
    expect(asked).toBeLessThan(1000);
  });
});

describe('reads', () => {
  it('of a page of a box are few, of one scene, and look at the end whether it is the same', async () => {
    for (const share of [0.02, 0.1, 0.3, 0.6, 1]) {
      for (const offset of [0, 20]) {
        calls.length = 0;
        await source.select('crop-health', { ...PAGE, limit: 10, offset, bboxLonLat: part(share) });
        expect(calls.length, `${share} ${offset}`).toBeLessThanOrEqual(8);
        expect(calls.every(({ key }) => key === 'east/crop-health/regions.fgb')).toBe(true);
        expect(calls.at(-1)?.method).toBe('head');
      }
    }
  });

  it('of the first page of all are of no more than the page', async () => {
    const { matched } = await source.select('crop-health', { ...PAGE, limit: 10 });
    expect(matched).toBeGreaterThan(10_000);
    expect(calls.length).toBeLessThanOrEqual(4);
    expect(bytesOf(calls.filter(({ method }) => method === 'getRange'))).toBeLessThan(200_000);
  });

  it('of one feature are those of a small box', async () => {
    const { features } = await source.select('crop-health.east', { ...PAGE, offset: 3000, limit: 1 });
    calls.length = 0;
    expect(await source.feature('crop-health.east', features[0].id)).toEqual(features[0]);
    expect(calls.length).toBeLessThanOrEqual(4);
    expect(bytesOf(calls)).toBeLessThan(300_000);
  });

  it('for a filter by place are those of a box', async () => {
    const [west, south, east, north] = part(0.3);
    const text = `S_WITHIN(geometry, BBOX(${west}, ${south}, ${east}, ${north})) AND class > 0`;
    const filter = compileFilter(parseCql2Text(text), { has: () => true, names: () => [] });
    const { matched } = await source.select('crop-health', { ...PAGE, limit: 10, filter });
    expect(matched).toBeGreaterThan(10);
    expect(calls.length).toBeLessThanOrEqual(8);
    expect(calls.every(({ key }) => key === 'east/crop-health/regions.fgb')).toBe(true);
  });

  it('are none where a filter says no of all of a scene, or the box lies elsewhere', async () => {
    const filter = ({ property }: Filterable) => property('scene') === 'north';
    expect(await source.select('crop-health', { ...PAGE, filter })).toMatchObject({ features: [], matched: 0 });
    expect(await source.select('crop-health', { ...PAGE, bboxLonLat: [0, 0, 1, 1] })).toMatchObject({ matched: 0 });
    expect(calls).toEqual([]);
  });

  it('of what is published are one list, until it has changed', async () => {
    const fresh = createFeatureSource(store, { refreshMs: 0 });
    await fresh.collections();
    calls.length = 0;
    await fresh.collections();
    expect(calls.map(({ method }) => method)).toEqual(['list']);
  });
});
