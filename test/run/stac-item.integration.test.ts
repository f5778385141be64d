import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { Affine } from '../../src/raster/affine.js';
import { crsFromEpsg } from '../../src/raster/crs.js';
import { createMemoryStore } from '../../src/store/memory-store.js';
import { GEO_PYTHON } from '../support/geo-python.js';
import { makeFolder, makeRedNir, writeTestScene } from '../support/write-scene.js';
import { planRun, runInProcess } from './in-process.js';

const folder = makeFolder('outline');

it.each<[string, number, Affine, boolean]>([
  ['a field in UTM', 32633, [10, 0, 545_000, 0, -10, 5_340_000], false],
  ['a map of a country, turned', 3035, [5000, 1000, 4_000_000, 1000, -5000, 3_200_000], false],
  ['degrees, rows northwards', 4326, [0.01, 0, 15, 0, 0.01, 47], false],
  ['UTM across the antimeridian', 32660, [500, 0, 620_000, 0, -500, 7_140_000], true],
])('the outline of %s is the border of its pixels', async (name, epsg, affine, isAcross) => {
  const path = join(folder, `${epsg}.tif`);
  await writeTestScene(path, { ...makeRedNir(120, 90), crs: crsFromEpsg(epsg), affine });
  const given = await planRun(path, 512, { formats: ['fgb'] });
  const { store, keys } = await runInProcess(given, createMemoryStore());
  await given.scene.close();
  const item = join(folder, `${epsg}.json`);
  writeFileSync(item, await store.get(keys.output('item.json')));
  const judged = JSON.parse(
    execFileSync(GEO_PYTHON, ['-W', 'ignore', 'test/run/outline-judge.py', item, path], {
      encoding: 'utf8',
      env: { ...process.env, GDAL_PAM_ENABLED: 'NO' },
    }),
  ) as { valid: boolean; across: boolean; between: number };
  expect(judged, name).toMatchObject({ valid: true, across: isAcross });
  // Less than 1/20 pixel all around.
  expect(judged.between).toBeLessThan((0.05 * 2 * (120 + 90)) / (120 * 90));
});
