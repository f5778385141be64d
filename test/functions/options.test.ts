import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadOptions, optionsOf } from '../../functions/options.js';
import type { RunStatistics } from '../../src/run/statistics.js';
import { processScene } from '../../src/scene.js';
import { loadRecipe } from '../../src/segment/recipe.js';
import { openStack } from '../../src/tiling/stack/open-stack.js';
import { EXACT } from '../run/in-process.js';
import { type FileServer, startFileServer } from '../support/file-server.js';
import { mapBySteps } from '../support/map-by-steps.js';
import { makeFolder, makeRedNir, writeTestScene } from '../support/write-scene.js';

const folder = makeFolder('options');
const at = (name: string): string => join(folder, name);
let server: FileServer;
const RECIPE = {
  name: 'change',
  layers: { lost: { type: 'expression', expression: 'before.ndvi - ndvi' } },
  segmenter: { method: 'threshold', layer: 'lost', cuts: [0.1] },
  legend: [1, 2].map((id) => ({ id, name: `class ${id}`, color: '#888888' })),
  attributes: { indices: ['ndvi'] },
};
const ZONES = {
  type: 'FeatureCollection',
  features: [
    {
      type: 'Feature',
      properties: { name: 'a field' },
      geometry: {
        type: 'Polygon',
        coordinates: [
          [
            [15.608, 48.205],
            [15.62, 48.205],
            [15.62, 48.212],
            [15.608, 48.205],
          ],
        ],
      },
    },
  ],
};

beforeAll(async () => {
  await writeTestScene(at('fields.tif'), makeRedNir(200, 120));
  await writeTestScene(at('earlier.tif'), makeRedNir(200, 120, 7));
  writeFileSync(at('zones.geojson'), JSON.stringify(ZONES));
  writeFileSync(at('change.json'), JSON.stringify(RECIPE));
  const file = (name: string) => readFileSync(at(name));
  server = await startFileServer({
    'incoming/2026/fields.tif': file('fields.tif'),
    'incoming/2026/_beside/earlier.tif': file('earlier.tif'),
    'incoming/2026/_beside/zones.geojson': file('zones.geojson'),
    'recipes/change.json': file('change.json'),
  });
});
afterAll(() => {
  server.close();
  rmSync(folder, { recursive: true });
});

const readStatistics = (place: string) =>
  JSON.parse(readFileSync(join(place, 'statistics.json'), 'utf8')) as RunStatistics;
const scale = { scale: 1e-4, offset: 0 };

describe('a scene with options beside it', () => {
  it('is mapped as on a laptop: with the file before it, zones, and what they say of polygons', async () => {
    const options = {
      before: '_beside/earlier.tif',
      zones: { file: '_beside/zones.geojson', rule: 'centre' },
      scaling: { scale: 1e-4 },
      vectorize: { minPixels: 5, simplifyM: 15 },
      formats: ['geojson', 'fgb', 'csv'],
    };
    server.files.set('incoming/2026/fields.options.json', Buffer.from(JSON.stringify(options)));
    const out = at('cloud');
    const run = await mapBySteps(
      { scene: server.url('incoming/2026/fields.tif'), recipe: server.url('recipes/change.json'), out },
      { memoryMB: 2000, shares: 2, device: 'cpu' },
      { tasksPerBatch: () => 2 },
    );

    const scene = await openStack(at('fields.tif'), { before: at('earlier.tif') });
    const local = await processScene({
      ...{ scene, recipe: await loadRecipe(at('change.json')), out: at('local'), workers: 1 },
      zones: { location: at('zones.geojson'), rule: 'centre' },
      overrides: { scaling: scale },
      vectorize: { minPixels: 5, simplifyM: 15 },
      formats: ['geojson', 'fgb', 'csv'],
    });
    await scene.close();
    const names = [...EXACT.filter((name) => name !== 'regions.parquet'), 'areas.csv', 'zones.geojson', 'zones.csv'];
    for (const name of names) {
      const there = readFileSync(join(out, run.sceneId, run.recipe, name));
      expect(there.equals(readFileSync(join(local.folder, name))), name).toBe(true);
    }
    expect(local.statistics.beside).toHaveProperty('before');
    expect(readFileSync(join(local.folder, 'zones.csv'), 'utf8')).toContain('a field');

    const fetched = ['incoming/2026/fields.tif', 'incoming/2026/_beside/earlier.tif'];
    const { traffic } = readStatistics(join(out, run.sceneId, run.recipe));
    expect(traffic).toEqual({
      requests: server.requests.filter((path) => fetched.includes(path)).length,
      fetchedBytes: fetched.reduce((sum, path) => sum + server.sentBytes(path), 0),
      neededBytes: expect.any(Number),
      ratio: traffic!.fetchedBytes / traffic!.neededBytes,
    });
    expect(traffic!.neededBytes).toBeGreaterThan(0);
    expect(local.statistics).not.toHaveProperty('traffic');
    expect(existsSync(join(out, '.landquilt', run.runId))).toBe(false);
  });
});

describe('options', () => {
  const load = (options: unknown, scene = 'incoming/x.tif') => {
    server.files.set('incoming/x.options.json', Buffer.from(JSON.stringify(options)));
    return loadOptions(server.url(scene));
  };

  it('may be missing, and then change nothing', async () => {
    expect(await loadOptions(server.url('incoming/y.tif'))).toEqual({ beside: {}, overrides: {}, vectorize: {} });
    expect(await load({})).toEqual({ beside: {}, overrides: {}, vectorize: {} });
    expect(optionsOf('s3://b/incoming/water/a.b.TIFF')).toBe('s3://b/incoming/water/a.b.options.json');
  });

  it('say what they say, and of the recipe nothing else', async () => {
    const said = { zones: 'z.fgb', bands: { red: 3 }, sensor: 'planetscope', crs: 'EPSG:32633', scores: true };
    expect(await load({ ...said, vectorize: { islands: 'drop', minAreaM2: 0 } })).toEqual({
      beside: {},
      zones: { location: server.url('incoming/z.fgb'), rule: 'fraction' },
      overrides: { bands: { red: 3 }, sensor: 'planetscope' },
      crs: expect.objectContaining({ epsg: 32633 }),
      vectorize: { islands: 'drop', minAreaM2: 0 },
      scores: true,
    });
  });

  it.each([
    [{ befor: 'a.tif' }, /befor: unknown key \(did you mean before\?\)/],
    [{ vectorize: { simplifym: 3 } }, /vectorize\.simplifym: unknown key \(did you mean simplifyM\?\)/],
    [{ formats: ['geojsn'] }, /formats\[0\]: wanted one of .+ \(did you mean geojson\?\)/],
    [{ crs: '32633' }, /crs: wanted EPSG:<code>/],
    [{ zones: { file: 'z.geojson', rule: 'half' } }, /zones/],
    [{ scaling: { scale: 0 } }, /scaling\.scale/],
  ])('name what is wrong with them: %j', async (options, message) => {
    const source = server.url('incoming/x.options.json');
    await expect(load(options)).rejects.toThrow(message);
    await expect(load(options)).rejects.toThrow(`(${source})`);
  });

  it('are refused where they are no JSON, or name a file that is not below the place of scenes', async () => {
    server.files.set('incoming/x.options.json', Buffer.from('{'));
    await expect(loadOptions(server.url('incoming/x.tif'))).rejects.toThrow(/options: wanted JSON, got /);
    for (const before of ['../secret.tif', 's3://other/a.tif', 'https://example.org/a.tif', '/secret.tif']) {
      const wanted = `options: before: wanted a file below ${server.url('incoming/')}, got `;
      await expect(load({ before })).rejects.toThrow(wanted);
    }
    await expect(load({ zones: '../fields.geojson' })).rejects.toThrow('options: zones: wanted a file below');
  });
});
