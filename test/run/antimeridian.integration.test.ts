import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Affine } from '../../src/raster/affine.js';
import { crsFromEpsg } from '../../src/raster/crs.js';
import { findJson, getJson } from '../../src/run/context.js';
import type { RunStatistics } from '../../src/run/statistics.js';
import { parseRecipe } from '../../src/segment/recipe.js';
import { createFileStore } from '../../src/store/file-store.js';
import { countFeatures, gdal } from '../support/gdal.js';
import { makeFolder, writeTestScene } from '../support/write-scene.js';
import { judgePolygons } from './geos.js';
import { classesRecipe, hashOutputs, planRun, runInProcess } from './in-process.js';
import { randomClasses } from './odd-scenes.js';

const folder = makeFolder('antimeridian');
const [width, height] = [110, 90];
const north = (x: number, y: number, px: number): Affine => [px, 0, x, 0, -px, y];
const turned: Affine = [866, 500, -60000, 500, -866, 20000];

const MAPS: [name: string, epsg: number, affine: Affine][] = [
  ['degrees, between columns', 4326, north(179.5, -16, 0.01)],
  ['degrees, through pixels', 4326, north(-180.503, -16, 0.01)],
  ['the world from 0', 4326, [360 / width, 0, 0, 0, -2, 90]],
  ['the world from -170, through pixels', 4326, [360 / width, 0, -170, 0, -2, 90]],
  [
    'Mercator of the world from the east of Russia',
    3832,
    [40075016.68557849 / width, 0, -20037508.342789244, 0, -3e5, 1.35e7],
  ],
  ['the world from -180', 4326, [360 / width, 0, -180, 0, -2, 90]],
  ['UTM 1N, 10 m', 32601, north(166021, 50000, 10)],
  ['UTM 1N, 1 km', 32601, north(100000, 7000000, 1000)],
  ['UTM 60S, south up', 32760, [100, 0, 829000, 0, 100, 8200000]],
  ['Mercator of the Pacific', 3832, north(3_290_000, -1_900_000, 1000)],
  ['Arctic, pole at a corner, 25 km', 3413, north(-1_375_000, 1_125_000, 25000)],
  ['Arctic, pole at a corner, 10 m', 3995, north(-550, 450, 10)],
  ['Arctic, pole in a pixel', 3995, north(-55_300, 45_400, 1000)],
  ['Arctic, pole on a side', 3413, north(-55_000, 45_400, 1000)],
  ['Arctic, turned', 3413, turned],
  ['Arctic, beside the pole', 3995, north(-55_000, 900_000, 1000)],
  ['Arctic, the pole at the corner of the scene', 3413, north(0, 0, 1000)],
  ['Antarctic, pole at a corner, 500 m', 3031, north(-20_000, 30_000, 500)],
  ['Antarctic, all of it', 3031, north(-3_300_000, 2_700_000, 60000)],
];

async function process(name: string, [epsg, affine]: [number, Affine], connectivity: 4 | 8, tileSizePx = 37) {
  const seed = name.length + connectivity;
  const classes = name.includes('world') ? 2 : 3;
  const scene = { ...randomClasses(seed, { width, height, classes }), crs: crsFromEpsg(epsg), affine };
  const path = await writeTestScene(join(folder, `${name}.tif`), scene);
  const given = await planRun(path, tileSizePx, { recipe: classesRecipe(connectivity) });
  const store = createFileStore(join(folder, `${connectivity}-${tileSizePx}`));
  const context = await runInProcess(given, store).finally(() => given.scene.close());
  return { ...context, outputs: store.describe(context.keys.output('')), hashes: await hashOutputs(context) };
}

describe.each([4, 8] as const)(
  'scenes across the antimeridian and at the poles, %i-connected, judged by GEOS',
  (connectivity) => {
    it.each(MAPS)('%s: every polygon valid, no gap, no overlap', async (name, epsg, affine) => {
      const { outputs, hashes, keys, store } = await process(name, [epsg, affine], connectivity);
      const verdict = judgePolygons(outputs, true);
      expect(verdict).toMatchObject({ invalid: [], warnings: [], unionHoles: 0 });
      expect(verdict.unionParts).toBeLessThanOrEqual(2);
      expect(Math.abs(verdict.sumArea / verdict.unionArea - 1)).toBeLessThan(1e-9);
      expect(countFeatures(join(outputs, 'regions.fgb'))).toBe(verdict.count);
      if (connectivity === 8) expect((await process(name, [epsg, affine], connectivity, 16)).hashes).toEqual(hashes);

      const read = gdal('ogrinfo', ['-ro', '-so', '-al', join(outputs, 'regions.geojson')]).stdout;
      const [west, south, east, north] = [...read.match(/Extent: (.*)/)![1].matchAll(/-?\d+\.\d+/g)].map(Number);
      expect(Math.min(west + 180, 180 - east, south + 90, 90 - north)).toBeGreaterThanOrEqual(0);
      expect(read).toMatch(`Feature Count: ${verdict.count}`);
      const statistics = (await findJson<RunStatistics>(store, keys.output('statistics.json')))!;
      const { features } = await getJson<{ features: { properties: { area_m2: number } }[] }>(
        store,
        keys.output('regions.geojson'),
      );
      const sum = features.reduce((total, { properties }) => total + properties.area_m2, 0);
      // Areas are written to the square centimetre or so.
      expect(Math.abs(sum - statistics.areaM2.valid)).toBeLessThan(1e-6 * sum + 0.01 * features.length);
    });
  },
);

describe('simplified and smoothed borders', () => {
  it.each([
    ['line', 4326, north(179.2, -16, 0.01), 1500],
    ['world', 4326, [360 / width, 0, 0, 0, -1.8, 80], 300_000],
    ['UTM', 32601, north(100_000, 7_000_000, 1000), 1500],
    ['pole at a corner', 3413, north(-80_000, 45_000, 1000), 1500],
    ['pole in a pixel', 3995, north(-60_300, 45_400, 1000), 1500],
  ] as [string, number, Affine, number][])('%s: valid, no gap, no overlap', async (name, epsg, affine, simplifyM) => {
    const scene = { ...randomClasses(3, { width, height, classes: 3 }), crs: crsFromEpsg(epsg), affine };
    const path = await writeTestScene(join(folder, `simple ${name}.tif`), scene);
    for (const smooth of [false, true]) {
      const vectorize = { connectivity: 4, simplifyM, smooth };
      const recipe = parseRecipe({ name: 'classes', segmenter: { method: 'classes' }, vectorize }, 'test');
      const hashes = [];
      for (const tileSizePx of [37, 64]) {
        const given = await planRun(path, tileSizePx, { recipe });
        const store = createFileStore(join(folder, `simple-${smooth}-${tileSizePx}`));
        const context = await runInProcess(given, store).finally(() => given.scene.close());
        hashes.push(await hashOutputs(context));
        const verdict = judgePolygons(store.describe(context.keys.output('')), true);
        expect(verdict).toMatchObject({ invalid: [], warnings: [], unionHoles: 0 });
        expect(Math.abs(verdict.sumArea / verdict.unionArea - 1)).toBeLessThan(1e-9);
      }
      expect(hashes[1]).toEqual(hashes[0]);
    }
  });
});
