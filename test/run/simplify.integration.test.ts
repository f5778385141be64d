import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Affine } from '../../src/raster/affine.js';
import { crsFromEpsg } from '../../src/raster/crs.js';
import type { RunStatistics } from '../../src/run/statistics.js';
import { processScene } from '../../src/scene.js';
import { loadRecipe } from '../../src/segment/recipe.js';
import type { RecipeVectorize } from '../../src/segment/vectorize-options.js';
import { createFileStore } from '../../src/store/file-store.js';
import { openScene } from '../../src/tiling/open-scene.js';
import { hasSharedData, sharedPath } from '../support/shared-data.js';
import { makeFolder, type TestScene, writeTestScene } from '../support/write-scene.js';
import { judgeCoverages } from './coverage.js';
import { classesRecipe, planRun, runInProcess } from './in-process.js';
import { randomClasses } from './odd-scenes.js';

const folder = makeFolder('simplify');

async function process(name: string, scene: TestScene, vectorize: Partial<RecipeVectorize>) {
  const path = await writeTestScene(join(folder, `${name}.tif`), scene);
  const recipe = classesRecipe(4);
  const given = await planRun(path, 37, { recipe: { ...recipe, vectorize: { ...recipe.vectorize, ...vectorize } } });
  const store = createFileStore(join(folder, JSON.stringify(vectorize).replaceAll(/\W+/g, '-')));
  const { keys } = await runInProcess(given, store).finally(() => given.scene.close());
  const text = new TextDecoder().decode(await store.get(keys.output('statistics.json')));
  return { outputs: store.describe(keys.output('')), statistics: JSON.parse(text) as RunStatistics };
}

/** Pixels of about `m` metres. */
const MAPS: [name: string, epsg: number, affine: Affine, m: number][] = [
  ['degrees at 60', 4326, [0.0002, 0, 14.3, 0, -0.0001, 60.2], 11],
  ['degrees of a third', 4326, [1 / 3, 0, -60, 0, -1 / 3, 40], 30_000],
  ['UTM, 10 m', 32633, [10, 0, 450000, 0, -10, 5320000], 10],
  ['UTM, 5 cm', 32633, [0.05, 0, 450000.03, 0, -0.05, 5320000.07], 0.05],
  ['UTM, 1 km', 32633, [1000, 0, 350000, 0, -1000, 5320000], 1000],
  ['UTM, turned', 32633, [8.66, 5, 450000, 5, -8.66, 5320000], 10],
  ['UTM, south up', 32633, [10, 0, 450000, 0, 10, 5320000], 10],
  ['Web Mercator at 60', 3857, [20, 0, 1e6, 0, -20, 8399737], 10],
  ['Lambert 93, 2 km', 2154, [2000, 0, 600000, 0, -2000, 6800000], 2000],
];

const WAYS: [name: string, options: (m: number) => Partial<RecipeVectorize>][] = [
  ['simplified by area', (m) => ({ simplifyM: 2 * m })],
  ['simplified by distance and smoothed', (m) => ({ simplifyM: m, simplifyMethod: 'douglas-peucker', smooth: true })],
  ['without small islands', (m) => ({ simplifyM: 5 * m, islands: 'drop' })],
  ['smoothed', () => ({ smooth: true })],
];

describe.each(WAYS)('borders %s, judged by GEOS', (_, options) => {
  it('are a valid coverage without a gap, in every CRS', async () => {
    const runs: Awaited<ReturnType<typeof process>>[] = [];
    for (const [name, epsg, affine, m] of MAPS) {
      for (const classes of [2, 4]) {
        const scene = {
          ...randomClasses(classes, { width: 110, height: 90, classes }),
          crs: crsFromEpsg(epsg),
          affine,
        };
        runs.push(await process(`${name} ${classes}`, scene, options(m)));
      }
    }
    const verdicts = judgeCoverages(runs.map(({ outputs }) => outputs));
    runs.forEach(({ outputs, statistics }, i) => {
      const { sumArea, unionArea, ...verdict } = verdicts[i];
      const wanted = { count: statistics.regions.count, invalid: [], isCoverage: true, gaps: 0 };
      expect({ outputs, ...verdict }).toEqual({ outputs, ...wanted });
      expect(Math.abs(sumArea / unionArea - 1)).toBeLessThan(1e-9);
    });
  });
});

const REAL: [file: string, recipe: string, options: Partial<RecipeVectorize>][] = [
  ['naip/m_4709963_se_14_1_20180716.tif', 'land-cover', { simplifyM: 15 }],
  ['naip/m_4709963_se_14_1_20090818.tif', 'crop-health', { simplifyM: 10, smooth: true, islands: 'drop' }],
  ['naip/m_4709963_se_14_1_20200831.tif', 'water', { simplifyM: 20, simplifyMethod: 'douglas-peucker', smooth: true }],
];

describe.skipIf(!hasSharedData)('borders of real scenes, judged by GEOS', () => {
  it('are valid coverages, and all regions are there or counted', async () => {
    const runs: { folder: string; statistics: RunStatistics }[] = [];
    for (const [file, name, vectorize] of REAL) {
      const scene = await openScene(sharedPath(`scenes/${file}`));
      const recipe = await loadRecipe(name);
      const options = { scene, recipe, out: join(folder, 'real'), tileSizePx: 300 };
      runs.push(await processScene({ ...options, vectorize }).finally(() => scene.close()));
    }
    const verdicts = judgeCoverages(runs.map((run) => run.folder));
    runs.forEach(({ statistics: { regions, simplify } }, i) => {
      expect(verdicts[i]).toMatchObject({ count: regions.count, invalid: [], isCoverage: true });
      expect(Math.abs(verdicts[i].sumArea / verdicts[i].unionArea - 1)).toBeLessThan(1e-9);
      expect(simplify!.drawnCorners).toBeLessThan(0.75 * simplify!.corners);
      const dropped = simplify!.classes.reduce((sum, of) => sum + of.droppedRegions, 0);
      expect(dropped > 0).toBe(REAL[i][2].islands === 'drop');
    });
  });
});
