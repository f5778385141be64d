import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Affine } from '../../src/raster/affine.js';
import { crsFromEpsg } from '../../src/raster/crs.js';
import { processScene } from '../../src/scene.js';
import { loadRecipe } from '../../src/segment/recipe.js';
import { createFileStore } from '../../src/store/file-store.js';
import { openScene } from '../../src/tiling/open-scene.js';
import { vectorizeMask } from '../../src/vectorize-mask.js';
import { countFeatures, gdalInfo, validateCog } from '../support/gdal.js';
import { hasSharedData, sharedPath } from '../support/shared-data.js';
import { makeFolder, type TestScene, writeTestScene } from '../support/write-scene.js';
import { judgePolygons } from './geos.js';
import { classesRecipe, planRun, runInProcess } from './in-process.js';
import { ODD_SCENES, randomClasses } from './odd-scenes.js';

const folder = makeFolder('geos');

async function process(name: string, scene: TestScene, connectivity: 4 | 8): Promise<string> {
  const path = await writeTestScene(join(folder, `${name}.tif`), scene);
  const given = await planRun(path, 37, { recipe: classesRecipe(connectivity) });
  const store = createFileStore(join(folder, `${connectivity}`));
  const { keys } = await runInProcess(given, store).finally(() => given.scene.close());
  return store.describe(keys.output(''));
}

const MAPS: [name: string, epsg: number, affine: Affine][] = [
  ['degrees', 4326, [0.0001, 0, 14.3, 0, -0.0001, 48.2]],
  ['degrees of a third', 4326, [1 / 3, 0, -60, 0, -1 / 3, 40]],
  ['degrees at 80', 4326, [0.001, 0, 10, 0, -0.0005, 80]],
  ['UTM, 10 m', 32633, [10, 0, 450000, 0, -10, 5320000]],
  ['UTM, 5 cm', 32633, [0.05, 0, 450000.03, 0, -0.05, 5320000.07]],
  ['UTM, 1 km', 32633, [1000, 0, 350000, 0, -1000, 5320000]],
  ['UTM, turned', 32633, [8.66, 5, 450000, 5, -8.66, 5320000]],
  ['UTM, south up', 32633, [10, 0, 450000, 0, 10, 5320000]],
  ['Web Mercator at 60', 3857, [20, 0, 1e6, 0, -20, 8399737]],
  ['Lambert 93', 2154, [10, 0, 800000, 0, -10, 6500000]],
  ['Lambert 93, 2 km', 2154, [2000, 0, 600000, 0, -2000, 6800000]],
];

describe.each([4, 8] as const)('polygons, %i-connected, judged by GEOS', (connectivity) => {
  it.each(MAPS)('random classes in %s: valid, and together the whole scene', async (name, epsg, affine) => {
    const [width, height] = [110, 90];
    for (const [seed, classes] of [
      [1, 2],
      [2, 5],
    ] as const) {
      const scene = { ...randomClasses(seed, { width, height, classes }), crs: crsFromEpsg(epsg), affine };
      const verdict = judgePolygons(await process(`${name} ${seed}`, scene, connectivity), true);
      expect(verdict.count).toBeGreaterThan(50);
      expect(verdict).toMatchObject({ invalid: [], warnings: [], unionParts: 1, unionHoles: 0 });
      // No overlap, or the sum would be more; no gap, or the union would have holes.
      expect(Math.abs(verdict.sumArea / verdict.unionArea - 1)).toBeLessThan(1e-9);
      if (epsg === 4326) {
        const area = Math.abs(width * affine[0] * height * affine[4]);
        // Coordinates are rounded by up to a hundredth of a pixel on every side.
        expect(Math.abs(verdict.unionArea / area - 1)).toBeLessThan(0.02 / width + 0.02 / height);
      }
    }
  });

  it('random classes with nodata in between: valid, without overlap', async () => {
    const scene = randomClasses(3, { width: 150, height: 130, classes: 3, nodata: 0.3 });
    const verdict = judgePolygons(await process('nodata', scene, connectivity), true);
    expect(verdict).toMatchObject({ invalid: [], warnings: [] });
    expect(Math.abs(verdict.sumArea / verdict.unionArea - 1)).toBeLessThan(1e-9);
  });

  it.each(Object.entries(ODD_SCENES))('a scene of %s: every file opens without a warning', async (name, { scene }) => {
    const outputs = await process(name, scene, connectivity);
    const verdict = judgePolygons(outputs, false);
    expect(verdict).toMatchObject({ invalid: [], warnings: [] });
    expect(countFeatures(join(outputs, 'regions.fgb'))).toBe(verdict.count);
    expect(countFeatures(join(outputs, 'regions.geojson'))).toBe(verdict.count);
    expect(gdalInfo(join(outputs, 'mask.tif')).size).toEqual([scene.width, scene.height]);
    expect(validateCog(join(outputs, 'mask.tif'))).toBe('');
    gdalInfo(join(outputs, 'preview.png'));
  });
});

const REAL: [file: string, recipe: string][] = [
  ['naip/m_4709963_se_14_1_20090818.tif', 'crop-health'],
  ['naip/m_4709963_se_14_1_20180716.tif', 'land-cover'],
  ['naip/m_4709963_se_14_1_20200831.tif', 'water'],
  ['drone/dummy_fotomap_small.tif', 'canopy-rgb'],
];

describe.skipIf(!hasSharedData)('polygons of real scenes, judged by GEOS', () => {
  it.each(REAL)('%s, %s: every one is valid, for both connectivities', async (file, recipe) => {
    const scene = await openScene(sharedPath(`scenes/${file}`));
    const run = await processScene({ scene, recipe: await loadRecipe(recipe), out: join(folder, 'real') });
    await scene.close();
    const verdict = judgePolygons(run.folder, false);
    expect(verdict).toMatchObject({ count: run.statistics.regions.count, invalid: [], warnings: [] });
    const mask = await openScene(join(run.folder, 'mask.tif'));
    const eight = await vectorizeMask({
      scene: mask,
      out: join(folder, 'eight', recipe),
      vectorize: { connectivity: 8 },
    });
    await mask.close();
    const other = judgePolygons(eight.folder, false);
    expect(other).toMatchObject({ count: eight.statistics.regions.count, invalid: [], warnings: [] });
    expect(Math.abs(other.sumArea / verdict.sumArea - 1)).toBeLessThan(1e-9);
  });
});
