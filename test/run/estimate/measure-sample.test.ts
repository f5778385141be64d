import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { measureRates, placeWindows } from '../../../src/run/estimate/measure-sample.js';
import { parseRecipe, type Recipe } from '../../../src/segment/recipe.js';
import { makeFolder, makeRedNir, writeTestScene } from '../../support/write-scene.js';
import { planRun } from '../in-process.js';

const folder = makeFolder('sample');
const path = join(folder, 'fields.tif');

beforeAll(() => writeTestScene(path, makeRedNir(300, 260)));
afterAll(() => rmSync(folder, { recursive: true }));

/** Objects in squares of 128 pixels; smoothed values, cut once. */
const RECIPES: Record<string, unknown> = {
  objects: {
    segmenter: { method: 'flood', of: ['nir'], tolerance: 300, minPixels: 200, blockPx: 128, overlapPx: 32 },
    legend: [{ id: 1, name: 'object', color: '#ffffff' }],
  },
  smooth: {
    layers: { soft: { type: 'gaussian', of: 'nir', sigmaPx: 2 } },
    segmenter: { method: 'threshold', layer: 'soft', cuts: [1800] },
    legend: [
      { id: 1, name: 'low', color: '#000000' },
      { id: 2, name: 'high', color: '#ffffff' },
    ],
    vectorize: { minPixels: 20, simplifyM: 10 },
  },
};

describe('a sample of a scene', () => {
  it.each(Object.keys(RECIPES))('is mapped the whole way, from windows inside the scene: %s', async (name) => {
    const recipe: Recipe = parseRecipe({ name, ...(RECIPES[name] as object) }, 'test');
    const given = await planRun(path, 200, { recipe });
    const { blockPx } = given.prepared;
    const windows = placeWindows(given);
    expect(windows).toHaveLength(3);
    for (const { col, row, width, height } of windows) {
      expect([col % (blockPx ?? 1), row % (blockPx ?? 1)]).toEqual([0, 0]);
      expect(col + width).toBeLessThanOrEqual(300);
      expect(row + height).toBeLessThanOrEqual(260);
    }
    const { source, ...rates } = await measureRates(given);
    expect(source).toBe('sample');
    for (const [what, { low, high }] of Object.entries(rates)) {
      expect(low, what).toBeGreaterThan(0);
      expect(high, what).toBeGreaterThan(low);
    }
    await given.scene.close();
  });
});
