import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Feature } from '../../../src/query/feature-source.js';
import { processScene } from '../../../src/scene.js';
import { loadRecipe } from '../../../src/segment/recipe.js';
import { createStoreApp } from '../../../src/serve/store-app.js';
import { createFileStore } from '../../../src/store/file-store.js';
import { createMemoryStore } from '../../../src/store/memory-store.js';
import { openScene } from '../../../src/tiling/open-scene.js';
import { makeFolder, makeRedNir, writeTestScene } from '../../support/write-scene.js';
import { groundOf, makeFields, SMALL } from '../../vectorize/zonal/judged.js';

const folder = makeFolder('serve-zones');
const out = join(folder, 'out');
const store = createFileStore(out);
const problems: string[] = [];
const { app } = createStoreApp(store, { onProblem: (problem) => problems.push(problem) });
const fetch = (path: string) => app.fetch(new Request(`http://127.0.0.1:8080${path}`));
const COUNT = 40;

interface Items {
  features: Feature[];
  numberMatched: number;
  links: { rel: string; href: string }[];
}

async function json<T = Items>(path: string): Promise<T> {
  const answer = await fetch(path);
  expect(answer.status, path).toBe(200);
  return (await answer.json()) as T;
}

const asked = (id: string, parameters: Record<string, string> = {}): string =>
  `/collections/${id}/items?${new URLSearchParams({ limit: '10000', ...parameters })}`;

const fileOf = (scene: string): { features: Feature[] } =>
  JSON.parse(readFileSync(join(out, scene, 'crop-health/zones.geojson'), 'utf8'));

beforeAll(async () => {
  const zones = makeFields({
    bboxLonLat: groundOf({ ...SMALL, width: 120, height: 90 }).bboxLonLat,
    ...{ count: COUNT, seed: 3, radii: [0.02, 0.4] },
  }) as unknown as { features: { properties: Record<string, unknown> }[] };
  zones.features.forEach((zone, i) => {
    Object.assign(zone.properties, { farm: `farm ${i % 4}`, scene: 'mine', year: 2000 + i, list: [1], id: i });
    if (i === 5) zone.properties.year = null;
  });
  const location = join(folder, 'fields.geojson');
  writeFileSync(location, JSON.stringify(zones));
  for (const name of ['july', 'june']) {
    const path = await writeTestScene(join(folder, `${name}.tif`), makeRedNir(120, 90, name.length));
    const scene = await openScene(path);
    const overrides = { scaling: { scale: 1e-4, offset: 0 } };
    await processScene({
      scene,
      recipe: await loadRecipe('crop-health'),
      out,
      workers: 1,
      overrides,
      zones: { location },
    });
    await scene.close();
  }
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('zones as collections', () => {
  it('are one of all runs, and one of each', async () => {
    const { collections } = await json<{ collections: { id: string }[] }>('/collections');
    expect(collections.map(({ id }) => id)).toEqual([
      ...['crop-health', 'crop-health.july', 'crop-health.june'],
      ...['zones', 'crop-health.july.zones', 'crop-health.june.zones'],
    ]);
    expect(problems).toEqual([]);
  });

  it('have the zones of the file with their figures, and where they come from', async () => {
    const { features, numberMatched } = await json(asked('crop-health.june.zones'));
    const wanted = fileOf('june').features;
    expect([features.length, numberMatched]).toEqual([COUNT, COUNT]);
    features.forEach(({ id, geometry, properties }, i) => {
      expect([id, geometry, properties.zone]).toEqual([i + 1, wanted[i].geometry, wanted[i].id]);
      expect(properties).toMatchObject({ run: 'crop-health.june', scene: 'june', recipe: 'crop-health' });
      expect(properties.zone_scene).toBe('mine');
      const lists = ['list', 'ndvi_histogram'];
      for (const [name, value] of Object.entries(wanted[i].properties)) {
        if (!['scene', 'id', ...lists].includes(name)) expect(properties[name], name).toBe(value);
      }
      expect(lists.filter((name) => name in properties)).toEqual([]);
    });
  });

  it('say what filters may ask for', async () => {
    const { properties } = await json<{ properties: Record<string, { type: string }> }>(
      '/collections/zones/queryables',
    );
    expect(properties).toMatchObject({
      ...{ zone: {}, farm: { type: 'string' }, year: { type: 'number' }, ndvi_mean: { type: 'number' } },
      ...{ area_m2: { type: 'number', 'x-ogc-unit': 'm2' }, run: { type: 'string' }, zone_id: { type: 'number' } },
    });
    expect(Object.keys(properties)).not.toContain('list');
  });

  it('are found by box, value and filter, as a look at each finds them', async () => {
    const all = (await json(asked('zones'))).features;
    expect(all.length).toBe(2 * COUNT);
    expect(new Set(all.map(({ id }) => id)).size).toBe(2 * COUNT);
    const idsOf = async (parameters: Record<string, string>) =>
      (await json(asked('zones', parameters))).features.map(({ id }) => id);
    const where = (is: (properties: Feature['properties']) => boolean) =>
      all.filter(({ properties }) => is(properties)).map(({ id }) => id);
    expect(await idsOf({ filter: 'ndvi_mean > 0.2 AND covered_share > 0.5' })).toEqual(
      where(({ ndvi_mean: ndvi, covered_share: share }) => Number(ndvi) > 0.2 && Number(share) > 0.5),
    );
    expect(await idsOf({ farm: 'farm 2', scene: 'june' })).toEqual(
      where(({ farm, scene }) => farm === 'farm 2' && scene === 'june'),
    );
    expect(await idsOf({ filter: 'year IS NULL' })).toEqual(where(({ year }) => year === null));
    const [[[west, south], , [east, north]]] = all[7].geometry!.coordinates as number[][][];
    const bbox = [Math.min(west, east), Math.min(south, north), Math.max(west, east), Math.max(south, north)].join();
    const near = await idsOf({ bbox });
    expect(near).toContain(all[7].id);
    expect(near.length).toBeLessThan(all.length);
    const text = `S_INTERSECTS(geometry, BBOX(${bbox}))`;
    expect(await idsOf({ filter: text })).toEqual(near);
    expect(await idsOf({ bbox: '170,10,171,11' })).toEqual([]);
  });

  it('come in order, page by page', async () => {
    const all = (await json(asked('zones', { sortby: '-area_m2' }))).features;
    const areas = all.map(({ properties }) => Number(properties.area_m2));
    expect(areas).toEqual(areas.toSorted((a, b) => b - a));
    const paged: string[] = [];
    let path: string | undefined = asked('zones', { sortby: '-area_m2', limit: '9' });
    while (path) {
      const { features, links }: Items = await json(path);
      paged.push(...features.map(({ id }) => id));
      const next: string | undefined = links.find(({ rel }) => rel === 'next')?.href;
      path = next && new URL(next).pathname + new URL(next).search;
    }
    expect(paged).toEqual(all.map(({ id }) => id));
  });

  it('are found one by one', async () => {
    const { id, geometry } = await json<Feature>('/collections/zones/items/crop-health.june.3');
    expect({ id, geometry }).toEqual({ id: 'crop-health.june.3', geometry: fileOf('june').features[2].geometry });
    expect((await json<Feature>('/collections/crop-health.june.zones/items/3')).geometry).toEqual(geometry);
    for (const path of ['zones/items/3', 'zones/items/crop-health.june.0', 'crop-health.june.zones/items/41']) {
      expect((await fetch(`/collections/${path}`)).status).toBe(404);
    }
  });

  it('add up', async () => {
    const statistics = async (query: string) =>
      (await json<{ groups: Record<string, number | string>[] }>(`/collections/zones/statistics?${query}`)).groups;
    const all = (await json(asked('zones'))).features;
    const sumOf = (name: string, weight: (properties: Feature['properties']) => number = () => 1) =>
      all.reduce((sum, { properties }) => sum + Number(properties[name] ?? 0) * weight(properties), 0);
    const [whole] = await statistics('');
    expect(whole.count).toBe(2 * COUNT);
    expect(whole.area_m2).toBeCloseTo(sumOf('area_m2'), 1);
    const covered = ({ covered_m2: area, ndvi_mean: ndvi }: Feature['properties']) =>
      ndvi === null ? 0 : Number(area);
    const weights = all.reduce((sum, { properties }) => sum + covered(properties), 0);
    expect(whole.ndvi_mean).toBeCloseTo(sumOf('ndvi_mean', covered) / weights, 5);
    expect((await statistics('by=scene')).map(({ key }) => key)).toEqual(['july', 'june']);
    expect((await fetch('/collections/zones/statistics?by=label')).status).toBe(400);
  });

  it('refuse what they do not have', async () => {
    for (const query of ['nothing=1', 'filter=nothing%20%3E%201', 'sortby=nothing', 'filter=ndvi_mean%20%3E']) {
      expect((await fetch(`/collections/zones/items?${query}`)).status, query).toBe(400);
    }
    expect((await fetch('/collections/crop-health.may.zones/items')).status).toBe(404);
  });
});

describe('zones that cannot be kept', () => {
  const june = 'june/crop-health';

  /** The runs in a store of their own, with another file of zones in one of them. */
  async function withFile(text: string) {
    const copy = createMemoryStore();
    for await (const { key } of store.list('')) if (!key.startsWith('.')) await copy.put(key, await store.get(key));
    await copy.put(`${june}/zones.geojson`, new TextEncoder().encode(text));
    const statistics = JSON.parse(new TextDecoder().decode(await copy.get(`${june}/statistics.json`)));
    const files = statistics.files.map((file: { name: string; bytes: number }) =>
      file.name === 'zones.geojson' ? { ...file, bytes: text.length } : file,
    );
    await copy.put(`${june}/statistics.json`, new TextEncoder().encode(JSON.stringify({ ...statistics, files })));
    const found: string[] = [];
    const { source } = createStoreApp(copy, { onProblem: (problem) => found.push(problem) });
    const collections = (await source.collections()).filter(({ id }) => id.endsWith('zones'));
    return { ids: collections.map(({ id }) => id), note: collections[0].description, found };
  }

  it('are left out where they are too long, and it is said', async () => {
    const { ids, note, found } = await withFile(' '.repeat(16_000_001));
    expect(ids).toEqual(['zones', 'crop-health.july.zones']);
    expect(note).toContain('1 more');
    expect(found).toEqual([]);
  });

  it.each([
    ['{"type":"FeatureCollection"', /zones as GeoJSON/],
    ['{"features":[{"geometry":null}]}', /zone 1 without an outline/],
    ['{"features":[{"geometry":{"type":"Polygon","coordinates":[[["a",1]]]}}]}', /without an outline/],
    ['null', /other JSON/],
  ])('are left out where they are broken: %s', async (text, problem) => {
    const { ids, found } = await withFile(text);
    expect(ids).toEqual(['zones', 'crop-health.july.zones']);
    expect(found).toEqual([expect.stringMatching(problem)]);
  });
});
