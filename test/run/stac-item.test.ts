import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Affine } from '../../src/raster/affine.js';
import { fromLonLat, isGeographic, toLonLat } from '../../src/raster/crs.js';
import { ALL_OUTPUT_NAMES, VECTOR_FORMAT_NAMES } from '../../src/run/outputs.js';
import { outlineScene } from '../../src/run/scene-outline.js';
import { ASSET_KINDS } from '../../src/run/stac-assets.js';
import { makeRunItem, type RunItemFacts } from '../../src/run/stac-item.js';
import { createMemoryStore } from '../../src/store/memory-store.js';
import { createGround } from '../../src/vectorize/ground/ground.js';
import { makeFolder, makeRedNir, writeTestScene } from '../support/write-scene.js';
import { planRun, runInProcess } from './in-process.js';

const folder = makeFolder('stac-item');
const path = join(folder, 'fields of Åre.tif');
beforeAll(() => writeTestScene(path, makeRedNir(120, 90)));

interface Item {
  id: string;
  bbox: number[];
  geometry: { type: string; coordinates: number[][][] };
  properties: Record<string, unknown>;
  links: { rel: string; href: string }[];
  assets: Record<string, Record<string, unknown> & { href: string }>;
}

async function run(tileSizePx: number, options: Parameters<typeof planRun>[2] = {}) {
  const given = await planRun(path, tileSizePx, options);
  const { store, keys, plan } = await runInProcess(given, createMemoryStore());
  await given.scene.close();
  const read = (name: string): Promise<Uint8Array> => store.get(keys.output(name));
  const json = async <T>(name: string): Promise<T> => JSON.parse(new TextDecoder().decode(await read(name)));
  return { store, keys, plan, read, json };
}

describe('item.json', () => {
  it('names every file that does not tell times, with its length and checksum', async () => {
    const { plan, read, json } = await run(64, { formats: VECTOR_FORMAT_NAMES });
    const item = await json<Item>('item.json');
    const assets = Object.values(item.assets);
    expect(assets.map(({ href }) => href).sort()).toEqual(
      plan.outputs
        .filter((name) => name !== 'item.json')
        .map((name) => `./${name}`)
        .sort(),
    );
    for (const { href, ...asset } of assets) {
      const isTold = !['./statistics.json', './report.html'].includes(href);
      const content = await read(href.slice(2));
      const sha256 = createHash('sha256').update(content).digest('hex');
      expect([asset['file:size'], asset['file:checksum']], href).toEqual(
        isTold ? [content.length, `1220${sha256}`] : [undefined, undefined],
      );
    }
    expect(item.id).toBe('crop-health.fields-of-Åre');
    expect(item.links).toEqual([expect.objectContaining({ rel: 'derived_from' })]);
    expect(item.links[0].href).toMatch(/^file:\/\/\/.*\/fields%20of%20%C3%85re\.tif$/);
  });

  it('has the same bytes for any tiles, and counts every pixel', async () => {
    const whole = await run(128);
    const item = await whole.read('item.json');
    expect(Buffer.from((await (await run(32)).read('item.json')) as Uint8Array).equals(item)).toBe(true);
    const { assets } = await whole.json<Item>('item.json');
    const classes = assets.mask['classification:classes'] as { count: number; percentage: number; value: number }[];
    expect(classes.reduce((sum, { count }) => sum + count, 0)).toBe(120 * 90);
    expect(classes.reduce((sum, { percentage }) => sum + percentage, 0)).toBeCloseTo(100, 2);
    const { classes: totals } = await whole.json<{ classes: { id: number; pixels: number }[] }>('statistics.json');
    for (const { id, pixels } of totals) expect(classes.find(({ value }) => value === id)?.count).toBe(pixels);
  });

  it('is listed, with its length, and not written with polygons alone', async () => {
    const { json, read } = await run(128);
    const bytes = (await read('item.json')).length;
    for (const name of ['statistics.json', 'run.json']) {
      const { files } = await json<{ files: { name: string }[] }>(name);
      expect(files.find((file) => file.name === 'item.json')).toEqual({ name: 'item.json', bytes });
    }
    const bare = await run(128, { formats: ['fgb'], vectorsOnly: true });
    expect(await bare.store.head(bare.keys.output('item.json'))).toBeNull();
  });

  it('knows every file that a run may publish', () => {
    const known = Object.keys(ASSET_KINDS);
    expect([...known, 'item.json'].sort()).toEqual([...ALL_OUTPUT_NAMES].sort());
    const names = Object.values(ASSET_KINDS).map(({ asset }) => asset);
    expect(new Set(names).size).toBe(names.length);
  });
});

const EPSG = (epsg: number) => ({ epsg, proj: '' });
const FACTS: RunItemFacts = {
  id: 'crops.field',
  title: 'Crops: field',
  version: '1.2.3',
  scene: {
    id: 'field',
    width: 4,
    height: 2,
    crs: EPSG(32633),
    affine: [10, 0, 500_000, 0, -10, 5_000_000],
    datetime: '2026-06-18T12:15:00+02:00',
    bboxLonLat: [15, 45, 15.1, 45.1],
    outline: { type: 'Polygon', coordinates: [] },
    pixelM: [10, 10],
  },
  recipe: { name: 'crops', version: '1', method: 'threshold' },
  nodataPixels: 3,
  classes: [{ id: 7, name: 'Soil, dark / wet', color: '#a0b0c0', pixels: 5 }],
  files: [
    { name: 'mask.tif', content: null },
    { name: 'scores.tif', content: null },
    { name: 'regions.pmtiles', content: null },
  ],
  sources: [],
};
const itemOf = (facts: Partial<RunItemFacts> = {}): Item => makeRunItem({ ...FACTS, ...facts }) as unknown as Item;

describe('makeRunItem', () => {
  it('tells times in UTC, and all times where none is known', () => {
    expect(itemOf().properties.datetime).toBe('2026-06-18T10:15:00Z');
    const { properties } = itemOf({ scene: { ...FACTS.scene, datetime: null } });
    expect(properties).toMatchObject({ datetime: null, start_datetime: '1900-01-01T00:00:00Z' });
    expect(properties.end_datetime).toBe('9999-12-31T23:59:59Z');
  });

  it('places the pixels, rows first, also where they are turned', () => {
    expect(itemOf().properties).toMatchObject({
      'proj:code': 'EPSG:32633',
      'proj:shape': [2, 4],
      'proj:transform': FACTS.scene.affine,
      'proj:bbox': [500_000, 4_999_980, 500_040, 5_000_000],
    });
    const affine: Affine = [0, 10, 0, 10, 0, 0];
    expect(itemOf({ scene: { ...FACTS.scene, affine } }).properties['proj:bbox']).toEqual([0, 0, 20, 40]);
  });

  it('names classes in plain letters, and nodata among them', () => {
    expect(itemOf().assets.mask['classification:classes']).toEqual([
      expect.objectContaining({ value: 0, nodata: true, count: 3, percentage: 37.5 }),
      expect.objectContaining({ value: 7, name: 'Soil-dark-wet', title: 'Soil, dark / wet', color_hint: 'A0B0C0' }),
    ]);
    const [, named] = itemOf({ classes: [{ ...FACTS.classes[0], name: '森林' }] }).assets.mask[
      'classification:classes'
    ] as { name: string }[];
    expect(named.name).toBe('class-7');
  });

  it('tells what scores stand for, and in which CRS vector files are', () => {
    const { scores, pmtiles } = itemOf().assets;
    expect(255 * (scores['raster:scale'] as number) + (scores['raster:offset'] as number)).toBeCloseTo(1, 12);
    expect(pmtiles['proj:code']).toBe('EPSG:3857');
  });
});

describe('outlineScene', () => {
  /** The ground of a scene of 100 × 80 pixels. */
  const outline = (proj: string, affine: Affine) => {
    const crs = { epsg: null, proj };
    const size = { width: 100, height: 80 };
    const projection = { geographic: isGeographic(crs), toLonLat: toLonLat(crs), fromLonLat: fromLonLat(crs) };
    const ground = createGround({ ...size, affine, ...projection });
    return { ground, geometry: outlineScene(ground, size) };
  };
  /** Twice the area in square degrees; above 0 where a ring runs counter-clockwise. */
  const doubleArea = (ring: number[][]): number =>
    ring.slice(1).reduce((sum, [x, y], i) => sum + ring[i][0] * y - x * ring[i][1], 0);

  it('has four corners where sides are straight, whichever way rows run', () => {
    for (const affine of [
      [0.01, 0, 15, 0, -0.01, 48],
      [0.01, 0, 15, 0, 0.01, 47.2],
    ] satisfies Affine[]) {
      const { geometry } = outline('+proj=longlat +datum=WGS84 +no_defs', affine);
      expect(geometry.type).toBe('Polygon');
      const [ring] = geometry.coordinates as number[][][];
      expect(ring).toHaveLength(5);
      expect(doubleArea(ring)).toBeCloseTo(2 * 1 * 0.8, 9);
    }
  });

  it('lies in two parts on both sides of the antimeridian', () => {
    const { geometry, ground } = outline('+proj=utm +zone=60 +datum=WGS84 +units=m +no_defs', [
      ...([1000, 0, 650_000, 0, -1000, 7_000_000] as const),
    ]);
    expect(geometry.type).toBe('MultiPolygon');
    const rings = (geometry.coordinates as number[][][][]).map(([ring]) => ring);
    expect(rings).toHaveLength(2);
    for (const ring of rings) expect(doubleArea(ring)).toBeGreaterThan(0);
    const lons = rings.flat().map(([lon]) => lon);
    expect(Math.max(...lons)).toBe(180);
    expect(Math.min(...lons)).toBe(-180);
    const [west, , east] = ground.bboxLonLat;
    expect(west).toBeGreaterThan(east);
    const roundedBy = 10 ** -ground.coordinateDecimals;
    for (const lon of lons) expect(lon >= west - roundedBy || lon <= east + roundedBy).toBe(true);
  });

  it('goes up to the pole that a scene holds', () => {
    const { geometry } = outline('+proj=stere +lat_0=90 +lat_ts=70 +lon_0=-45 +datum=WGS84 +units=m +no_defs', [
      ...([10_000, 0, -500_000, 0, -10_000, 400_000] as const),
    ]);
    const points = (geometry.coordinates as number[][][]).flat(2) as unknown as number[] | number[][];
    expect(JSON.stringify(points)).toContain('90');
    const rings = geometry.type === 'Polygon' ? [geometry.coordinates[0]] : geometry.coordinates.map(([ring]) => ring);
    const area = rings.reduce((sum, ring) => sum + doubleArea(ring), 0) / 2;
    // All around the pole, from about 86° up.
    expect(area).toBeGreaterThan(360 * 3);
    expect(area).toBeLessThan(360 * 6);
  });
});
