import { createHash } from 'node:crypto';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { affineDeterminant } from '../../src/raster/affine.js';
import { type ProcessOptions, processScene } from '../../src/scene.js';
import { loadRecipe } from '../../src/segment/recipe.js';
import { openScene } from '../../src/tiling/open-scene.js';
import { vectorizeMask } from '../../src/vectorize-mask.js';
import { countFeatures, gdal, gdalInfo, validateCog } from '../support/gdal.js';
import { hasSharedData, sharedPath } from '../support/shared-data.js';
import { makeFolder } from '../support/write-scene.js';
import { EXACT } from './in-process.js';

type Given = Pick<ProcessOptions, 'overrides' | 'crs'>;
interface Case {
  file: string;
  recipe: string;
  given?: Given;
  /** Why the scene is refused as it is; `given` helps where there is one. */
  refused?: RegExp;
}

const REFLECTANCE = { scale: 1, offset: 0 };
/** Every scene of the collection with a recipe that fits it. */
const CASES: Case[] = [
  { file: 'naip/m_4709963_se_14_1_20090818.tif', recipe: 'crop-health' },
  { file: 'naip/m_4709963_se_14_1_20180716.tif', recipe: 'land-cover' },
  { file: 'naip/m_4709963_se_14_1_20200831.tif', recipe: 'water' },
  {
    file: 'landsat-composite/1985.tif',
    recipe: 'crop-health',
    refused: /bands.*red, nir/,
    given: { overrides: { bands: { red: 1, nir: 2 } } },
  },
  { file: 'landsat-composite/2020.tif', recipe: 'clusters' },
  { file: 'landsat-composite/cog-float64-4326.tif', recipe: 'clusters' },
  {
    file: 'sentinel2-austria/s2-8band-32633.tif',
    recipe: 'crop-health',
    refused: /bands.*red, nir/,
    given: { overrides: { bands: { red: 1, nir: 4 }, scaling: { scale: 1e-4, offset: 0 } } },
  },
  {
    file: 'hls/segmentation_test_0_input.tif',
    recipe: 'crop-health',
    given: { overrides: { bands: { red: 3, nir: 4 }, scaling: REFLECTANCE } },
  },
  {
    file: 'hls/segmentation_test_1_input.tif',
    recipe: 'water',
    given: { overrides: { bands: { green: 2, nir: 4 }, scaling: REFLECTANCE } },
  },
  { file: 'neon-rgb/OSBS_029.tif', recipe: 'canopy-rgb' },
  { file: 'neon-rgb/australia.tif', recipe: 'canopy-rgb' },
  {
    file: 'neon-rgb/2019_YELL_2_541000_4977000_image_crop.tiff',
    recipe: 'canopy-rgb',
    // A crop without a georeference: a CRS alone does not say where its pixels lie.
    refused: /coordinate reference system.*none/,
  },
  { file: 'drone/dummy_fotomap_small.tif', recipe: 'canopy-rgb' },
];

const folder = makeFolder('real');

async function run(path: string, recipe: string, given: Given & Partial<ProcessOptions> = {}) {
  const scene = await openScene(path);
  try {
    return await processScene({ scene, recipe: await loadRecipe(recipe), out: join(folder, recipe), ...given });
  } finally {
    await scene.close();
  }
}

/** Outside judges read every output, and agree with the statistics. */
async function judge(path: string, recipe: string, given?: Given): Promise<void> {
  const { folder: outputs, statistics } = await run(path, recipe, given);
  const mask = join(outputs, 'mask.tif');
  expect(gdalInfo(mask).size).toEqual([statistics.scene.width, statistics.scene.height]);
  expect(validateCog(mask)).toBe('');
  expect(countFeatures(join(outputs, 'regions.fgb'))).toBe(statistics.regions.count);
  expect(countFeatures(join(outputs, 'regions.geojson'))).toBe(statistics.regions.count);
  expect(statistics.pixels.valid).toBeGreaterThan(0);
  for (const connectivity of [4, 8] as const) await comparePolygonize(mask, connectivity);
}

/** The same number of polygons and pixels per class as gdal_polygonize; rasterised back, the mask. */
async function comparePolygonize(mask: string, connectivity: 4 | 8): Promise<void> {
  const scene = await openScene(mask);
  const out = join(folder, `polygons-${connectivity}`);
  const ours = await vectorizeMask({ scene, out, vectorize: { connectivity }, force: true, tileSizePx: 200 });
  await scene.close();
  const theirs = join(folder, 'theirs.json');
  rmSync(theirs, { force: true });
  const eight = connectivity === 8 ? ['-8'] : [];
  gdal('gdal_polygonize.py', ['-q', ...eight, mask, '-f', 'GeoJSON', theirs, 'p', 'DN']);
  const found = ours.statistics.classes.filter(({ pixels }) => pixels > 0);
  expect(Object.fromEntries(found.map(({ id, regions, pixels }) => [id, { regions, pixels }]))).toEqual(
    countPolygons(theirs, Math.abs(affineDeterminant(ours.statistics.scene.affine))),
  );
  if (connectivity === 4) rasterizeBack(mask, join(ours.folder, 'regions.fgb'));
}

/** Polygons of GDAL's file per class, and how many pixels they cover. */
function countPolygons(path: string, pixelArea: number): Record<string, { regions: number; pixels: number }> {
  const byClass: Record<string, { regions: number; pixels: number }> = {};
  for (const { properties, geometry } of JSON.parse(readFileSync(path, 'utf8')).features) {
    byClass[properties.DN] ??= { regions: 0, pixels: 0 };
    byClass[properties.DN].regions++;
    const [outer, ...holes] = (geometry.coordinates as [number, number][][]).map(planarArea);
    byClass[properties.DN].pixels += outer - holes.reduce((sum, area) => sum + area, 0);
  }
  for (const row of Object.values(byClass)) row.pixels = Math.round(row.pixels / pixelArea);
  return byClass;
}

function planarArea(ring: [number, number][]): number {
  const [[x0, y0]] = ring;
  let twice = 0;
  for (let i = 1; i < ring.length; i++) {
    twice += (ring[i - 1][0] - x0) * (ring[i][1] - y0) - (ring[i][0] - x0) * (ring[i - 1][1] - y0);
  }
  return Math.abs(twice) / 2;
}

/** GDAL burns our polygons into an empty copy of the mask: the same pixels come out. */
function rasterizeBack(mask: string, polygons: string): void {
  const burnt = join(folder, 'burnt.tif');
  gdal('gdal_translate', ['-q', '-co', 'COMPRESS=DEFLATE', '-scale', '0', '255', '0', '0', mask, burnt]);
  // Rings bend in lon/lat; gdal_rasterize takes them back to the mask's CRS corner by corner.
  const projected = join(folder, 'projected.fgb');
  const srs = gdal('gdalsrsinfo', ['-o', 'wkt2_2019', '--single-line', mask]).stdout.trim();
  rmSync(projected, { force: true });
  gdal('ogr2ogr', ['-q', '-t_srs', srs, projected, polygons]);
  gdal('gdal_rasterize', ['-q', '-a', 'class', projected, burnt]);
  expect(gdalInfo(burnt).bands[0].checksum).toBe(gdalInfo(mask).bands[0].checksum);
}

describe.skipIf(!hasSharedData)('real scenes', () => {
  it.each(CASES)('$file: $recipe', async ({ file, recipe, given, refused }) => {
    const path = sharedPath(`scenes/${file}`);
    if (refused) await expect(run(path, recipe)).rejects.toThrow(refused);
    if (given || !refused) await judge(path, recipe, given);
  });

  it('Landsat 8, single bands merged by the caller: crop-health', async () => {
    const band = (number: number) => sharedPath(`scenes/landsat8/LC80030172015001LGN00_B${number}.tiff`);
    const merged = join(folder, 'landsat8.tif');
    gdal('gdal_merge.py', ['-q', '-separate', '-o', merged, ...[2, 3, 4, 5].map(band)]);
    await judge(merged, 'crop-health', {
      overrides: { bands: { red: 3, nir: 4 }, scaling: { scale: 2e-5, offset: -0.1 } },
    });
  });

  it('gives the same bytes for tiles of 64, 256, 300, 1024 and the whole scene, one worker and two', async () => {
    const path = sharedPath('scenes/naip/m_4709963_se_14_1_20200831.tif');
    const hashes = new Set<string>();
    for (const [tileSizePx, workers] of [
      [64, 1],
      [256, 2],
      [300, 1],
      [1024, 2],
      [300, 2],
    ]) {
      const options = { tileSizePx, workers, force: true };
      const { folder: outputs } = await run(path, 'crop-health', options);
      const hash = createHash('sha256');
      for (const name of [...EXACT, 'item.json']) hash.update(readFileSync(join(outputs, name)));
      hashes.add(hash.digest('hex'));
    }
    expect(hashes.size).toBe(1);
  });
});
