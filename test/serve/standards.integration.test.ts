import { execFile, spawnSync } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Feature } from '../../src/query/feature-source.js';
import { type Listening, listen } from '../../src/serve/listen.js';
import { createStoreApp } from '../../src/serve/store-app.js';
import { createMemoryStore } from '../../src/store/memory-store.js';
import { GEO_PYTHON } from '../support/geo-python.js';
import { makeRedNir } from '../support/write-scene.js';
import { publish } from './published.js';

const COLLECTION = 'crop-health.field';
const SYSTEM_PYTHON = '/usr/bin/python3';
const hasQgis = spawnSync(SYSTEM_PYTHON, ['-c', 'import qgis.core']).status === 0;
if (!hasQgis) console.warn('QGIS is not here: apt-get install python3-qgis');

let server: Listening;
let areas: number[];
let box: number[];
let inBox: number;

beforeAll(async () => {
  const store = createMemoryStore();
  await publish(store, 'field', makeRedNir(120, 90), { vectorsOnly: false });
  server = await listen(createStoreApp(store).app, { port: 0 });
  const items = async (query: string) =>
    (await (await fetch(`${server.url}/collections/${COLLECTION}/items?limit=10000${query}`)).json()) as {
      features: Feature[];
    };
  const { features } = await items('');
  areas = features.map(({ properties }) => properties.area_m2 as number).sort((a, b) => a - b);
  box = [15.608, 48.206, 15.612, 48.21];
  inBox = (await items(`&bbox=${box.join()}`)).features.length;
  expect([areas.length > 500, inBox > 20, inBox < areas.length]).toEqual([true, true, true]);
});
afterAll(() => server?.close());

const run = async (python: string, script: string) => {
  const args = ['-W', 'ignore', `test/serve/${script}`, server.url, COLLECTION, ...box.map(String)];
  return JSON.parse((await promisify(execFile)(python, args, { maxBuffer: 1e8 })).stdout);
};

const VALIDATE = `
import json, sys
from openapi_spec_validator import OpenAPIV30SpecValidator
print(json.dumps([len(list(OpenAPIV30SpecValidator(one).iter_errors())) for one in json.load(sys.stdin)]))
`;

describe('the descriptions of the APIs', () => {
  it('are OpenAPI 3.0 in the eyes of openapi-spec-validator', async () => {
    const documents = await Promise.all(
      ['/api', '/stac/api'].map(async (path) => (await (await fetch(`${server.url}${path}`)).json()) as object),
    );
    const broken = { ...documents[0], info: { title: 'of no version' } };
    const { stdout, stderr } = spawnSync(GEO_PYTHON, ['-c', VALIDATE], {
      input: JSON.stringify([...documents, broken]),
      encoding: 'utf8',
    });
    expect(stderr).toBe('');
    expect(JSON.parse(stdout)).toEqual([0, 0, expect.any(Number)]);
    expect(JSON.parse(stdout)[2]).toBeGreaterThan(0);
  });
});

describe('OWSLib', () => {
  it('reads collections, queryables and features, by box and by filter', async () => {
    const found = await run(GEO_PYTHON, 'owslib-client.py');
    expect(found).toMatchObject({ collections: ['crop-health', COLLECTION], areas, inBox, same: true });
    expect(found.large).toBe(areas.filter((area) => area > 2000).length);
    expect(found.queryables).toEqual(expect.arrayContaining(['geometry', 'label', 'area_m2']));
  });
});

describe.skipIf(!hasQgis)('QGIS', () => {
  it('opens a collection as a layer, and reads its features, whole and of a box', async () => {
    const found = await run(SYSTEM_PYTHON, 'qgis-client.py');
    expect(found).toMatchObject({ valid: true, crs: 'EPSG:4326', count: areas.length, areas, inBox });
    expect(found.fields).toEqual(expect.arrayContaining(['label', 'area_m2', 'ndvi_mean']));
  });
});
