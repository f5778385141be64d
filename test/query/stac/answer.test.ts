import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createStacApi } from '../../../src/query/stac/answer.js';
import { createMemoryStac, type TestItem } from './memory-stac.js';
import { BASE, createAsk, idsOf, linkOf } from './stac-ask.js';

const ITEMS: readonly TestItem[] = [
  { collection: 'crops', scene: 'a', box: [10, 40, 11, 41], datetime: '2026-06-01T10:00:00Z' },
  { collection: 'crops', scene: 'b', box: [10, 40, 11, 41], isHalf: true, datetime: '2026-07-01T10:00:00Z' },
  { collection: 'crops', scene: 'c', box: [20, 40, 21, 41] },
  { collection: 'water', scene: 'a', box: [10, 40, 11, 41], datetime: '2026-06-01T10:00:00Z' },
  { collection: 'water', scene: 'über.z', box: [-60, -10, -59, -9], datetime: '2025-01-01T00:00:00Z' },
];
const ask = createAsk(createMemoryStac(ITEMS));
const search = async (query: string): Promise<string[]> => idsOf(await ask(`/stac/search?limit=1000&${query}`));

describe('STAC API', () => {
  it('leads from the catalog to every item by its links', async () => {
    const follow = async ({ href }: { href: string }) => ask(href.replace(BASE, ''));
    const catalog = await ask('/stac');
    const seen: string[] = [];
    for (const child of catalog.json.links.filter(({ rel }) => rel === 'child')) {
      const collection = await follow(child);
      for (const { links } of (await follow(linkOf(collection, 'items')!)).json.features) {
        const item = await follow(links.find(({ rel }) => rel === 'self')!);
        const parent = await follow(linkOf(item, 'collection')!);
        expect(parent.json.id).toBe(item.json.collection);
        seen.push(String(item.json.id));
      }
    }
    expect(seen).toEqual(ITEMS.map(({ collection, scene }) => `${collection}.${scene}`));
    for (const rel of ['self', 'root', 'conformance', 'data', 'service-desc', 'search']) {
      expect((await follow(linkOf(catalog, rel)!)).status, rel).toBe(200);
    }
  });

  it('names files below the item, and no paths of the machine', async () => {
    const [item] = (await ask('/stac/search?ids=water.%C3%BCber.z')).json.features;
    const at = `${BASE}/stac/collections/water/items/water.%C3%BCber.z`;
    expect(item.assets.mask.href).toBe(`${at}/files/mask.tif`);
    expect(item.links.filter(({ rel }) => rel === 'derived_from').map(({ href }) => href)).toEqual([
      's3://scenes/scene.tif',
    ]);
  });

  it('finds by place, time, collection and id', async () => {
    expect(await search('bbox=10.1,40.1,10.2,40.2')).toEqual(['crops.a', 'crops.b', 'water.a']);
    // In the box of crops.b, but not in its outline.
    expect(await search('bbox=10.8,40.8,10.9,40.9')).toEqual(['crops.a', 'water.a']);
    expect(await search('bbox=170,-20,-50,0')).toEqual(['water.über.z']);
    const point = encodeURIComponent(JSON.stringify({ type: 'Point', coordinates: [20.5, 40.5] }));
    expect(await search(`intersects=${point}`)).toEqual(['crops.c']);
    // What has no time may be of any.
    expect(await search('datetime=2026-06-15T00:00:00Z/..')).toEqual(['crops.b', 'crops.c']);
    expect(await search('collections=water&datetime=../2025-12-31T23:59:59Z')).toEqual(['water.über.z']);
    expect(await search('ids=crops.c,water.a,nothing')).toEqual(['crops.c', 'water.a']);
    expect(await search('collections=nothing')).toEqual([]);
  });

  it('is asked the same by an address and by JSON', async () => {
    const body = {
      bbox: [10.1, 40.1, 10.2, 40.2],
      collections: ['crops'],
      datetime: '2026-06-01T00:00:00Z/2026-06-30T00:00:00Z',
    };
    const sent = await ask('/stac/search', body);
    expect(idsOf(sent)).toEqual(['crops.a']);
    expect(
      await search('bbox=10.1,40.1,10.2,40.2&collections=crops&datetime=2026-06-01T00:00:00Z/2026-06-30T00:00:00Z'),
    ).toEqual(idsOf(sent));
    const intersects = {
      type: 'Polygon',
      coordinates: [
        [
          [9, 39],
          [12, 39],
          [9, 42],
          [9, 39],
        ],
      ],
    };
    expect(idsOf(await ask('/stac/search', { intersects }))).toEqual(['crops.a', 'crops.b', 'water.a']);
  });

  it('reads only items whose box is about right', async () => {
    const source = createMemoryStac(ITEMS);
    await createAsk(source)('/stac/search?bbox=20,40,20.5,40.5');
    expect(source.read).toEqual(['crops.c']);
  });

  it('says how many match', async () => {
    const { json } = await ask('/stac/search?limit=2&collections=crops');
    expect([json.numberReturned, json.numberMatched]).toEqual([2, 3]);
    expect((await ask('/stac/search?bbox=0,0,50,50&limit=2')).json.numberMatched).toBe(4);
    expect((await ask("/stac/search?limit=1&filter=collection = 'water'")).json.numberMatched).toBe(2);
  });

  it('gives every item once over its pages, whatever they hold', async () => {
    const items = fc.uniqueArray(
      fc.record({
        collection: fc.constantFrom('a', 'a-b', 'b'),
        scene: fc.stringMatching(/^[a-c][a-c.-]{0,3}$/),
        west: fc.integer({ min: -5, max: 5 }),
      }),
      { selector: ({ collection, scene }) => `${collection}.${scene}` },
    );
    const compare = (x: string, y: string) => (x < y ? -1 : Number(x > y));
    const property = fc.asyncProperty(
      items,
      fc.integer({ min: 1, max: 4 }),
      fc.boolean(),
      async (made, limit, isSent) => {
        const sorted = [...made].sort((x, y) => compare(x.collection, y.collection) || compare(x.scene, y.scene));
        const all = sorted.map((one): TestItem => ({ ...one, box: [one.west, 0, one.west + 2, 2] }));
        const askAll = createAsk(createMemoryStac(all));
        const wanted = all
          .filter(({ box }) => box[0] <= 1 && box[2] >= 0)
          .map((one) => `${one.collection}.${one.scene}`);
        const seen: string[] = [];
        let answer = isSent
          ? await askAll('/stac/search', { bbox: [0, 0, 1, 1], limit })
          : await askAll(`/stac/search?bbox=0,0,1,1&limit=${limit}`);
        for (;;) {
          seen.push(...idsOf(answer));
          expect(answer.json.features.length).toBeLessThanOrEqual(limit);
          const next = linkOf(answer, 'next');
          if (!next) break;
          expect(answer.json.features).toHaveLength(limit);
          answer = await askAll(next.href.replace(BASE, ''), next.body);
        }
        expect(seen).toEqual(wanted);
      },
    );
    await fc.assert(property, { numRuns: 60 });
  });

  it.each([
    '/stac/search?foo=1',
    '/stac?limit=1',
    '/stac/search?limit=0',
    '/stac/search?limit=ten',
    '/stac/search?limit=1&limit=2',
    '/stac/search?bbox=1,2,3',
    '/stac/search?bbox=0,10,1,5',
    '/stac/search?datetime=yesterday',
    '/stac/search?datetime=1985-04-12',
    '/stac/search?datetime=1985-12-12T23:20:50.52',
    '/stac/search?datetime=../..',
    '/stac/search?intersects=POINT(1 2)',
    '/stac/search?intersects={"type":"Circle"}',
    '/stac/search?bbox=0,0,1,1&intersects={"type":"Point","coordinates":[0,0]}',
    '/stac/collections/crops/items?ids=a',
  ])('refuses %s', async (address) => {
    const { status, headers } = await ask(address);
    expect([status, headers['Content-Type']]).toEqual([400, 'application/problem+json']);
  });

  it.each([
    '',
    'none',
    '[]',
    '{"limit":"1"}',
    '{"bbox":[1,2]}',
    '{"filter":{}}',
    '{"filter":"id IS NULL"}',
    '{"filter-lang":"sql","filter":"1"}',
    '{"sortby":"id"}',
    '{"fields":{"includes":[]}}',
    '{"intersects":{"type":"Polygon","coordinates":[[[0,0],[1,1]]]}}',
    '{"ids":"a"}',
    `{"intersects":${'['.repeat(50_000)}${']'.repeat(50_000)}}`,
  ])('refuses the body %.60s', async (body) => {
    expect((await ask('/stac/search', body)).status).toBe(400);
  });

  it('knows nothing of what is not there', async () => {
    for (const path of ['nothing', 'nothing/items', 'crops/items/water.a', 'crops/items/nothing']) {
      expect((await ask(`/stac/collections/${path}`)).status, path).toBe(404);
    }
  });

  it('sends nothing twice to who has it', async () => {
    const { headers } = await ask('/stac/search?limit=1');
    expect((await ask('/stac/search?limit=1', undefined, headers.ETag)).status).toBe(304);
    expect((await ask('/stac/search?limit=2', undefined, headers.ETag)).status).toBe(200);
  });

  it('describes all its paths', async () => {
    const { json } = await ask('/stac/api');
    const paths = json.paths as Record<string, Record<string, { operationId: string }>>;
    const endpoints = createStacApi(createMemoryStac([]), { title: '', version: '' });
    for (const { method, path } of endpoints) {
      expect(paths[path.replaceAll(/:(\w+)/g, '{$1}')]).toHaveProperty(method.toLowerCase());
    }
    const ids = Object.values(paths).flatMap((one) => Object.values(one).map(({ operationId }) => operationId));
    expect(new Set(ids).size).toBe(ids.length);
  });
});
