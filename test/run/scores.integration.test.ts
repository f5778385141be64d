import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { processScene } from '../../src/scene.js';
import { parseRecipe } from '../../src/segment/recipe.js';
import { openScene } from '../../src/tiling/open-scene.js';
import { gdal, validateCog } from '../support/gdal.js';
import { makeFolder, makeRedNir, writeTestScene } from '../support/write-scene.js';

const folder = makeFolder('scores-judged');
afterAll(() => rmSync(folder, { recursive: true }));

it('writes scores that GDAL reads as shares from 0 to 1, without a word', async () => {
  const path = join(folder, 'fields.tif');
  await writeTestScene(path, makeRedNir(600, 560));
  const legend = [1, 2, 3].map((id) => ({ id, name: `class ${id}`, color: '#102030' }));
  const segmenter = { method: 'k-means', clusters: 3, indices: ['ndvi'] };
  const recipe = parseRecipe({ name: 'clusters', scaling: 'none', segmenter, legend }, 'test');
  const scene = await openScene(path);
  const { folder: out } = await processScene({ scene, recipe, out: join(folder, 'out'), scores: true });
  await scene.close();
  const scores = join(out, 'scores.tif');
  expect(validateCog(scores)).toBe('');
  const { stdout, stderr } = gdal('gdalinfo', ['-json', scores]);
  expect(stderr).toBe('');
  const [band] = JSON.parse(stdout).bands;
  expect(band).toMatchObject({ type: 'Byte', noDataValue: 0, description: 'score' });
  // The value 255 is a score of 1, the value 1 one of 0.
  expect(band.offset + 255 * band.scale).toBeCloseTo(1, 12);
  expect(band.offset + band.scale).toBeCloseTo(0, 12);
});
