import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { generateSampleScene } from '../../src/sample/sample-scene.js';
import { processScene } from '../../src/scene.js';
import { classifyPixels } from '../../src/segment/onnx/classify-pixels.js';
import { loadModelDescription } from '../../src/segment/onnx/describe-model.js';
import { hashModel, openSession } from '../../src/segment/onnx/session.js';
import { loadRecipe } from '../../src/segment/recipe.js';
import { openScene } from '../../src/tiling/open-scene.js';
import { makeRedNir, writeTestScene } from '../support/write-scene.js';

const FOLDER = join(import.meta.dirname, '../../models/land-cover-s2');
const MODEL = join(FOLDER, 'model.onnx');
const BANDS = ['B02', 'B03', 'B04', 'B05', 'B06', 'B07', 'B08', 'B8A', 'B11', 'B12'];

const folder = mkdtempSync(join(tmpdir(), 'landquilt-land-cover-s2-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Classes and scores of spectra, as an image of one row. */
async function ask(spectra: readonly (readonly number[])[]): Promise<{ classes: number[]; scores: Float32Array }> {
  const session = await openSession({ path: MODEL, sha256: hashModel(readFileSync(MODEL)) });
  const data = Float32Array.from(BANDS.flatMap((_, k) => spectra.map((spectrum) => spectrum[k])));
  const features = { data, shape: [1, BANDS.length, 1, spectra.length] };
  const { classes, scores } = await session.run({ features }, ['classes', 'scores']);
  return { classes: Array.from(classes.data as Uint8Array), scores: scores.data as Float32Array };
}

const reflectance = fc.float({ min: Math.fround(-0.05), max: Math.fround(1.8), noNaN: true });
const spectrum = fc.array(reflectance, { minLength: BANDS.length, maxLength: BANDS.length });

describe('land-cover-s2', () => {
  it('is small, and is described as it is', async () => {
    const bytes = readFileSync(MODEL);
    const item = JSON.parse(readFileSync(join(FOLDER, 'model.json'), 'utf8'));
    expect(statSync(MODEL).size).toBeLessThan(1_000_000);
    expect(item.assets.model['file:checksum']).toBe(`1220${hashModel(bytes)}`);
    expect(item.assets.model['file:size']).toBe(bytes.length);
    const { contract } = await loadModelDescription(MODEL);
    expect([contract.contradictions, contract.notes]).toEqual([[], []]);
    const roles = 'blue green red rededge1 rededge2 rededge3 nir nir08 swir1 swir2'.split(' ');
    expect(contract.inputs[0].bands?.value).toEqual(roles);
  });

  it('knows what nobody mistakes', async () => {
    const { classes } = await ask([
      // Clear water; snow; a spruce wood; dry soil. At the surface.
      [0.03, 0.025, 0.015, 0.012, 0.01, 0.01, 0.008, 0.007, 0.004, 0.003],
      [0.85, 0.86, 0.85, 0.84, 0.83, 0.81, 0.8, 0.78, 0.1, 0.08],
      [0.016, 0.028, 0.018, 0.048, 0.157, 0.202, 0.22, 0.226, 0.098, 0.044],
      [0.14, 0.18, 0.23, 0.25, 0.27, 0.28, 0.29, 0.3, 0.38, 0.36],
    ]);
    expect(classes).toEqual([1, 9, 2, 8]);
  });

  it('gives shares that add up to 1, and the class of the largest, whatever the values', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(spectrum, { minLength: 1, maxLength: 20 }), async (spectra) => {
        const { classes, scores } = await ask(spectra);
        for (const [i, id] of classes.entries()) {
          const shares = Array.from({ length: 9 }, (_, k) => scores[k * spectra.length + i]);
          expect(shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 5);
          expect(shares[id - 1]).toBe(Math.max(...shares));
        }
      }),
      { numRuns: 30 },
    );
  });

  it('says the same of a pixel to the last bit, whatever pixels are beside it', async () => {
    const { bands, bandNames } = generateSampleScene({ size: 64 });
    const values = BANDS.map((name) =>
      Float32Array.from(bands[bandNames.indexOf(name)], (value) => (value - 1000) / 10000),
    );
    const session = await openSession({ path: MODEL, sha256: hashModel(readFileSync(MODEL)) });
    const rate = (from: number, to: number) => {
      const columns = { length: to - from, values: values.map((column) => column.slice(from, to)), valid: null };
      return classifyPixels(session, columns, { withScores: true });
    };
    const whole = await rate(0, 64 * 64);
    await fc.assert(
      fc.asyncProperty(fc.nat({ max: 4000 }), fc.integer({ min: 1, max: 96 }), async (from, length) => {
        const to = Math.min(from + length, 64 * 64);
        const part = await rate(from, to);
        expect(part.classes).toEqual(whole.classes.slice(from, to));
        expect(part.score).toEqual(whole.score!.slice(from, to));
        expect(part.entropy).toEqual(whole.entropy!.slice(from, to));
      }),
      { numRuns: 60 },
    );
  });
});

describe('the recipe land-cover', () => {
  it('asks it where the bands are there', async () => {
    const recipe = await loadRecipe('land-cover');
    expect(recipe.segmenter).toMatchObject({ method: 'model', model: MODEL });
    expect(recipe.legend.map(({ id }) => id)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(recipe.legend[1]).toEqual({ id: 2, name: 'Trees', color: '#397d49' });
    expect(recipe.otherwise).toMatchObject({ name: 'land-cover-rules' });
  });

  it('goes by its rules where they are not, under its own name, and says why', async () => {
    const scenePath = await writeTestScene(join(folder, 'scene.tif'), {
      ...makeRedNir(80, 60),
      bandNames: ['B04', 'B08'],
    });
    const scene = await openScene(scenePath);
    const recipe = await loadRecipe('land-cover');
    const out = join(folder, 'out');
    const result = await processScene({ scene, recipe, out, workers: 1, vectorize: { minPixels: 4 } });
    await scene.close();
    const { statistics } = result;
    expect(result.folder).toBe(join(out, 'scene', 'land-cover/'));
    expect(statistics.recipe).toMatchObject({ name: 'land-cover', title: 'Land cover by rules' });
    expect(statistics.warnings[0]).toBe(
      '"Land cover from Sentinel-2 spectra" reads blue, green, rededge1, rededge2, rededge3, swir1, swir2, which the scene lacks: "Land cover by rules" (land-cover-rules) is used',
    );
  });
});
