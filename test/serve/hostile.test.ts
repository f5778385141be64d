import fc from 'fast-check';
import type { Hono } from 'hono';
import { beforeAll, describe, expect, it } from 'vitest';
import { createStoreApp } from '../../src/serve/store-app.js';
import { createMemoryStore } from '../../src/store/memory-store.js';
import { anyFilter } from '../query/cql2/any-filter.js';
import { makeRedNir } from '../support/write-scene.js';
import { publish } from './published.js';

/** In the store, but not published. */
const HIDDEN = 'what nobody published';

let app: Hono;
const faults: unknown[] = [];

beforeAll(async () => {
  const store = createMemoryStore();
  const options = { vectorsOnly: false, formats: ['geojson', 'fgb', 'pmtiles'] } as const;
  await publish(store, 'field', makeRedNir(40, 30), options);
  await store.put('secret', new TextEncoder().encode(HIDDEN));
  app = createStoreApp(store, { onFault: (fault) => faults.push(fault) }).app;
});

const ask = async (path: string, init: RequestInit = {}) => {
  const answer = await app.fetch(new Request(`http://localhost${path}`, init));
  return { status: answer.status, type: answer.headers.get('Content-Type') ?? '', text: await answer.text() };
};

/** Whoever asks gets an answer or a reason, and never a fault of ours or what is hidden. */
function expectAnswer(asked: string, { status, type, text }: Awaited<ReturnType<typeof ask>>): void {
  expect([asked, status, faults]).toEqual([asked, expect.toSatisfy((code: number) => code < 500), []]);
  if (status >= 400) expect([asked, type]).toEqual([asked, 'application/problem+json']);
  expect(text).not.toContain(HIDDEN);
}

/** Halves of characters are no text that an address may hold. */
const encode = (text: string): string => encodeURIComponent(Buffer.from(text).toString());

const NAMES = ['class', 'label', 'area_m2', 'ndvi_mean', 'pixels', 'datetime', 'scene', 'id'];
const ITEM_NAMES = ['id', 'collection', 'datetime', 'proj:code', 'proj:shape', 'title', 'properties.proj:code'];

describe('any filter', () => {
  it('of features is answered, or refused', async () => {
    const path = fc.constantFrom(
      '/collections/crop-health/items?limit=3&',
      '/collections/crop-health.field/statistics?',
    );
    await fc.assert(
      fc.asyncProperty(path, anyFilter(NAMES), async (at, filter) => {
        const asked = `${at}filter=${encode(filter)}`;
        expectAnswer(asked, await ask(asked));
      }),
      { numRuns: 200 },
    );
  });

  it('of items is answered, or refused, in an address and in a body', async () => {
    const headers = { 'Content-Type': 'application/json' };
    await fc.assert(
      fc.asyncProperty(anyFilter(ITEM_NAMES), async (filter) => {
        const asked = `/stac/search?filter=${encode(filter)}`;
        expectAnswer(asked, await ask(asked));
        const body = JSON.stringify({ filter, 'filter-lang': 'cql2-text' });
        expectAnswer(body, await ask('/stac/search', { method: 'POST', body, headers }));
      }),
      { numRuns: 120 },
    );
  });

  it('as JSON of any kind is answered, or refused', async () => {
    const { part } = fc.letrec<{ part: unknown }>((tie) => ({
      part: fc.oneof(
        { maxDepth: 5 },
        fc.constantFrom<unknown>(true, null, 0, 1e308, '', 'EPSG:32633', { property: 'title' }, { date: '2026-06-01' }),
        fc.record({
          op: fc.constantFrom(
            'and',
            'or',
            'not',
            '=',
            'like',
            'in',
            'isNull',
            '+',
            's_within',
            't_after',
            '',
            '__proto__',
          ),
          args: fc.array(tie('part'), { maxLength: 3 }),
        }),
        fc.record({ type: fc.constantFrom('Point', 'Polygon', 'GeometryCollection'), coordinates: tie('part') }),
        fc.array(tie('part'), { maxLength: 3 }),
        fc.jsonValue(),
      ),
    }));
    await fc.assert(
      fc.asyncProperty(part, async (filter) => {
        const body = JSON.stringify({ filter });
        expectAnswer(body, await ask('/stac/search', { method: 'POST', body }));
        const asked = `/collections/crop-health/items?filter-lang=cql2-json&filter=${encodeURIComponent(JSON.stringify(filter))}`;
        expectAnswer(asked, await ask(asked));
      }),
      { numRuns: 120 },
    );
  });
});

const VALUES = [
  ...[
    '',
    '0',
    '-1',
    '1',
    '1e9',
    '9'.repeat(40),
    'NaN',
    'Infinity',
    'null',
    'true',
    '../../secret',
    '%00',
    '\u0000',
    '🗺',
    ',,,',
  ],
  ...[
    '1,2,3,4',
    '4,3,2,1',
    '-180,-90,180,90',
    '1e308,0,1e308,1',
    '15,48,16,49',
    'NaN,0,1,1',
    '0,0,0,0,0,0',
    '-',
    '+',
    '-id',
  ],
  ...[
    'http://www.opengis.net/def/crs/EPSG/0/32633',
    'http://www.opengis.net/def/crs/EPSG/0/4326',
    'cql2-json',
    'json',
    'html',
  ],
  ...[
    '2026-06-01',
    '../..',
    '2026-06-01/P1Y',
    '{"type":"Point","coordinates":[0,0]}',
    '{',
    'label',
    '__proto__',
    'properties.',
    'id,-id',
  ],
];
const PARTS = [
  ...[
    'crop-health',
    'crop-health.field',
    'nothing',
    '..',
    '%2e%2e',
    '%2fsecret',
    '%00',
    '%ff',
    '__proto__',
    'constructor',
  ],
  ...[
    '0',
    '-1',
    '1e9',
    '9'.repeat(30),
    'NaN',
    'vector',
    'mask',
    'source',
    '0.mvt',
    '0.png',
    '1.mvt',
    'secret',
    'mask.tif',
    'run.json',
  ],
  ...['field.0', 'crop-health.field.', '', ' ', '🗺'],
];

describe('any question to any address', () => {
  it('is answered, or refused', async () => {
    const described = async (path: string) => JSON.parse((await ask(path)).text);
    const [own, stac] = [await described('/api'), await described('/stac/api')];
    const paths = [
      ...Object.keys(own.paths),
      ...Object.keys(stac.paths),
      '/stac/collections/{c}/items/{i}/files/{f}',
      '/{any}',
      '/viewer/{any}',
    ];
    expect(paths.length).toBeGreaterThan(20);
    const parameters = [
      ...Object.keys(own.components.parameters),
      ...[
        'collections',
        'ids',
        'intersects',
        'fields',
        'token',
        'by',
        'x',
        '__proto__',
        'constructor',
        'expires',
        'signature',
      ],
    ];
    const question = fc.record({
      path: fc.constantFrom(...paths),
      parts: fc.array(fc.constantFrom(...PARTS), { minLength: 5, maxLength: 5 }),
      query: fc.dictionary(
        fc.constantFrom(...parameters),
        fc.oneof({ weight: 6, arbitrary: fc.constantFrom(...VALUES) }, fc.string({ unit: 'binary', maxLength: 9 })),
        { maxKeys: 3, noNullPrototype: true },
      ),
      headers: fc.dictionary(
        fc.constantFrom(
          'Accept',
          'If-None-Match',
          'Range',
          'If-Range',
          'X-Forwarded-Host',
          'X-Forwarded-Proto',
          'Accept-Encoding',
        ),
        fc.constantFrom(
          '',
          '*',
          '*/*;q=x',
          'text/html',
          'bytes=0-',
          'bytes=5-1',
          'bytes=-9999999999999999999',
          '"x',
          'javascript:',
          'br;q=0',
        ),
        { maxKeys: 2, noNullPrototype: true },
      ),
      method: fc.constantFrom('GET', 'GET', 'GET', 'HEAD', 'POST', 'PUT', 'OPTIONS'),
    });
    await fc.assert(
      fc.asyncProperty(question, async ({ path, parts, query, headers, method }) => {
        let part = 0;
        const filled = path.replaceAll(/\{\w+\}/g, () => parts[part++ % parts.length]);
        const asked = `${filled}?${new URLSearchParams(query)}`;
        const { status, text } = await ask(asked, { method, headers });
        expect([asked, method, status < 500, faults]).toEqual([asked, method, true, []]);
        expect(text).not.toContain(HIDDEN);
      }),
      { numRuns: 1200 },
    );
  });

  it('in a body is answered, or refused', async () => {
    const body = fc.dictionary(
      fc.constantFrom(
        'bbox',
        'intersects',
        'datetime',
        'collections',
        'ids',
        'limit',
        'token',
        'filter',
        'filter-lang',
        'sortby',
        'fields',
        'x',
      ),
      fc.oneof(
        fc.jsonValue(),
        fc.constantFrom<unknown>(
          [15, 48, 16, 49],
          [1, 2],
          5,
          [{ field: 'id' }],
          { include: ['title'], exclude: ['__proto__', 'a.b.c'] },
          ['crop-health'],
          'cql2-text',
        ),
      ),
      { maxKeys: 3 },
    );
    await fc.assert(
      fc.asyncProperty(body, async (json) => {
        const text = JSON.stringify(json);
        expectAnswer(text, await ask('/stac/search', { method: 'POST', body: text }));
      }),
      { numRuns: 250 },
    );
  });
});
