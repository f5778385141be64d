import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RunStatistics } from '../../src/run/statistics.js';
import { parseRecipe } from '../../src/segment/recipe.js';
import { createMemoryStore } from '../../src/store/memory-store.js';
import { parseCsv } from '../support/parse-csv.js';
import { makeFolder, makeRedNir, writeTestScene } from '../support/write-scene.js';
import { hashOutputs, planRun, runInProcess } from './in-process.js';

const folder = makeFolder('attributes');
const scenePath = join(folder, 'fields.tif');
const WIDTH = 160;
const HEIGHT = 120;
const scene = makeRedNir(WIDTH, HEIGHT);

beforeAll(() => writeTestScene(scenePath, scene));
afterAll(() => rmSync(folder, { recursive: true }));

const ALL = {
  indices: ['ndvi'],
  bands: ['nir', 'red'],
  statistics: ['std', 'max', 'min', 'mean'],
  shape: true,
  scores: true,
};

const legend = [1, 2, 3].map((id) => ({ id, name: `cluster ${id}`, color: '#112233' }));
const recipeWith = (attributes: object, segmenter: object = { method: 'k-means', clusters: 3 }) =>
  parseRecipe(
    {
      ...{ name: 'figures', segmenter, legend, attributes },
      ...{ scaling: { scale: 1e-4, offset: -0.01 }, vectorize: { connectivity: 8 } },
    },
    'figures.json',
  );

async function run(attributes: object, tileSizePx: number) {
  const given = await planRun(scenePath, tileSizePx, { recipe: recipeWith(attributes) });
  const store = createMemoryStore();
  try {
    const context = await runInProcess(given, store);
    const text = async (name: string) => new TextDecoder().decode(await store.get(context.keys.output(name)));
    return {
      hashes: await hashOutputs(context),
      statistics: JSON.parse(await text('statistics.json')) as RunStatistics,
      features: JSON.parse(await text('regions.geojson')).features as { bbox: number[]; properties: Properties }[],
      report: await text('report.html'),
    };
  } finally {
    await given.scene.close();
  }
}

type Properties = Record<string, number>;

const allOf = (name: string): string[] => ['mean', 'min', 'max', 'std'].map((statistic) => `${name}_${statistic}`);

describe('the attributes of a run', () => {
  it('are the same bytes for every tile size, and as told in the recipe', async () => {
    const whole = await run(ALL, 200);
    for (const tileSizePx of [40, 64, 77]) {
      const { hashes, statistics } = await run(ALL, tileSizePx);
      expect(hashes).toEqual(whole.hashes);
      expect(statistics.classes).toEqual(whole.statistics.classes);
    }
    const figures = ['ndvi', 'nir', 'red'].flatMap(allOf);
    expect(Object.keys(whole.features[0]!.properties)).toEqual([
      ...['class', 'label', 'area_m2', 'perimeter_m', 'pixels', 'compactness', ...figures, 'score_mean', 'score_min'],
      ...['scene', 'recipe', 'datetime'],
    ]);
    for (const { bbox, properties } of whole.features) {
      expect(bbox).toHaveLength(4);
      for (const name of ['compactness', 'score_mean', 'score_min']) {
        expect(properties[name]).toBeGreaterThanOrEqual(0);
        expect(properties[name]).toBeLessThanOrEqual(1);
      }
      for (const name of ['ndvi', 'nir', 'red']) {
        expect(properties[`${name}_min`]!).toBeLessThanOrEqual(properties[`${name}_mean`]!);
        expect(properties[`${name}_mean`]!).toBeLessThanOrEqual(properties[`${name}_max`]!);
      }
    }
    expect(whole.report).toMatch(/Mean NDVI<.*Mean nir<.*Mean red<.*Mean score</);
  });

  it('of a class are those of all its pixels', async () => {
    const { statistics, features } = await run(ALL, 64);
    for (const { id, layers, pixels } of statistics.classes) {
      const own = features.filter(({ properties }) => properties.class === id).map(({ properties }) => properties);
      expect(own.reduce((sum, of) => sum + of.pixels!, 0)).toBe(pixels);
      expect(Object.keys(layers!)).toEqual(['ndvi', 'nir', 'red', 'score']);
      for (const [name, { mean, min, max, std }] of Object.entries(layers!)) {
        const weighted = (value: (of: Properties) => number) =>
          own.reduce((sum, of) => sum + of.pixels! * value(of), 0) / pixels;
        expect(mean).toBeCloseTo(
          weighted((of) => of[`${name}_mean`]!),
          4,
        );
        expect(min).toBeCloseTo(Math.min(...own.map((of) => of[`${name}_min`]!)), 4);
        if (name === 'score') continue;
        expect(max).toBeCloseTo(Math.max(...own.map((of) => of[`${name}_max`]!)), 4);
        const square = weighted((of) => of[`${name}_std`]! ** 2 + of[`${name}_mean`]! ** 2);
        expect(std).toBeCloseTo(Math.sqrt(square - mean! ** 2), 3);
      }
    }
  });

  it('of classes and regions are the columns of the tables for spreadsheets', async () => {
    const given = await planRun(scenePath, 64, { recipe: recipeWith(ALL), formats: ['csv'] });
    const store = createMemoryStore();
    const { keys } = await runInProcess(given, store).finally(() => given.scene.close());
    const table = async (name: string) => parseCsv(new TextDecoder().decode(await store.get(keys.output(name))));
    const [classHead, ...classes] = await table('classes.csv');
    const [areaHead, ...areas] = await table('areas.csv');
    const figures = [...['ndvi', 'nir', 'red'].flatMap(allOf), 'score_mean', 'score_min'];
    expect(classHead!.slice(6)).toEqual(figures);
    expect(areaHead!.slice(6, -7)).toEqual(['compactness', ...figures]);
    const json = new TextDecoder().decode(await store.get(keys.output('statistics.json')));
    const statistics = JSON.parse(json) as RunStatistics;
    expect(classes.map((cells) => cells.slice(6).map(Number))).toEqual(
      statistics.classes.map(({ layers }) => Object.values(layers!).flatMap((of) => Object.values(of))),
    );
    expect(areas.length).toBeGreaterThan(100);
  });

  it('give reflectance on the scale of the recipe', async () => {
    const { statistics } = await run({ bands: ['red'] }, 64);
    const valid = [...scene.bands[0]!].filter((value) => value > 0);
    const mean = valid.reduce((sum, value) => sum + value, 0) / valid.length;
    const { classes, pixels } = statistics;
    const ours = classes.reduce((sum, of) => sum + of.pixels * of.layers!.red!.mean!, 0) / pixels.valid;
    expect(ours).toBeCloseTo(mean * 1e-4 - 0.01, 7);
  });

  it('leave the statistics as they were where only means of indices are asked for', async () => {
    const { statistics, features } = await run({ indices: ['ndvi'] }, 64);
    for (const of of statistics.classes) expect(of).not.toHaveProperty('layers');
    expect(Object.keys(features[0]!)).toEqual(['type', 'id', 'properties', 'geometry']);
    expect(Object.keys(features[0]!.properties)).toContain('ndvi_mean');
  });

  it('are refused before the first tile where they cannot be had', async () => {
    await expect(planRun(scenePath, 64, { recipe: recipeWith({ bands: ['swir1'] }) })).rejects.toThrow(
      /recipe figures: wanted bands swir1, got bands 1 red, 2 nir/,
    );
    expect(() => recipeWith({ bands: ['nri'] })).toThrow(/attributes\.bands\[0\]: .*did you mean nir\?/);
    expect(() => recipeWith({ statistics: ['median'] })).toThrow(/attributes\.statistics\[0\]: wanted one of mean/);
    expect(() => recipeWith({ indices: ['ndvi', 'ndvi'] })).toThrow(/attributes\.indices: wanted each name once/);
    expect(() => recipeWith({ scores: true }, { method: 'otsu', index: 'ndvi' })).toThrow(
      /attributes\.scores: wanted a segmenter with scores \(k-means, .*\), got otsu, which has none/,
    );
  });
});
