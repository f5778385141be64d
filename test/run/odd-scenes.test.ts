import { join } from 'node:path';
import { parquetMetadata } from 'hyparquet';
import { describe, expect, it } from 'vitest';
import { InputError } from '../../src/errors.js';
import type { Affine } from '../../src/raster/affine.js';
import { crsFromEpsg, toLonLat } from '../../src/raster/crs.js';
import { findJson, getJson } from '../../src/run/context.js';
import type { RunStatistics } from '../../src/run/statistics.js';
import { createMemoryStore } from '../../src/store/memory-store.js';
import { makeFolder, type TestScene, writeTestScene } from '../support/write-scene.js';
import { judgeRing } from '../vectorize/ground/ground-judge.js';
import { classesRecipe, hashOutputs, planRun, runInProcess } from './in-process.js';
import { classScene, ODD_SCENES, randomClasses } from './odd-scenes.js';

const folder = makeFolder('odd');

interface Features {
  features: {
    id: number;
    properties: { area_m2: number; pixels: number };
    geometry: { type: string; coordinates: unknown };
  }[];
}

async function process(name: string, scene: TestScene, { tileSizePx = 16, connectivity = 4 as 4 | 8 } = {}) {
  const path = await writeTestScene(join(folder, `${name}.tif`), scene);
  const given = await planRun(path, tileSizePx, { recipe: classesRecipe(connectivity) });
  const { keys, store } = await runInProcess(given, createMemoryStore()).finally(() => given.scene.close());
  const statistics = (await findJson<RunStatistics>(store, keys.output('statistics.json')))!;
  const { features } = await getJson<Features>(store, keys.output('regions.geojson'));
  const parquet = await store.get(keys.output('regions.parquet'));
  const rows = Number(parquetMetadata(parquet.buffer as ArrayBuffer).num_rows);
  return { statistics, features, rows, hashes: await hashOutputs({ keys, store }) };
}

describe.each(Object.entries(ODD_SCENES))('a scene of %s', (name, { scene, regions }) => {
  it('has the polygons it should have, in every file', async () => {
    const { statistics, features, rows } = await process(name, scene);
    expect(statistics.regions.count).toBe(regions);
    expect(features).toHaveLength(regions);
    expect(rows).toBe(regions);
    const pixels = features.reduce((sum, { properties }) => sum + properties.pixels, 0);
    expect(pixels).toBe(statistics.pixels.valid);
    expect(JSON.stringify(statistics)).not.toMatch(/null,"share"|"share":null/);
  });

  it('has them whatever the tiling', async () => {
    const whole = await process(name, scene, { tileSizePx: 128, connectivity: 8 });
    expect((await process(name, scene, { tileSizePx: 7, connectivity: 8 })).hashes).toEqual(whole.hashes);
  });
});

const turned = (x: number, y: number, px: number, degrees: number): Affine => {
  const [cos, sin] = [Math.cos((degrees * Math.PI) / 180), Math.sin((degrees * Math.PI) / 180)];
  return [px * cos, px * sin, x, px * sin, -px * cos, y];
};

describe('areas of a run against GeographicLib', () => {
  it.each([
    ['UTM', 32633, [10, 0, 450000, 0, -10, 5320000]],
    ['UTM, turned by 30°', 32633, turned(450000, 5320000, 10, 30)],
    ['UTM, south up', 32633, [10, 0, 450000, 0, 10, 5320000]],
    ['UTM, mirrored east to west', 32633, [-10, 0, 450000, 0, -10, 5320000]],
    ['UTM, sheared', 32633, [10, 3, 450000, -2, -10, 5320000]],
    ['degrees at 60°', 4326, [0.0002, 0, 10, 0, -0.0001, 60]],
    ['degrees at 80°', 4326, [0.001, 0, 10, 0, -0.0005, 80]],
    ['degrees, turned', 4326, turned(10, 48, 0.001, 20)],
    ['Web Mercator at 60°', 3857, [20, 0, 1e6, 0, -20, 8399737]],
    ['Lambert 93', 2154, [10, 0, 800000, 0, -10, 6500000]],
    ['beside the antimeridian', 4326, [0.01, 0, 178.8, 0, -0.01, -16]],
    ['UTM 1N, up to the antimeridian', 32601, [100, 0, 186000, 0, -100, 250000]],
    ['UTM 1N, across the antimeridian', 32601, [100, 0, 164000, 0, -100, 250000]],
    ['across the antimeridian', 4326, [0.01, 0, 179.7, 0, -0.01, -16]],
    ['polar stereographic, the pole inside', 3413, [1000, 0, -20000, 0, -1000, 20000]],
  ] as [string, number, Affine][])('%s', async (name, epsg, affine) => {
    const crs = crsFromEpsg(epsg);
    const [width, height] = [60, 45];
    const scene = { ...randomClasses(5, { width, height, classes: 4 }), crs, affine };
    const { statistics, features } = await process(name, scene, { tileSizePx: 25 });
    const ground = { width, height, affine, geographic: epsg === 4326, toLonLat: toLonLat(crs) };
    const { areaM2 } = judgeRing(ground, [0, 0, width, 0, width, height, 0, height], 256);
    expect(Math.abs(statistics.areaM2.valid / areaM2 - 1)).toBeLessThan(1e-6);
    const sum = features.reduce((total, { properties }) => total + properties.area_m2, 0);
    // Areas are written to the square centimetre or so.
    expect(Math.abs(sum - areaM2)).toBeLessThan(1e-6 * areaM2 + 0.01 * features.length);
    for (const { geometry } of features) {
      const { type, coordinates } = geometry;
      const polygons = (type === 'Polygon' ? [coordinates] : coordinates) as [number, number][][][];
      for (const rings of polygons) {
        for (const ring of rings) {
          expect(ring[0]).toEqual(ring.at(-1));
          for (const [lon, lat] of ring) expect(Math.abs(lon) <= 180 && Math.abs(lat) <= 90).toBe(true);
        }
        const [outer, ...holes] = rings.map(turn);
        expect(outer).toBe(1);
        for (const hole of holes) expect(hole).toBe(-1);
      }
    }
  });
});

/** 1 where a ring runs counter-clockwise. */
function turn(ring: [number, number][]): number {
  const [x0, y0] = ring[0];
  let twice = 0;
  for (let i = 1; i < ring.length; i++) {
    twice += (ring[i - 1][0] - x0) * (ring[i][1] - y0) - (ring[i][0] - x0) * (ring[i - 1][1] - y0);
  }
  return Math.sign(twice);
}

describe('a scene that cannot be mapped is refused by name', () => {
  const two = classScene(40, 40, (col) => 1 + (col > 20 ? 1 : 0));
  it.each([
    ['no CRS', { crs: null }, /coordinate reference system.*none.*\.tif/],
    ['longitudes beyond a turn', { crs: crsFromEpsg(4326), affine: [10, 0, -180, 0, -1, 80] }, /once around.*\.tif/],
    ['latitudes beyond 90°', { crs: crsFromEpsg(4326), affine: [1, 0, 0, 0, -1, 110] }, /latitudes.*\.tif/],
    ['outside the projection', { crs: crsFromEpsg(3857), affine: [1e9, 0, 0, 0, -1e9, 0] }, /\.tif/],
    ['no size of a pixel', { affine: [0, 0, 545000, 0, 0, 5340000] }, /\.tif/],
  ] as [string, Partial<TestScene>, RegExp][])('%s', async (name, given, message) => {
    const failure = process(name, { ...two, ...given });
    await expect(failure).rejects.toThrow(message);
    await expect(failure).rejects.toThrow(InputError);
  });

  it('no place at all, though a CRS is told', async () => {
    const path = await writeTestScene(join(folder, 'nowhere.tif'), { ...two, crs: null, affine: [1, 0, 0, 0, 1, 0] });
    const plan = planRun(path, 16, { recipe: classesRecipe(), crs: crsFromEpsg(32633) });
    await expect(plan).rejects.toThrow(/georeference.*nowhere\.tif/);
  });
});

describe('a scene called', () => {
  it.each([
    ['with spaces and more', 'with-spaces-and-more'],
    ['a+b%20c#d?e&f', 'a-b-20c-d-e-f'],
    ['Füße 北京 हिन्दी', 'Füße-北京-हिन्दी'],
    ['u\u0308ber', 'über'],
    ['"it\'s"', '-it-s-'],
    ['...hidden', 'hidden'],
    ['$(echo x);rm', '-echo-x-rm'],
    ['new\nline', 'new-line'],
    ['n'.repeat(240), 'n'.repeat(240)],
  ])('%s', async (name, id) => {
    const { statistics, features } = await process(
      name,
      classScene(3, 2, (col) => 1 + col),
    );
    expect(statistics.scene.id.replace(/^-/, '')).toBe(id.replace(/^-/, ''));
    expect(features).toHaveLength(3);
  });
});
