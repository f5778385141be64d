import { afterAll, beforeAll, expect, it } from 'vitest';
import { createFeatureSource } from '../../src/serve/source.js';
import { createStoreApp } from '../../src/serve/store-app.js';
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

it('tiles of runs in a bucket are those of a folder', async () => {
  const memory = createMemoryStore();
  const scene = makeRedNir(90, 70);
  await publish(memory, 'übersicht', scene, { vectorsOnly: false, formats: ['geojson', 'fgb', 'pmtiles'] });
  const bucket = createS3Store('s3://maps/tiles');
  for await (const { key } of memory.list('')) await bucket.put(key, await memory.get(key));
  const apps = [memory, bucket].map((store) => createStoreApp(store).app);
  const tiles = `http://127.0.0.1:8080/collections/${encodeURIComponent('crop-health.übersicht')}/tiles`;
  // At zoom 9 the whole scene lies in one tile.
  for (const path of [
    '',
    '/vector',
    '/mask',
    '/vector/9/278/177.mvt',
    '/mask/9/278/177.png',
    '/source/9/278/177.png',
  ]) {
    const answers = await Promise.all(apps.map(async (app) => app.fetch(new Request(tiles + path))));
    const [ofFolder, ofBucket] = await Promise.all(answers.map((answer) => answer.arrayBuffer()));
    expect(answers.map(({ status }) => status)).toEqual([200, 200]);
    // The version in addresses goes by ETags, which stores make in their own ways.
    const textOf = (bytes: ArrayBuffer) =>
      Buffer.from(bytes)
        .toString('latin1')
        .replace(/v=[\w-]+/, '');
    expect(textOf(ofBucket), path).toBe(textOf(ofFolder));
  }
});
