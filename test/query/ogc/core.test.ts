import { describe, expect, it } from 'vitest';
import { createMemorySource, makeSquare } from '../memory-source.js';
import { asker } from './ask.js';

const squares = Array.from({ length: 23 }, (_, id) => makeSquare(id, [15.64, 48.19]));
const source = createMemorySource({ 'crop-health': squares, 'a.b c/d': [makeSquare(7, [15.64, 48.19])] });
const ask = asker(source);
const ITEMS = '/collections/crop-health/items';

interface LinkJson {
  rel: string;
  href: string;
  type: string;
}

const linkOf = (json: { links: LinkJson[] }, rel: string): LinkJson => json.links.find((link) => link.rel === rel)!;
const idsOf = (json: { features: { id: number }[] }): number[] => json.features.map(({ id }) => id);

describe('the landing page', () => {
  it('leads to all else', async () => {
    const { status, json } = await ask('/');
    expect(status).toBe(200);
    for (const rel of ['self', 'alternate', 'service-desc', 'conformance', 'data']) {
      const { href } = linkOf(json, rel);
      expect(href).toMatch(/^https:\/\/maps\.example\//);
      expect((await ask(href.replace('https://maps.example', ''))).status).toBe(200);
    }
  });

  it('is a page where a browser asks', async () => {
    const { headers, text } = await ask('/', {
      headers: { Accept: 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8' },
    });
    expect(headers.get('Content-Type')).toBe('text/html; charset=utf-8');
    expect(text).toContain('<h1>Landquilt</h1>');
  });
});

describe('conformance', () => {
  it('names Parts 1 to 3 and CQL2', async () => {
    const { json } = await ask('/conformance');
    for (const part of [
      'features-1/1.0/conf/core',
      'features-2/1.0/conf/crs',
      'features-3/1.0/conf/filter',
      'cql2/1.0/conf/cql2-text',
    ]) {
      expect(json.conformsTo.some((uri: string) => uri.endsWith(part))).toBe(true);
    }
  });
});

describe('collections', () => {
  it('have an extent, their CRSs and links to their features', async () => {
    const { json } = await ask('/collections');
    expect(json.collections.map(({ id }: { id: string }) => id)).toEqual(['crop-health', 'a.b c/d']);
    const [{ extent, crs, storageCrs }] = json.collections;
    expect(extent.spatial.bbox).toEqual([[15.64, 48.19, 15.649, 48.199]]);
    expect(extent.temporal.interval).toEqual([['2026-06-01T10:00:00Z', '2026-06-01T10:00:00Z']]);
    expect(crs).toContain(storageCrs);
    expect(crs.at(-1)).toBe('http://www.opengis.net/def/crs/EPSG/0/32633');
  });

  it('are found by any id, as it stands in the links', async () => {
    for (const described of (await ask('/collections')).json.collections) {
      const items = linkOf(described, 'items');
      const { status, json } = await ask(items.href.replace('https://maps.example', ''));
      expect([status, json.type]).toEqual([200, 'FeatureCollection']);
    }
  });

  it('that are not there are 404', async () => {
    for (const path of [
      '/collections/x',
      '/collections/x/items',
      '/collections/x/items/1',
      '/collections/x/queryables',
      '/collections/__proto__',
      '/collections/..%2f..%2fetc',
      `${ITEMS}/999`,
      `${ITEMS}/..%2f7`,
      '/nowhere',
    ]) {
      const { status, headers, json } = await ask(path);
      expect([path, status, headers.get('Content-Type')]).toEqual([path, 404, 'application/problem+json']);
      expect(json.status).toBe(404);
    }
  });
});

describe('features', () => {
  it('come page by page, each once, in order', async () => {
    const ids: number[] = [];
    let path: string | null = `${ITEMS}?limit=5&sortby=-area_m2`;
    while (path) {
      const { json } = await ask(path);
      expect(json.numberMatched).toBe(23);
      expect(json.numberReturned).toBe(json.features.length);
      ids.push(...idsOf(json));
      path = linkOf(json, 'next')?.href.replace('https://maps.example', '') ?? null;
    }
    expect(ids).toEqual(Array.from({ length: 23 }, (_, i) => 22 - i));
  });

  it('lead back to the page before', async () => {
    const { json } = await ask(`${ITEMS}?limit=5&offset=7`);
    expect(linkOf(json, 'prev').href).toContain('offset=2');
    expect(linkOf(json, 'self').href).toBe(`https://maps.example${ITEMS}?limit=5&offset=7`);
    expect(linkOf(json, 'collection').href).toBe('https://maps.example/collections/crop-health');
    expect(Date.parse(json.timeStamp)).toBeGreaterThan(0);
  });

  it('are the same alone', async () => {
    const { json } = await ask(`${ITEMS}/7`);
    const { links, ...feature } = json;
    expect(feature).toEqual((await ask(ITEMS)).json.features[7]);
    expect(links.map(({ rel }: LinkJson) => rel)).toEqual(['self', 'alternate', 'collection']);
  });

  it('are those of a box, of a value, of both', async () => {
    expect(idsOf((await ask(`${ITEMS}?bbox=15.6395,48.1895,15.6405,48.1905`)).json)).toEqual([0]);
    expect(idsOf((await ask(`${ITEMS}?bbox=15.6395,48.1895,0,15.6425,48.1905,900`)).json)).toEqual([0, 1]);
    expect((await ask(`${ITEMS}?label=Water`)).json.numberMatched).toBe(8);
    expect((await ask(`${ITEMS}?class=1&label=Forest`)).json.numberMatched).toBe(0);
    expect((await ask(`${ITEMS}?bbox=170,-10,-170,10`)).json.numberMatched).toBe(0);
    expect((await ask(`${ITEMS}?bbox=15,40,-170,50`)).json.numberMatched).toBe(23);
  });

  it('have the properties that are asked for', async () => {
    const { json } = await ask(`${ITEMS}?properties=label,area_m2&skipGeometry=true&limit=1`);
    expect(json.features).toEqual([
      { type: 'Feature', id: 0, geometry: null, properties: { label: 'Water', area_m2: 1000 } },
    ]);
  });

  it('are no more than the maximum, however many are asked for', async () => {
    expect((await ask(`${ITEMS}?limit=1000000000`)).status).toBe(200);
  });
});

describe('datetime', () => {
  const times = ['2026-05-01T00:00:00Z', '2026-06-01T10:00:00Z', '2026-07-01T23:59:59.5Z', null];
  const dated = times.map((datetime, id) => makeSquare(id, [15, 48], { datetime }));
  const askDated = asker(createMemorySource({ dated }));

  it.each([
    ['2026-06-01', [1, 3]],
    ['2026-06-01T10:00:00Z', [1, 3]],
    ['2026-06-01T12:00:00%2B02:00', [1, 3]],
    ['2026-06-01T10:00:01Z', [3]],
    ['../2026-05-31', [0, 3]],
    ['/2026-05-31', [0, 3]],
    ['2026-06-01/..', [1, 2, 3]],
    ['2026-06-02/2026-07-01', [2, 3]],
    ['2026-05-01/P1M', [0, 3]],
    ['2026-05-31T09:00:00Z/P1DT1H', [1, 3]],
    ['P2D/2026-06-02', [1, 3]],
  ])('%s', async (datetime, ids) => {
    const { status, json } = await askDated(`/collections/dated/items?datetime=${datetime}`);
    expect(status).toBe(200);
    expect(idsOf(json)).toEqual(ids);
  });
});

describe('what cannot be understood', () => {
  it.each([
    'unknown=1',
    'limit=unlimited',
    'limit=-1',
    'limit=0',
    'limit=1.5',
    'limit=',
    'limit=1&limit=2',
    'offset=-1',
    'bbox=1,2,3',
    'bbox=1,2,3,x',
    'bbox=NaN,0,1,1',
    'bbox=0,Infinity,1,1',
    'bbox=0,10,1,5',
    'bbox=',
    'bbox=,,,',
    'bbox=1e9,0,1e9,1',
    'datetime=yesterday',
    'datetime=2026-13-01',
    'datetime=../..',
    'datetime=2026-02-01/2026-01-01',
    'datetime=2026-01-01/2026-01-02/2026-01-03',
    'datetime=P1D/P1D',
    'datetime=../P1D',
    'datetime=',
    'crs=EPSG:1',
    'bbox=0,0,1,1&bbox-crs=http://www.opengis.net/def/crs/EPSG/0/99999',
    'filter-crs=x&filter=TRUE',
    'filter=area_m2%20>',
    'filter=nothing=1',
    'filter=area_m2=%27a%27',
    'filter=1',
    'filter=TRUE&filter-lang=sql',
    'filter={&filter-lang=cql2-json',
    'sortby=nothing',
    'sortby=class,class,class,class,class',
    'properties=nothing',
    'skipGeometry=yes',
    'class=one',
    'area_m2=',
    'f=xml',
    'constructor=1',
    '__proto__=1',
  ])('%s is 400, in one sentence', async (query) => {
    const { status, headers, json } = await ask(`${ITEMS}?${query}`);
    expect([status, headers.get('Content-Type')]).toEqual([400, 'application/problem+json']);
    expect(json.detail).toMatch(/^[^\n]+: wanted [^\n]+, got [^\n]+$/);
    expect(json.detail).not.toMatch(/\bat [/\w]+[.(:]|\.[jt]s\b/);
  });

  it('is told shortly', async () => {
    const { status, json } = await ask(`${ITEMS}?limit=${'x'.repeat(5000)}`);
    expect(status).toBe(400);
    expect(json.detail.length).toBeLessThan(250);
  });

  it('is refused on every address', async () => {
    for (const path of [
      '/',
      '/conformance',
      '/api',
      '/collections',
      '/collections/crop-health',
      '/collections/crop-health/queryables',
      `${ITEMS}/1`,
    ]) {
      expect([path, (await ask(`${path}?unknown=1`)).status]).toEqual([path, 400]);
    }
  });
});
