import { afterAll, beforeAll, expect, it } from 'vitest';
import { createFeatureSource } from '../../src/serve/source.js';
import { createMemoryStore } from '../../src/store/memory-store.js';
import { createS3Store } from '../../src/store/s3-store.js';
import { type Moto, makeBucket, startMoto } from '../support/moto.js';
import { makeRedNir } from '../support/write-scene.js';
import { byId, info, PAGE, publish, readGeoJson } from './published.js';

let moto: Moto;
beforeAll(async () => {
  moto = await startMoto();
  await makeBucket(moto, 'maps');
}, 90_000);
afterAll(() => moto.stop());

it('runs in a bucket are answered as those in a folder', async () => {
  const memory = createMemoryStore();
  await publish(memory, 'größe', makeRedNir(80, 60));
  const bucket = createS3Store('s3://maps/published');
  for await (const { key } of memory.list('')) await bucket.put(key, await memory.get(key));
  const source = createFeatureSource(bucket, { refreshMs: 0 });
  expect((await source.collections()).map(({ id }) => id)).toEqual(['crop-health', 'crop-health.größe']);
  const all = await readGeoJson(memory, 'größe/crop-health');
  const { features, matched } = await source.select('crop-health.größe', PAGE);
  expect(byId(features)).toEqual(byId(all));
  expect(matched).toBe(all.length);
  expect(await source.feature('crop-health.größe', all[7].id)).toEqual(all[7]);
  const [west, south, , north] = (await info(source, 'crop-health')).bboxLonLat!;
  const question = { ...PAGE, bboxLonLat: [west, south, west + 0.004, north] as const };
  const ofMemory = await createFeatureSource(memory).select('crop-health', question);
  expect(await source.select('crop-health', question)).toEqual(ofMemory);
  expect(ofMemory.features.length).toBeGreaterThan(10);
});
