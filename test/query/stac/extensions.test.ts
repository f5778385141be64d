import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { STAC_CONFORMS_TO } from '../../../src/query/stac/documents.js';
import { createMemoryStac, type TestItem } from './memory-stac.js';
import { createAsk, idsOf, linkOf } from './stac-ask.js';

const ITEMS: readonly TestItem[] = [
  { collection: 'crops', scene: 'a', box: [10, 40, 11, 41], datetime: '2026-06-01T10:00:00Z', code: 'EPSG:32633' },
  { collection: 'crops', scene: 'b', box: [10, 40, 11, 41], datetime: '2026-07-01T10:00:00Z', code: 'EPSG:32634' },
  { collection: 'crops', scene: 'c', box: [20, 40, 21, 41], code: 'EPSG:32634' },
  { collection: 'water', scene: 'a', box: [10, 40, 11, 41], datetime: '2026-06-01T10:00:00Z', code: 'EPSG:3857' },
];
const ask = createAsk(createMemoryStac(ITEMS));
const get = async (query: string) => ask(`/stac/search?${query}`);
const found = async (query: string) => idsOf(await get(query));

describe('filters of items', () => {
  it.each([
    ['"proj:code" = \'EPSG:32634\'', ['crops.b', 'crops.c']],
    ["proj:code = 'EPSG:32634' AND datetime IS NULL", ['crops.c']],
    ["properties.proj:code LIKE 'EPSG:326%' AND collection = 'crops' AND id <> 'crops.a'", ['crops.b', 'crops.c']],
    ["datetime >= TIMESTAMP('2026-06-15T00:00:00Z')", ['crops.b']],
    ["T_BEFORE(datetime, DATE('2026-06-15'))", ['crops.a', 'water.a']],
    ['S_INTERSECTS(geometry, POINT(20.5 40.5))', ['crops.c']],
    ["CASEI(title) LIKE casei('MAP OF B')", ['crops.b']],
  ])('%s', async (filter, ids) => {
    expect(await found(`filter=${encodeURIComponent(filter)}`)).toEqual(ids);
    expect(idsOf(await ask('/stac/search', { filter, 'filter-lang': 'cql2-text' }))).toEqual(ids);
    const own = await ask(`/stac/collections/crops/items?filter=${encodeURIComponent(filter)}`);
    expect(idsOf(own)).toEqual(ids.filter((id) => id.startsWith('crops.')));
  });

  it('are JSON in a body, and in an address that says so', async () => {
    const filter = { op: '=', args: [{ property: 'proj:code' }, 'EPSG:3857'] };
    expect(idsOf(await ask('/stac/search', { filter }))).toEqual(['water.a']);
    expect(await found(`filter-lang=cql2-json&filter=${encodeURIComponent(JSON.stringify(filter))}`)).toEqual([
      'water.a',
    ]);
  });

  it.each([
    "filter=proj:cod = 'x'",
    "filter=properties.id = 'x'",
    'filter=datetime >',
    'filter=datetime&filter-lang=cql2-json',
    'filter=datetime&filter-lang=sql',
    'filter=id IS NULL&filter-crs=http://www.opengis.net/def/crs/EPSG/0/3857',
  ])('are refused: %s', async (query) => {
    expect((await get(query)).status).toBe(400);
  });

  it('may ask for what the queryables name', async () => {
    for (const path of ['/stac', '/stac/collections/crops']) {
      const link = linkOf(await ask(path), 'http://www.opengis.net/def/rel/ogc/1.0/queryables')!;
      const { json, headers } = await ask(new URL(link.href).pathname.replace('/prod', ''));
      expect(headers['Content-Type']).toBe('application/schema+json');
      expect(json.$id).toBe(link.href);
      for (const name of Object.keys(json.properties as object)) {
        expect((await get(`filter=${encodeURIComponent(`"${name}" IS NULL`)}`)).status, name).toBe(200);
      }
    }
    expect((await ask('/stac/collections/nothing/queryables')).status).toBe(404);
  });
});

describe('orders of items', () => {
  it('are by members and properties, what has none last', async () => {
    expect(await found('sortby=-id')).toEqual(['water.a', 'crops.c', 'crops.b', 'crops.a']);
    expect(await found('sortby=-datetime,id')).toEqual(['crops.b', 'crops.a', 'water.a', 'crops.c']);
    expect(await found('sortby=%2Bproperties.proj:code,-id')).toEqual(['crops.a', 'crops.c', 'crops.b', 'water.a']);
    const sortby = [
      { field: 'properties.datetime', direction: 'asc' },
      { field: 'collection', direction: 'desc' },
    ];
    expect(idsOf(await ask('/stac/search', { sortby }))).toEqual(['water.a', 'crops.a', 'crops.b', 'crops.c']);
  });

  it('hold every item once over the pages', async () => {
    const query = fc.record({
      sortby: fc.constantFrom('id', '-id', 'datetime', '-datetime,proj:code', 'collection,-proj:code'),
      limit: fc.integer({ min: 1, max: 3 }),
      filter: fc.constantFrom('', "collection = 'crops'", 'datetime IS NOT NULL'),
    });
    await fc.assert(
      fc.asyncProperty(query, async ({ sortby, limit, filter }) => {
        const rest = `sortby=${sortby}&filter=${encodeURIComponent(filter)}`;
        const all = await found(rest);
        const seen: string[] = [];
        let answer = await get(`${rest}&limit=${limit}`);
        for (;;) {
          expect(answer.json.numberMatched).toBe(all.length);
          seen.push(...idsOf(answer));
          const next = linkOf(answer, 'next');
          if (!next) break;
          answer = await ask(new URL(next.href).href.replace('https://maps.example/prod', ''));
        }
        expect(seen).toEqual(all);
      }),
      { numRuns: 40 },
    );
  });

  it.each(['sortby=geometry', 'sortby=nothing', 'sortby=proj:shape', 'sortby=id,id,id,id,id', 'sortby=id&token=gone'])(
    'are refused: %s',
    async (query) => {
      expect((await get(query)).status).toBe(400);
    },
  );
});

describe('fields of items', () => {
  const fieldsOf = async (fields: string) => (await get(`ids=crops.a&fields=${fields}`)).json.features[0];
  const DEFAULT = 'assets,bbox,collection,geometry,id,links,properties,stac_extensions,stac_version,type';

  it('are those of any item where none are named, and those that are', async () => {
    const least = await fieldsOf('');
    expect(Object.keys(least).sort().join()).toBe(DEFAULT);
    expect(Object.keys(least.properties)).toEqual(['datetime']);
    const more = await fieldsOf('id,properties.proj:code,title');
    expect(Object.keys(more.properties).sort()).toEqual(['datetime', 'proj:code', 'title']);
    expect(await fieldsOf('properties')).toEqual((await get('ids=crops.a')).json.features[0]);
  });

  it('are left out', async () => {
    const less = await fieldsOf('properties,-geometry,-properties.title,-assets.mask,-nothing,-__proto__');
    expect(Object.keys(less).sort().join()).toBe(DEFAULT.replace('geometry,', ''));
    expect(Object.keys(less.properties).sort()).toEqual(['datetime', 'proj:code']);
    expect(less.assets).toEqual({});
    const sent = await ask('/stac/search', { ids: ['crops.a'], fields: { include: ['title'], exclude: ['links'] } });
    expect(Object.keys(sent.json.features[0]).sort().join()).toBe(DEFAULT.replace('links,', ''));
    expect(Object.keys(sent.json.features[0].properties).sort()).toEqual(['datetime', 'title']);
  });
});

describe('what the catalog claims', () => {
  it('is what it does', async () => {
    expect((await ask('/stac')).json.conformsTo).toEqual(STAC_CONFORMS_TO);
    expect(new Set(STAC_CONFORMS_TO).size).toBe(STAC_CONFORMS_TO.length);
  });
});
