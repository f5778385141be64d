import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
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

  it('are none where a filter says no of all of a scene, or the box lies elsewhere', async () => {
    const filter = ({ property }: { property(name: string): unknown }) => property('scene') === 'north';
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
