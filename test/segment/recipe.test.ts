import { readdirSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { InputError } from '../../src/errors.js';
import { listRecipes, loadRecipe, parseRecipe } from '../../src/segment/recipe.js';
import { recipeJsonSchema } from '../../src/segment/recipe-schema.js';
import { legendOf } from './support/recipes.js';

const MINIMAL = {
  name: 'green',
  segmenter: { method: 'index-classes', index: 'ndvi', breaks: [0.3] },
  legend: legendOf(2),
};

function problemOf(change: object): string {
  try {
    parseRecipe({ ...MINIMAL, ...change }, 'green.json');
  } catch (error) {
    expect(error).toBeInstanceOf(InputError);
    return (error as Error).message;
  }
  throw new Error('the recipe was taken');
}

describe('parseRecipe', () => {
  it('fills in every default', () => {
    expect(parseRecipe(MINIMAL, 'green.json')).toEqual({
      ...MINIMAL,
      title: 'green',
      description: '',
      version: '1',
      scaling: 'auto',
      layers: {},
      exclude: [],
      refine: [],
      attributes: { indices: [], bands: [], layers: [], statistics: ['mean'], shape: false, scores: false },
      vectorize: {
        connectivity: 4,
        minPixels: 0,
        minAreaM2: 0,
        sieveRule: 'largest',
        splitM: 0,
        splitClasses: null,
        dissolve: false,
        simplifyM: 0,
        simplifyMethod: 'visvalingam',
        islands: 'keep',
        smooth: false,
      },
    });
  });

  it.each([
    [{ vectorise: {} }, 'vectorise: unknown key (did you mean vectorize?)'],
    [{ vectorize: { conectivity: 8 } }, 'vectorize.conectivity: unknown key (did you mean connectivity?)'],
    [{ bands: { redd: 1 } }, 'bands.redd: unknown key (did you mean red?)'],
    [{ legend: [{ id: 1, name: 'a', colour: '#123456' }] }, 'legend[0].colour: unknown key (did you mean color?)'],
    [{ segmenter: { method: 'otsu', index: 'ndvi', bin: 9 } }, 'segmenter.bin: unknown key (did you mean bins?)'],
    [{ segmenter: { method: 'otsuu' } }, 'got otsuu (did you mean otsu?)'],
    [{ segmenter: { method: 'otsu', index: 'ndiv' } }, '(did you mean ndvi?)'],
    [{ sensor: 'sentinel-2-l2b' }, '(did you mean sentinel-2-l2a?)'],
    [{ scaling: { scale: 0, offset: 0 } }, 'scaling'],
    [{ legend: legendOf(1) }, 'got none for 2'],
    [{ legend: [...legendOf(2), ...legendOf(1)] }, 'got 1 twice'],
    [{ legend: [{ id: 0, name: 'nodata', color: '#000000' }] }, 'legend[0].id'],
    [{ legend: [{ id: 1, name: 'a', color: 'red' }] }, 'legend[0].color: wanted a colour such as #1b7837'],
    [{ segmenter: { method: 'threshold', index: 'ndvi', cuts: [2, 1] } }, 'segmenter.cuts: wanted increasing values'],
    [{ segmenter: { method: 'threshold', cuts: [1] } }, 'exactly one of index, band and layer'],
  ])('refuses %j', (change, problem) => {
    expect(problemOf(change)).toContain(problem);
  });

  it('sees a segmenter under a wrong key', () => {
    expect(() => parseRecipe({ name: 'a', segmentor: {} }, 'a.json')).toThrow(
      'unknown key segmentor (did you mean seg',
    );
  });

  it('tells every problem at once, on one line, with the file', () => {
    const message = problemOf({ sensr: 'naip', title: 7, vectorize: { connectivity: 6 } });
    expect(message).toMatch(/sensr: unknown key \(did you mean sensor\?\)/);
    expect(message).toMatch(/title: /);
    expect(message).toMatch(/vectorize\.connectivity: /);
    expect(message).toMatch(/\(green\.json\)$/);
    expect(message).not.toContain('\n');
  });

  it.each([null, 3, 'text', []])('refuses %j for a recipe', (json) => {
    expect(() => parseRecipe(json, 'x.json')).toThrow(InputError);
  });
});

describe('loadRecipe', () => {
  it('finds what comes with the package by name, and says which names there are', async () => {
    expect((await loadRecipe('crop-health')).name).toBe('crop-health');
    await expect(loadRecipe('crop-helth')).rejects.toThrow('did you mean crop-health?');
    await expect(loadRecipe('./nothing.json')).rejects.toThrow('which is no file');
  });

  it('reads a file, and says what is wrong with one that is not JSON', async () => {
    const path = join(tmpdir(), `recipe-${process.pid}.json`);
    await writeFile(path, JSON.stringify(MINIMAL));
    expect((await loadRecipe(path)).name).toBe('green');
    await writeFile(path, '{ "name": ');
    await expect(loadRecipe(path)).rejects.toThrow(InputError);
  });
});

describe('the recipes of the package', () => {
  it('are named as their files', async () => {
    const recipes = await listRecipes();
    const files = readdirSync(new URL('../../recipes/', import.meta.url)).filter((file) => !file.includes('schema'));
    expect(recipes.map(({ name }) => name)).toEqual(files.map((file) => file.replace('.json', '')).sort());
    expect(files).toContain('crop-health.json');
    for (const recipe of recipes) expect(await loadRecipe(recipe.name)).toEqual(recipe);
  });

  it('have colours that differ and stand out from black and from white', async () => {
    for (const { legend } of await listRecipes()) {
      expect(new Set(legend.map(({ color }) => color)).size).toBe(legend.length);
      for (const { color } of legend) {
        expect(luminance(color)).toBeGreaterThan(0.02);
        expect(luminance(color)).toBeLessThan(0.75);
      }
    }
  });

  it('have the schema that the code makes (UPDATE_SCHEMA=1 rewrites the file; then format it)', async () => {
    const file = new URL('../../recipes/recipe.schema.json', import.meta.url);
    const schema = JSON.stringify(recipeJsonSchema(), null, 2);
    if (process.env.UPDATE_SCHEMA) await writeFile(file, `${schema}\n`);
    expect(JSON.parse(await readFile(file, 'utf8'))).toEqual(JSON.parse(schema));
  });
});

/** Relative luminance, WCAG 2.2. */
function luminance(color: string): number {
  const [r, g, b] = [1, 3, 5].map((at) => {
    const value = Number.parseInt(color.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r! + 0.7152 * g! + 0.0722 * b!;
}
