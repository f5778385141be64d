import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Listening, listen } from '../../src/serve/listen.js';
import { createStoreApp } from '../../src/serve/store-app.js';
import { createMemoryStore } from '../../src/store/memory-store.js';
import { makeRedNir } from '../support/write-scene.js';
import {
  type Answer,
  createClient,
  expectCollection,
  expectFeature,
  expectFeatures,
  expectLinks,
  expectSelfAndAlternate,
  linksOf,
  pointsOf,
} from './conformance.js';
import { publish } from './published.js';

/**
 * The abstract tests of OGC API - Features, Part 1 (17-069r4, Annex A: core, GeoJSON, HTML, OpenAPI 3.0) and Part 2
 * (18-058r1, Annex A), each by its own name, against a server that listens, over runs with and without a time.
 */
const CRS84 = 'http://www.opengis.net/def/crs/OGC/1.3/CRS84';
let server: Listening;
let ask: (path: string, headers?: Record<string, string>) => Promise<Answer>;
/** Of each collection. */
let ids: string[];

beforeAll(async () => {
  const store = createMemoryStore();
  await publish(store, 'june', { ...makeRedNir(70, 50), metadata: { ACQUISITION_DATETIME: '2026-06-01T10:00:00Z' } });
  await publish(store, 'ever', { ...makeRedNir(60, 40, 2), affine: [10, 0, 546_000, 0, -10, 5_340_000] });
  server = await listen(createStoreApp(store).app, { port: 0 });
  ask = createClient(server.url);
  ids = (await ask('/collections')).json.collections.map(({ id }: { id: string }) => id);
  expect(ids).toEqual(['crop-health', 'crop-health.ever', 'crop-health.june']);
});
afterAll(() => server?.close());

const forEach = async (test: (items: string, id: string) => Promise<void>): Promise<void> => {
  for (const id of ids) await test(`/collections/${id}/items`, id);
};
const parameter = async (name: string) => (await ask('/api')).json.components.parameters[name];
const first = async (items: string) => (await ask(`${items}?limit=1`)).json.features[0];

describe('Part 1, core', () => {
  it('/conf/core/http: answers are HTTP 1.1, and so are their statuses', async () => {
    expect((await ask('/')).status).toBe(200);
    expect((await ask('/nothing')).status).toBe(404);
    expect((await fetch(`${server.url}/collections`, { method: 'DELETE' })).status).toBe(405);
    expect((await fetch(`${server.url}/collections`, { method: 'HEAD' })).status).toBe(200);
  });

  it('/conf/core/crs84: positions are longitude and latitude', async () => {
    await forEach(async (items, id) => {
      const [[west, south, east, north]] = (await ask(`/collections/${id}`)).json.extent.spatial.bbox;
      expect([west > 15 && east < 16, south > 48 && north < 49]).toEqual([true, true]);
      for (const [x, y] of pointsOf((await ask(`${items}?limit=10000`)).json.features)) {
        expect(x >= west && x <= east && y >= south && y <= north, `${x} ${y}`).toBe(true);
      }
    });
  });

  it('/conf/core/root-op, root-success: the landing page links to the rest', async () => {
    const { status, json } = await ask('/');
    expect(status).toBe(200);
    expect(typeof json.title).toBe('string');
    expectLinks(json.links);
    const rels = linksOf(json).map(({ rel }) => rel);
    expect(rels).toEqual(expect.arrayContaining(['service-desc', 'conformance', 'data']));
    for (const { href, type } of linksOf(json)) {
      const answer = await ask(href, { Accept: type });
      expect([href, answer.status, answer.type]).toEqual([href, 200, type.split(';')[0]]);
    }
  });

  it('/conf/core/api-definition-op, api-definition-success: its description is where the landing page says', async () => {
    const links = linksOf((await ask('/')).json).filter(({ rel }) => rel === 'service-desc' || rel === 'service-doc');
    expect(links.length).toBeGreaterThan(1);
    for (const { href, type } of links) {
      const answer = await ask(href, { Accept: type });
      expect([answer.status, answer.headers.get('Content-Type')?.startsWith(type)]).toEqual([200, true]);
    }
  });

  it('/conf/core/conformance-op, conformance-success: classes are named, each once', async () => {
    const { status, json } = await ask('/conformance');
    expect(status).toBe(200);
    expect(new Set(json.conformsTo).size).toBe(json.conformsTo.length);
    const own = ['1/1.0/conf/core', '1/1.0/conf/geojson', '1/1.0/conf/html', '1/1.0/conf/oas30', '2/1.0/conf/crs'];
    expect(json.conformsTo).toEqual(
      expect.arrayContaining(own.map((name) => `http://www.opengis.net/spec/ogcapi-features-${name}`)),
    );
  });

  it('/conf/core/fc-md-op, fc-md-success, fc-md-links: the collections', async () => {
    const { status, json } = await ask('/collections');
    expect(status).toBe(200);
    expectSelfAndAlternate(json.links, `${server.url}/collections`, 'application/json');
    for (const collection of json.collections) expectCollection(collection);
  });

  it('/conf/core/fc-md-items, fc-md-items-links: each leads to its features, in every type', async () => {
    const { json } = await ask('/collections');
    for (const collection of json.collections) {
      const items = linksOf(collection).filter(({ rel }) => rel === 'items');
      expect(items.map(({ type }) => type).sort()).toEqual(['application/geo+json', 'text/html']);
      for (const { href, type } of items) expect((await ask(href, { Accept: type })).type).toBe(type);
    }
  });

  it('/conf/core/fc-md-extent, fc-md-extent-multi: extents hold all features', async () => {
    await forEach(async (items, id) => {
      const { extent } = (await ask(`/collections/${id}`)).json;
      expect(extent.spatial.bbox).toHaveLength(1);
      const { features } = (await ask(`${items}?limit=10000`)).json;
      const [start, end] = extent.temporal?.interval[0] ?? [null, null];
      for (const { properties } of features) {
        if (properties.datetime === null) continue;
        expect(start === null || Date.parse(start) <= Date.parse(properties.datetime)).toBe(true);
        expect(end === null || Date.parse(properties.datetime) <= Date.parse(end)).toBe(true);
      }
      const inBox = await ask(`${items}?limit=1&bbox=${extent.spatial.bbox[0].join()}`);
      expect(inBox.json.numberMatched).toBe(features.length);
    });
  });

  it('/conf/core/sfc-md-op, sfc-md-success: a collection is as in the list of them', async () => {
    const { json } = await ask('/collections');
    for (const listed of json.collections) {
      const { status, json: own } = await ask(`/collections/${listed.id}`);
      expect(status).toBe(200);
      expectCollection(own);
      for (const name of ['id', 'title', 'description', 'extent', 'itemType', 'crs', 'storageCrs']) {
        expect(own[name]).toEqual(listed[name]);
      }
      for (const link of listed.links) expect(own.links).toContainEqual(expect.objectContaining({ href: link.href }));
    }
    expect((await ask('/collections/nothing')).status).toBe(404);
  });

  it('/conf/core/fc-op, fc-response: features of every collection', async () => {
    await forEach(async (items) => {
      const { status, type, json } = await ask(items);
      expect([status, type]).toEqual([200, 'application/geo+json']);
      expectFeatures(json);
    });
  });

  it('/conf/core/fc-limit-definition: limit', async () => {
    const { name, in: place, required, style, explode, schema } = await parameter('limit');
    expect({ name, place, required, style, explode }).toEqual({
      ...{ name: 'limit', place: 'query', required: false, style: 'form', explode: false },
    });
    expect(schema).toMatchObject({ type: 'integer', minimum: 1 });
    expect(schema.default).toBeLessThanOrEqual(schema.maximum);
  });

  it('/conf/core/fc-limit-response: no more come than are asked for', async () => {
    const { maximum } = (await parameter('limit')).schema;
    await forEach(async (items) => {
      for (const limit of [1, 7, maximum, maximum + 1, maximum * 1000]) {
        const { status, json } = await ask(`${items}?limit=${limit}`);
        expect(status).toBe(200);
        expect(json.features.length).toBeLessThanOrEqual(Math.min(limit, maximum));
      }
    });
  });

  it('/conf/core/fc-bbox-definition: bbox', async () => {
    const { name, in: place, required, style, explode, schema } = await parameter('bbox');
    expect({ name, place, required, style, explode }).toEqual({
      ...{ name: 'bbox', place: 'query', required: false, style: 'form', explode: false },
    });
    expect(schema).toMatchObject({ type: 'array', items: { type: 'number' } });
    expect(schema.oneOf).toEqual([
      { minItems: 4, maxItems: 4 },
      { minItems: 6, maxItems: 6 },
    ]);
  });

  it('/conf/core/fc-bbox-response: what does not meet a box does not come', async () => {
    await forEach(async (items) => {
      const all = (await ask(`${items}?limit=10000`)).json.features;
      const [x, y] = pointsOf(all)[100];
      const box = [x - 0.001, y - 0.001, x + 0.001, y + 0.001];
      const found = (await ask(`${items}?limit=10000&bbox=${box.join()}`)).json.features;
      expect([found.length > 0, found.length < all.length]).toEqual([true, true]);
      const inBox = ([lon, lat]: number[]) => lon >= box[0] && lon <= box[2] && lat >= box[1] && lat <= box[3];
      const names = new Set(found.map(({ id }: { id: string }) => id));
      for (const feature of all) if (pointsOf([feature]).some(inBox)) expect(names).toContain(feature.id);
      const with3 = await ask(`${items}?limit=10000&bbox=${box[0]},${box[1]},-100,${box[2]},${box[3]},9000`);
      expect(with3.json.features.map(({ id }: { id: string }) => id)).toEqual([...names]);
      expect((await ask(`${items}?bbox=170,-50,-170,-40`)).json.numberMatched).toBe(0);
    });
  });

  it('/conf/core/fc-time-definition: datetime', async () => {
    const { name, in: place, required, style, explode, schema } = await parameter('datetime');
    expect({ name, place, required, style, explode }).toEqual({
      ...{ name: 'datetime', place: 'query', required: false, style: 'form', explode: false },
    });
    expect(schema.type).toBe('string');
  });

  it('/conf/core/fc-time-response: features of the time, and those without one', async () => {
    const count = async (id: string, time: string) =>
      (await ask(`/collections/${id}/items?limit=1&datetime=${time}`)).json.numberMatched;
    const all = async (id: string) => (await ask(`/collections/${id}/items?limit=1`)).json.numberMatched;
    const [june, ever] = [await all('crop-health.june'), await all('crop-health.ever')];
    const inside = ['2026-06-01T10:00:00Z', '2026-06-01/2026-06-02', '../2026-07-01T00:00:00Z', '2026-01-01/..'];
    for (const time of inside) expect(await count('crop-health', time), time).toBe(june + ever);
    for (const time of ['2026-06-01T10:00:01Z', '../2026-05-31T00:00:00Z', '2026-06-02T00:00:00Z/..']) {
      expect(await count('crop-health', time), time).toBe(ever);
      expect(await count('crop-health.june', time), time).toBe(0);
    }
  });

  it('/conf/core/fc-links: to itself, to other types, to the next page', async () => {
    await forEach(async (items) => {
      const { json } = await ask(`${items}?limit=2`);
      expectSelfAndAlternate(json.links, `${server.url}${items}?limit=2`, 'application/geo+json');
      const seen: string[] = [];
      let page = json;
      for (let i = 0; i < 5; i++) {
        seen.push(...page.features.map(({ id }: { id: string }) => id));
        page = (await ask(linksOf(page).find(({ rel }) => rel === 'next')!.href)).json;
      }
      expect(new Set(seen).size).toBe(10);
      const last = await ask(`${items}?limit=10000`);
      expect(linksOf(last.json).some(({ rel }) => rel === 'next')).toBe(false);
    });
  });

  it('/conf/core/fc-timeStamp, fc-numberMatched, fc-numberReturned: as the answer is', async () => {
    await forEach(async (items) => {
      const before = Date.now();
      const { json } = await ask(`${items}?limit=3`);
      expect(Date.parse(json.timeStamp)).toBeGreaterThan(before - 60_000);
      expect(Date.parse(json.timeStamp)).toBeLessThan(Date.now() + 60_000);
      expect(json.numberReturned).toBe(json.features.length);
      expect(json.numberMatched).toBe((await ask(`${items}?limit=10000`)).json.features.length);
    });
  });

  it('/conf/core/query-param-unknown, query-param-invalid: are 400', async () => {
    await forEach(async (items) => {
      for (const query of ['unknown=1', 'limit=x', 'limit=0', 'limit=-1', 'bbox=1,2', 'bbox=a,b,c,d', 'datetime=x']) {
        const { status, type } = await ask(`${items}?${query}`);
        expect([query, status, type]).toEqual([query, 400, 'application/problem+json']);
      }
    });
  });

  it('/conf/core/f-op, f-success, f-links: a feature by its id', async () => {
    await forEach(async (items, id) => {
      const listed = await first(items);
      const { status, type, json } = await ask(`${items}/${listed.id}`);
      expect([status, type]).toEqual([200, 'application/geo+json']);
      expectFeature(json);
      expect([json.id, json.geometry, json.properties]).toEqual([listed.id, listed.geometry, listed.properties]);
      expectSelfAndAlternate(json.links, `${server.url}${items}/${listed.id}`, 'application/geo+json');
      const up = linksOf(json).find(({ rel }) => rel === 'collection');
      expect(up?.href).toBe(`${server.url}/collections/${id}`);
      expect((await ask(`${items}/nothing`)).status).toBe(404);
    });
  });
});

describe('Part 1, GeoJSON and HTML', () => {
  it('/conf/geojson/definition, content: every answer with features is GeoJSON', async () => {
    await forEach(async (items) => {
      const accept = { Accept: 'application/geo+json' };
      const page = await ask(`${items}?limit=5`, accept);
      expect(page.type).toBe('application/geo+json');
      expectFeatures(page.json);
      expect((await ask(`${items}/${page.json.features[0].id}`, accept)).type).toBe('application/geo+json');
    });
  });

  it('/conf/html/definition, content: every resource is a page, too', async () => {
    const one = `/collections/${ids[0]}/items/${(await first(`/collections/${ids[0]}/items`)).id}`;
    const paths = ['/', '/api', '/conformance', '/collections', `/collections/${ids[0]}`];
    for (const path of [...paths, `/collections/${ids[0]}/items`, one]) {
      const { status, type, text } = await ask(path, { Accept: 'text/html' });
      expect([path, status, type]).toEqual([path, 200, 'text/html']);
      expect(text).toMatch(/^<!doctype html>.*<title>.+<\/title>.*<\/html>\s*$/is);
    }
  });
});

describe('Part 1, OpenAPI 3.0', () => {
  it('/conf/oas30/oas-definition-1, oas-definition-2: the description is OpenAPI 3.0', async () => {
    const { headers, json } = await ask('/api', { Accept: 'application/vnd.oai.openapi+json;version=3.0' });
    expect(headers.get('Content-Type')).toBe('application/vnd.oai.openapi+json;version=3.0');
    expect(json.openapi).toMatch(/^3\.0\.\d$/);
  });

  it('/conf/oas30/oas-impl, completeness, exception-codes: what it describes answers as it says', async () => {
    const { paths } = (await ask('/api')).json;
    const describes = (path: string, status: number): boolean => String(status) in paths[path].get.responses;
    const fill = (path: string, id: string) => path.replace('{collectionId}', ids[1]).replace('{featureId}', id);
    const { id } = await first(`/collections/${ids[1]}/items`);
    const core = Object.keys(paths).filter((path) => !path.includes('{name}'));
    expect(core.length).toBeGreaterThan(8);
    for (const path of core) {
      const [good, unknown] = [await ask(fill(path, id)), await ask(`${fill(path, id)}?unknown=1`)];
      expect([path, good.status, Object.keys(paths[path].get.responses['200'].content)]).toEqual([
        ...[path, 200, expect.arrayContaining([expect.stringMatching(`^${good.type.replace('+', '\\+')}`)])],
      ]);
      expect([path, unknown.status, describes(path, unknown.status)]).toEqual([path, 400, true]);
      if (!path.includes('{')) continue;
      const { status } = await ask(path.replace('{collectionId}', 'nothing').replace('{featureId}', 'nothing'));
      expect([path, status, describes(path, status)]).toEqual([path, 404, true]);
    }
  });

  it('/conf/oas30/security: what is asked for is described', async () => {
    const { json } = await ask('/api');
    for (const requirement of json.security ?? []) {
      for (const name of Object.keys(requirement)) expect(json.components.securitySchemes).toHaveProperty(name);
    }
  });
});

describe('Part 2, coordinate reference systems', () => {
  const crsOf = async (id: string) => (await ask(`/collections/${id}`)).json;

  it('/conf/crs/crs-uri, default-crs, storageCrs: each collection lists its own', async () => {
    for (const id of ids) {
      const { crs, storageCrs } = await crsOf(id);
      expect(crs[0]).toBe(CRS84);
      for (const uri of crs)
        expect(uri).toMatch(/^http:\/\/www\.opengis\.net\/def\/crs\/(OGC\/1\.3\/CRS84|EPSG\/0\/\d+)$/);
      expect(crs).toContain(storageCrs);
    }
  });

  it('/conf/crs/crs-parameter, crs-parameter-default: Content-Crs says which it is', async () => {
    await forEach(async (items, id) => {
      const one = `${items}/${(await first(items)).id}`;
      for (const path of [items, one]) {
        expect((await ask(path)).headers.get('Content-Crs')).toBe(`<${CRS84}>`);
        for (const crs of (await crsOf(id)).crs) {
          expect((await ask(`${path}?crs=${encodeURIComponent(crs)}`)).headers.get('Content-Crs')).toBe(`<${crs}>`);
        }
      }
    });
  });

  it('/conf/crs/crs-parameter-invalid, bbox-crs-parameter-invalid: others are 400', async () => {
    await forEach(async (items) => {
      for (const crs of ['http://www.opengis.net/def/crs/EPSG/0/0', 'EPSG:4326', '']) {
        expect((await ask(`${items}?crs=${crs}`)).status).toBe(400);
        expect((await ask(`${items}?bbox=0,0,1,1&bbox-crs=${crs}`)).status).toBe(400);
      }
    });
  });

  it('/conf/crs/crs-parameter-transform: latitude first in EPSG:4326, metres in others', async () => {
    await forEach(async (items, id) => {
      const lonLat = pointsOf((await ask(`${items}?limit=5`)).json.features);
      const turned = pointsOf(
        (await ask(`${items}?limit=5&crs=http://www.opengis.net/def/crs/EPSG/0/4326`)).json.features,
      );
      expect(turned).toEqual(lonLat.map(([x, y]) => [y, x]));
      const mercator = (await crsOf(id)).crs.find((uri: string) => uri.endsWith('/3857'));
      const metres = pointsOf((await ask(`${items}?limit=5&crs=${mercator}`)).json.features);
      for (const [i, [x, y]] of metres.entries()) {
        const [lon, lat] = lonLat[i];
        expect(x).toBeCloseTo((6_378_137 * lon * Math.PI) / 180, 1);
        expect(y).toBeCloseTo(6_378_137 * Math.log(Math.tan(Math.PI / 4 + (lat * Math.PI) / 360)), 1);
      }
    });
  });

  it('/conf/crs/bbox-crs-parameter, bbox-crs-parameter-default: the same box in any of them', async () => {
    await forEach(async (items, id) => {
      const [x, y] = pointsOf([await first(items)])[0];
      const box = [x - 0.001, y - 0.001, x + 0.001, y + 0.001];
      const found = async (bbox: number[], crs?: string) =>
        (await ask(`${items}?limit=1&bbox=${bbox.join()}${crs ? `&bbox-crs=${encodeURIComponent(crs)}` : ''}`)).json
          .numberMatched;
      const wanted = await found(box);
      expect(wanted).toBeGreaterThan(0);
      expect(await found(box, CRS84)).toBe(wanted);
      const turned = [box[1], box[0], box[3], box[2]];
      expect(await found(turned, 'http://www.opengis.net/def/crs/EPSG/0/4326')).toBe(wanted);
      expect((await crsOf(id)).crs).toContain('http://www.opengis.net/def/crs/EPSG/0/4326');
    });
  });
});
