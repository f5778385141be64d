import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Feature } from '../../../src/query/feature-source.js';
import { COLUMNS, createMemorySource, makeSquare } from '../memory-source.js';
import { asker } from './ask.js';

const squares = Array.from({ length: 6 }, (_, id) =>
  makeSquare(id, [15.64, 48.19], id === 5 ? { label: null, datetime: null } : {}),
);
const ask = asker(createMemorySource({ fields: squares }));

const PARAMETERS = [
  'limit',
  'offset',
  'bbox',
  'bbox-crs',
  'datetime',
  'crs',
  'filter',
  'filter-lang',
  'filter-crs',
  'sortby',
  'properties',
  'skipGeometry',
  'f',
  'by',
  'id',
  'x',
  '__proto__',
  'constructor',
  'LIMIT',
  ...COLUMNS.map(({ name }) => name),
];
const VALUES = [
  '',
  '0',
  '1',
  '-1',
  '1e9',
  '9'.repeat(30),
  '0x10',
  'NaN',
  'Infinity',
  'null',
  'true',
  '../../etc/passwd',
  '%00',
  '\u0000',
  '<script>',
  "' OR 1=1 --",
  '🗺',
  '1,2,3,4',
  '4,3,2,1',
  '-180,-90,180,90',
  '0,0,0,0',
  '1,2,3,4,5,6',
  ',,,',
  '1e308,0,1e308,1',
  '500000,5300000,600000,5400000',
  'http://www.opengis.net/def/crs/OGC/1.3/CRS84',
  'http://www.opengis.net/def/crs/EPSG/0/4326',
  'http://www.opengis.net/def/crs/EPSG/0/3857',
  'http://www.opengis.net/def/crs/EPSG/0/32633',
  'cql2-text',
  'cql2-json',
  'area_m2 > 1',
  'label',
  '-label',
  '+class,-area_m2',
  'constructor',
  '__proto__',
  'S_INTERSECTS(geometry, BBOX(-1e300,0,1e300,1))',
  'S_WITHIN(geometry, POLYGON((0 0, 1 1, 0 0, 1 0)))',
  'TRUE',
  '{"op":"=","args":[1,1]}',
  '[]',
  '2026-01-01',
  '../..',
  '2026-01-01/..',
  '2026-01-01/P999999999999999Y',
  '0000-01-01T00:00:00Z',
  '+275760-09-13',
  'json',
  'html',
  'month',
];
const query = fc.dictionary(
  fc.constantFrom(...PARAMETERS),
  fc.oneof({ weight: 9, arbitrary: fc.constantFrom(...VALUES) }, fc.string({ unit: 'binary', maxLength: 12 })),
  { maxKeys: 4 },
);
const path = fc.constantFrom(
  '/collections/fields/items',
  '/collections/fields/statistics',
  '/collections/fields/items/3',
  '/collections/fields/queryables',
  '/collections',
  '/',
);

describe('any question', () => {
  it('is answered, or refused in one sentence', async () => {
    await fc.assert(
      fc.asyncProperty(path, query, async (at, parameters) => {
        const { status, text, json } = await ask(`${at}?${new URLSearchParams(Object.entries(parameters))}`);
        expect([200, 400]).toContain(status);
        if (status === 400) expect(json).toMatchObject({ type: 'about:blank', title: 'Bad Request', status: 400 });
        if (status === 400) expect(json.detail).toMatch(/^.+: wanted .+, got .+$/u);
        if (json === null) expect(text).not.toMatch(/<script/);
      }),
      { numRuns: 1500 },
    );
  });

  it('about any place is answered, or there is nothing', async () => {
    const part = fc.oneof(
      fc.constantFrom(
        'fields',
        'collections',
        'items',
        '..',
        '.',
        '',
        '%2e%2e',
        '%2f',
        '%',
        '%zz',
        '%00',
        '%ff',
        'run.json',
        '.landquilt',
      ),
      fc.string({ unit: 'binary', maxLength: 6 }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(part, { maxLength: 5 }), async (parts) => {
        const { status } = await ask(`/collections/${parts.join('/').replaceAll(/[?#\\]/g, '')}`);
        expect([200, 400, 404]).toContain(status);
      }),
      { numRuns: 500 },
    );
  });
});

describe('positions in an answer', () => {
  it('are numbers in any CRS, at the ends of the world too', async () => {
    const corners: Feature['geometry'] = {
      type: 'Polygon',
      coordinates: [
        [
          [-180, -90],
          [180, -90],
          [180, 90],
          [-180, 90],
          [-180, -90],
        ],
      ],
    };
    const world = asker(createMemorySource({ world: [{ ...squares[0], geometry: corners }] }));
    for (const crs of (await world('/collections/world')).json.crs) {
      const { json } = await world(`/collections/world/items?crs=${crs}`);
      for (const place of json.features[0].geometry.coordinates[0])
        expect(place).toEqual([expect.any(Number), expect.any(Number)]);
    }
  });
});
