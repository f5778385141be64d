import { beforeAll, describe, expect, it } from 'vitest';
import type { StacItem } from '../../src/query/stac/stac-source.js';
import { createApp } from '../../src/serve/app.js';
import { parseRange } from '../../src/serve/range.js';
import { createFeatureSource } from '../../src/serve/source.js';
import { addStacRoutes } from '../../src/serve/stac-routes.js';
import { createStacSource } from '../../src/serve/stac-source.js';
import { createMemoryStore } from '../../src/store/memory-store.js';
import { makeRedNir } from '../support/write-scene.js';
import { publish } from './published.js';

const store = createMemoryStore();
const app = createApp(createFeatureSource(store));
addStacRoutes(app, createStacSource(store, { refreshMs: 0 }));
const fetch = (path: string, init: RequestInit = {}) => app.fetch(new Request(`http://localhost${path}`, init));
const json = async <T>(path: string): Promise<T> => (await (await fetch(path)).json()) as T;
const ITEM = '/stac/collections/crop-health/items/crop-health.north';

beforeAll(async () => {
  const whole = { vectorsOnly: false } as const;
  await publish(store, 'north', makeRedNir(60, 40), whole);
  await publish(store, 'south', makeRedNir(50, 40), whole);
  // Polygons alone have no item.
  await publish(store, 'bare', makeRedNir(30, 20));
});

describe('STAC over a store', () => {
  it('has the items of published runs', async () => {
    const { features } = await json<{ features: StacItem[] }>('/stac/search');
    expect(features.map(({ id }) => id)).toEqual(['crop-health.north', 'crop-health.south']);
    const published = JSON.parse(new TextDecoder().decode(await store.get('north/crop-health/item.json'))) as StacItem;
    expect(features[0].geometry).toEqual(published.geometry);
    expect(features[0].properties).toEqual(published.properties);
    const { title } = await json<{ title: string }>('/stac/collections/crop-health');
    expect(title.length).toBeGreaterThan(3);
  });

  it('sends every file that an item names, as it was stored', async () => {
    const { assets } = await json<StacItem>(ITEM);
    expect(Object.keys(assets).length).toBeGreaterThan(5);
    for (const { href, type, ...asset } of Object.values(assets)) {
      const { pathname } = new URL(href);
      const answer = await fetch(pathname, { headers: { 'Accept-Encoding': 'br, gzip' } });
      expect([answer.status, answer.headers.get('Content-Type'), answer.headers.get('Content-Encoding')]).toEqual([
        ...[200, type, null],
      ]);
      const content = Buffer.from(await answer.arrayBuffer());
      const stored = await store.get(`north/crop-health/${pathname.split('/').at(-1)}`);
      expect(content.equals(stored), href).toBe(true);
      if ('file:size' in asset) expect(content.length).toBe(asset['file:size']);
    }
  });

  it('sends parts of a file', async () => {
    const path = `${ITEM}/files/mask.tif`;
    const stored = Buffer.from(await store.get('north/crop-health/mask.tif'));
    const part = await fetch(path, { headers: { Range: 'bytes=2-9' } });
    expect([part.status, part.headers.get('Content-Range')]).toEqual([206, `bytes 2-9/${stored.length}`]);
    expect(Buffer.from(await part.arrayBuffer())).toEqual(stored.subarray(2, 10));
    const beyond = await fetch(path, { headers: { Range: `bytes=${stored.length}-` } });
    expect([beyond.status, beyond.headers.get('Content-Range')]).toEqual([416, `bytes */${stored.length}`]);
    const etag = part.headers.get('ETag')!;
    expect((await fetch(path, { headers: { 'If-None-Match': etag } })).status).toBe(304);
    const other = await fetch(path, { headers: { Range: 'bytes=2-9', 'If-Range': '"other"' } });
    expect(other.status).toBe(200);
    expect((await fetch(path, { method: 'HEAD' })).headers.get('Content-Length')).toBe(String(stored.length));
  });

  it.each([
    'run.json',
    'plan.json',
    '..%2F..%2Fsecret',
    '..%2Frun.json',
    '.%2Fmask.tif',
    'mask.tif%00',
    '__proto__',
    'item.json',
  ])('sends no other file: %s', async (name) => {
    await store.put('secret', new Uint8Array(3));
    expect((await fetch(`${ITEM}/files/${name}`)).status).toBe(404);
  });

  it('shows a page of the store nothing but itself', async () => {
    const policy = (await fetch(`${ITEM}/files/report.html`)).headers.get('Content-Security-Policy');
    expect(policy).toContain('sandbox');
    expect(policy).toContain("default-src 'none'");
  });

  it('takes a search as JSON, and no endless one', async () => {
    const post = (body: string) =>
      fetch('/stac/search', { method: 'POST', body, headers: { 'Content-Type': 'application/json' } });
    const answer = await post('{"ids":["crop-health.south"]}');
    expect([answer.status, answer.headers.get('Content-Type')]).toEqual([200, 'application/geo+json']);
    expect(((await answer.json()) as { features: StacItem[] }).features).toHaveLength(1);
    expect((await post(' '.repeat(1_000_001))).status).toBe(413);
  });

  it('sees a run that takes the place of another', async () => {
    const before = await json<StacItem>(ITEM.replace('north', 'south'));
    await publish(store, 'south', makeRedNir(70, 40), { vectorsOnly: false });
    const after = await json<StacItem>(ITEM.replace('north', 'south'));
    expect(before.properties['proj:shape']).toEqual([40, 50]);
    expect(after.properties['proj:shape']).toEqual([40, 70]);
  });

  it('leaves out an item that is none', async () => {
    const broken = createMemoryStore();
    for await (const { key } of store.list('')) await broken.put(key, await store.get(key));
    await broken.put('north/crop-health/item.json', new TextEncoder().encode('{"type":"Feature"'));
    const found = createStacSource(broken);
    const [north, south] = await found.entries();
    expect(await found.item(north)).toBeNull();
    expect((await found.item(south))?.id).toBe('crop-health.south');
    expect(await found.file(north, 'mask.tif')).toBeNull();
    await broken.put('north/crop-health/item.json', await store.get('north/crop-health/item.json'));
    expect((await found.item(north))?.id).toBe('crop-health.north');
  });
});

describe('parseRange', () => {
  it.each([
    ['bytes=0-0', { startByte: 0, endByte: 1 }],
    ['bytes=5-', { startByte: 5, endByte: 10 }],
    ['bytes=5-99', { startByte: 5, endByte: 10 }],
    ['bytes=-3', { startByte: 7, endByte: 10 }],
    ['bytes=-99', { startByte: 0, endByte: 10 }],
    ['bytes=10-', 'beyond'],
    ['bytes=-0', 'beyond'],
    ['bytes=-', null],
    ['bytes=5-4', null],
    ['bytes=0-1,3-4', null],
    ['rows=0-1', null],
    [null, null],
  ])('%s of ten bytes', (header, range) => {
    expect(parseRange(header, 10)).toEqual(range);
  });
});
