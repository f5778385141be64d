import { execFile, execFileSync } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { StacItem } from '../../src/query/stac/stac-source.js';
import type { Affine } from '../../src/raster/affine.js';
import { crsFromEpsg } from '../../src/raster/crs.js';
import { createApp } from '../../src/serve/app.js';
import { type Listening, listen } from '../../src/serve/listen.js';
import { createFeatureSource } from '../../src/serve/source.js';
import { addStacRoutes } from '../../src/serve/stac-routes.js';
import { createStacSource } from '../../src/serve/stac-source.js';
import { createMemoryStore } from '../../src/store/memory-store.js';
import { GEO_PYTHON } from '../support/geo-python.js';
import { hasSharedData, sharedPath } from '../support/shared-data.js';
import { makeRedNir } from '../support/write-scene.js';
import { publish } from './published.js';

const store = createMemoryStore();
const options = { vectorsOnly: false, formats: ['geojson', 'fgb', 'parquet', 'csv', 'pmtiles'] } as const;
let server: Listening;

beforeAll(async () => {
  await publish(store, 'field', { ...makeRedNir(60, 40), affine: [10, 0, 545_000, 0, -10, 5_340_000] }, options);
  // UTM zone 60, at its eastern border.
  const seam: Affine = [1000, 0, 620_000, 0, -1000, 7_140_000];
  await publish(store, 'seam', { ...makeRedNir(60, 40), crs: crsFromEpsg(32660), affine: seam }, options);
  const app = createApp(createFeatureSource(store));
  addStacRoutes(app, createStacSource(store));
  server = await listen(app, { port: 0 });
});
afterAll(() => server?.close());

const json = async <T>(path: string): Promise<T> => (await (await fetch(`${server.url}${path}`)).json()) as T;

describe('pystac-client', () => {
  it('finds items by place, time, id and filter, in an order, on pages, by GET and POST', async () => {
    const { stdout } = await promisify(execFile)(GEO_PYTHON, [
      ...['-W', 'ignore', 'test/serve/stac-client.py', `${server.url}/stac`],
    ]);
    const { hrefs, ...found } = JSON.parse(stdout);
    const [field, seam] = ['crop-health.field', 'crop-health.seam'];
    expect(found).toEqual({
      collections: ['crop-health'],
      all: [field, seam],
      pages: [field, seam],
      box: [field],
      seam: [seam],
      point: [seam],
      june: [field, seam],
      ids: [seam],
      parents: ['crop-health', 'crop-health'],
      backwards: [seam, field],
      by_time: [field, seam],
      zone: [seam],
      zone_text: [seam],
      counted: 2,
      fields: ['datetime', 'proj:code'],
      queryables: [15, 15],
      claims: [true, true, true],
    });
    const mask = Buffer.from(await (await fetch(hrefs[field])).arrayBuffer());
    expect(mask.equals(await store.get('field/crop-health/mask.tif'))).toBe(true);
  });
});

describe.skipIf(!hasSharedData)('documents of the catalog', () => {
  it('are as the schemas of STAC ask', async () => {
    const documents: object[] = [await json('/stac'), await json('/stac/collections/crop-health')];
    for (const scene of ['field', 'seam']) {
      documents.push(JSON.parse(new TextDecoder().decode(await store.get(`${scene}/crop-health/item.json`))));
      documents.push(await json<StacItem>(`/stac/collections/crop-health/items/crop-health.${scene}`));
    }
    const check = (input: object[]): string =>
      execFileSync(
        '/usr/bin/python3',
        ['-W', 'ignore', 'test/query/stac/check-stac.py', sharedPath('reference/stac/spec')],
        { input: JSON.stringify(input), encoding: 'utf8' },
      );
    expect(check(documents)).toBe('');
    expect(check([{ ...documents[2], assets: 3 }])).toContain('assets');
  });
});
