import { spawnSync } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { toSceneFacts } from '../../src/run/context.js';
import { writeSampleScene } from '../../src/sample/index.js';
import { prepareRecipe } from '../../src/segment/prepare.js';
import { loadRecipe } from '../../src/segment/recipe.js';
import { openScene } from '../../src/tiling/open-scene.js';
import { GEO_PYTHON } from '../support/geo-python.js';
import { hasSharedData, sharedPath } from '../support/shared-data.js';
import { makeFolder, writeTestScene } from '../support/write-scene.js';
import {
  compareWithJudges,
  groundOf,
  type Judged,
  type JudgedScene,
  makeFields,
  makeSmallPixels,
  measureFields,
  SMALL,
} from '../vectorize/zonal/judged.js';

const FACTS = new URL('../vectorize/zonal/judged-small.json', import.meta.url);
const JUDGE = new URL('../vectorize/zonal/judge.py', import.meta.url).pathname;
const folder = makeFolder('zones-judged');
afterAll(() => rmSync(folder, { recursive: true }));

type Pixels = JudgedScene & { classes: Uint8Array; index: Float32Array };

/** Asks the judges; `epsg` is the geographic CRS on whose datum the scene's is, so that no shift comes in. */
async function ask(name: string, scene: Pixels, fields: object, epsg = 4326) {
  const { classes, index, ...rest } = scene;
  const path = (suffix: string) => join(folder, name + suffix);
  await writeTestScene(path('-classes.tif'), { ...rest, dataType: 'uint8', bands: [classes], nodata: 0 });
  await writeTestScene(path('-index.tif'), { ...rest, dataType: 'float32', bands: [index], nodata: Number.NaN });
  writeFileSync(path('.geojson'), JSON.stringify(fields));
  const files = [path('-classes.tif'), path('-index.tif'), path('.geojson')];
  const { stdout, stderr, status } = spawnSync(GEO_PYTHON, [JUDGE, ...files, String(epsg)], {
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout) as { versions: Record<string, string>; zones: Judged[] };
}

/** Classes and NDVI of a whole scene by the recipe `crop-health`. */
async function classify(path: string): Promise<Pixels> {
  const scene = await openScene(path);
  try {
    const { width, height, affine, crs } = scene;
    const prepared = prepareRecipe(await loadRecipe('crop-health'), toSceneFacts(scene));
    const raster = await scene.read({ col: 0, row: 0, width, height }, { bands: prepared.bandNumbers });
    const { classes, layers } = await prepared.segment(raster, null);
    const index = layers[0].map((value, i) => (classes[i] === 0 ? Number.NaN : value));
    return { width, height, affine, crs: crs!, classes, index };
  } finally {
    await scene.close();
  }
}

async function judge(name: string, scene: Pixels, options: { epsg?: number; count: number; most: number }) {
  const { bboxLonLat } = groundOf(scene);
  const least = 0.7 / scene.width;
  const fields = makeFields({ bboxLonLat, count: options.count, seed: 11, radii: [least, options.most] });
  const { zones } = await ask(name, scene, fields, options.epsg);
  const text = JSON.stringify(fields);
  const worst = compareWithJudges(zones, measureFields(scene, text, 'fraction'), measureFields(scene, text, 'centre'));
  console.info(`${name}: largest differences over ${zones.length} zones ${JSON.stringify(worst)}`);
  expect(zones.filter(({ pixels }) => pixels > 0).length).toBeGreaterThan(0.7 * options.count);
  expect(worst.centres).toBe(0);
  expect(worst.pixels).toBeLessThan(1e-6);
  expect(worst.classes).toBeLessThan(1e-6);
  expect(worst.mean).toBeLessThan(1e-6);
  expect(worst.std).toBeLessThan(1e-6);
  expect(worst.range).toBe(0);
  // Between two neighbouring values the judges go straight, and we by bins.
  expect(worst.percentiles).toBeLessThan(2e-3);
}

describe('exactextract and rasterstats', () => {
  it('say of a small scene what is stored (UPDATE_FACTS=1 rewrites it)', async () => {
    const { bboxLonLat } = groundOf(SMALL);
    const fields = makeFields({ bboxLonLat, count: 40, seed: 3, radii: [0.01, 0.6] });
    const { versions, zones } = await ask('small', { ...SMALL, ...makeSmallPixels() }, fields);
    if (process.env.UPDATE_FACTS) writeFileSync(FACTS, `${JSON.stringify({ versions, fields, zones })}\n`);
    const stored = JSON.parse(readFileSync(FACTS, 'utf8')) as { fields: object; zones: Judged[] };
    expect(stored.fields).toEqual(fields);
    stored.zones.forEach((zone, i) => {
      expect(zones[i].centres).toEqual(zone.centres);
      expect(zones[i].pixels).toBeCloseTo(zone.pixels, 5);
    });
  });

  it('agree on the sample scene', async () => {
    const { scenePath } = await writeSampleScene(folder);
    await judge('sample', await classify(scenePath), { count: 300, most: 0.2 });
  });

  it.skipIf(!hasSharedData)('agree on NAIP', async () => {
    const path = sharedPath('scenes/naip/m_4709963_se_14_1_20180716.tif');
    await judge('naip', await classify(path), { count: 150, most: 0.15, epsg: 4269 });
  });
});
