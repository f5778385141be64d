import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { chooseRecipe } from '../../src/segment/otherwise.js';
import { prepareRecipe } from '../../src/segment/prepare.js';
import { loadRecipe, parseRecipe, type Recipe } from '../../src/segment/recipe.js';
import { legendOf, sceneFacts } from './support/recipes.js';

const folder = mkdtempSync(join(tmpdir(), 'landquilt-otherwise-'));
afterAll(() => rmSync(folder, { recursive: true }));

const recipeJson = (name: string, index: string, more: object = {}) => ({
  name,
  title: `By ${index}`,
  segmenter: { method: 'index-classes', index, breaks: [0.3] },
  legend: legendOf(2),
  ...more,
});

function writeRecipe(name: string, index: string, more: object = {}): string {
  const path = join(folder, `${name}.json`);
  writeFileSync(path, JSON.stringify(recipeJson(name, index, more)));
  return path;
}

const choose = (recipe: Recipe, bandNames: string[]) => {
  const scene = sceneFacts({ bandNames, dataType: 'float32' });
  const { prepared, warnings } = chooseRecipe(recipe, (candidate) => prepareRecipe(candidate, scene));
  return { recipe: prepared.recipe, warnings };
};

describe('otherwise', () => {
  writeRecipe('by-ndvi', 'ndvi');
  writeRecipe('by-ndre', 'ndre', { otherwise: './by-ndvi.json' });
  const path = writeRecipe('by-mndwi', 'mndwi', { otherwise: 'by-ndre.json' });

  it('is not asked where the scene has the bands, and leaves no trace in the recipe that runs', async () => {
    const { recipe, warnings } = choose(await loadRecipe(path), ['green', 'swir1']);
    expect(recipe).toEqual(parseRecipe(recipeJson('by-mndwi', 'mndwi'), 'by-mndwi.json'));
    expect(warnings).toEqual([]);
  });

  it('takes the place of what the scene cannot be asked, one after the other, and says so', async () => {
    const { recipe, warnings } = choose(await loadRecipe(path), ['red', 'nir']);
    expect(recipe).toEqual({ ...parseRecipe(recipeJson('by-ndvi', 'ndvi'), 'by-ndvi.json'), name: 'by-mndwi' });
    expect(warnings).toEqual([
      '"By mndwi" reads green, swir1, which the scene lacks: "By ndre" (by-ndre) is used',
      '"By ndre" reads rededge1, which the scene lacks: "By ndvi" (by-ndvi) is used',
    ]);
  });

  it('refuses a scene that lacks what the last of them reads, under the name that was asked for', async () => {
    const recipe = await loadRecipe(path);
    expect(() => choose(recipe, ['red'])).toThrow('recipe by-mndwi: wanted bands nir, got bands 1 red');
  });

  it('does not hide what else is wrong', () => {
    const recipe = { ...parseRecipe(recipeJson('a', 'ndvi'), 'a.json'), otherwise: 'crop-health' };
    const fail = () => {
      throw new Error('broken');
    };
    expect(() => chooseRecipe(recipe, fail)).toThrow('broken');
    expect(() => choose(recipe, ['red'])).toThrow('recipe: otherwise: wanted a recipe that was read');
  });

  it('refuses recipes that lead to each other, and one that is not there', async () => {
    writeRecipe('there', 'ndvi', { otherwise: 'and-back.json' });
    const circle = writeRecipe('and-back', 'ndvi', { otherwise: './there.json' });
    await expect(loadRecipe(circle)).rejects.toThrow('wanted a recipe that does not lead back here');
    const itself = writeRecipe('itself', 'ndvi', { otherwise: './itself.json' });
    await expect(loadRecipe(itself)).rejects.toThrow('wanted a recipe that does not lead back here');
    const lost = writeRecipe('lost', 'ndvi', { otherwise: 'crop-helth' });
    await expect(loadRecipe(lost)).rejects.toThrow('did you mean crop-health?');
  });
});
