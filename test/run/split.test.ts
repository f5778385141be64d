import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { UsageError } from '../../src/errors.js';
import type { RunContext } from '../../src/run/context.js';
import { INSTANCES_TIF } from '../../src/run/outputs.js';
import type { RunStatistics } from '../../src/run/statistics.js';
import type { Task } from '../../src/run/tasks.js';
import { type ProcessOptions, processScene } from '../../src/scene.js';
import { loadRecipe, type Recipe } from '../../src/segment/recipe.js';
import type { RecipeVectorize } from '../../src/segment/vectorize-options.js';
import { createMemoryStore } from '../../src/store/memory-store.js';
import { openScene } from '../../src/tiling/open-scene.js';
import { createDepthScale } from '../../src/vectorize/instances/depth.js';
import { makeFolder, makeRedNir, writeTestScene } from '../support/write-scene.js';
import { renumber, splitPlainly } from '../vectorize/instances/in-memory.js';
import { drawObjects } from '../vectorize/instances/masks.js';
import { classesRecipe, hashOutputs as hashUsual, keysOf, planRun, runInProcess } from './in-process.js';

const folder = makeFolder('split');
afterAll(() => rmSync(folder, { recursive: true }));

const mask = drawObjects({ width: 110, height: 90, count: 45, classCount: 2, seed: 4 });
const scenePath = join(folder, 'objects.tif');
beforeAll(async () => {
  const { width, height, classes } = mask;
  await writeTestScene(scenePath, { width, height, dataType: 'uint8', bands: [classes], nodata: 0 });
  await writeTestScene(join(folder, 'fields.tif'), makeRedNir(90, 70));
});

/** A hash of every output, the mask of instances among them. */
async function hashOutputs(of: Parameters<typeof hashUsual>[0]) {
  const key = of.keys.output(INSTANCES_TIF);
  const instances = (await of.store.head(key)) && Buffer.from(await of.store.get(key)).toString('base64');
  return { ...(await hashUsual(of)), instances };
}

const recipeOf = (vectorize: Partial<RecipeVectorize>): Recipe => {
  const recipe = classesRecipe();
  return { ...recipe, vectorize: { ...recipe.vectorize, ...vectorize } };
};

async function inProcess(tileSizePx: number, vectorize: Partial<RecipeVectorize>, how = {}): Promise<RunContext> {
  const given = await planRun(scenePath, tileSizePx, { recipe: recipeOf(vectorize) });
  try {
    return await runInProcess(given, createMemoryStore(), how);
  } finally {
    await given.scene.close();
  }
}

interface Feature {
  id: number;
  properties: { class: number; pixels: number; area_m2: number };
  geometry: { type: string; coordinates: unknown[] };
}

async function readFeatures({ keys, store }: RunContext): Promise<Feature[]> {
  return JSON.parse(new TextDecoder().decode(await store.get(keys.output('regions.geojson')))).features;
}

async function readStatistics({ keys, store }: RunContext): Promise<RunStatistics> {
  return JSON.parse(new TextDecoder().decode(await store.get(keys.output('statistics.json'))));
}

const figures = (features: Feature[]) =>
  features.map(({ id, properties: { pixels, area_m2 } }) => ({ id, pixels, area_m2 }));

const sumPixels = (features: Feature[]) => features.reduce((sum, { properties }) => sum + properties.pixels, 0);

describe('a run that splits objects', () => {
  it.each([4, 8] as const)(
    'writes a feature for each instance, the same bytes for any tiles and order (%i)',
    async (connectivity) => {
      const vectorize = { splitM: 4, connectivity };
      const whole = await inProcess(128, vectorize);
      const scale = createDepthScale(whole.ground, whole.grid);
      expect(scale.unitM * Math.sqrt(scale.colUnits)).toBeCloseTo(10, 1);
      const instances = renumber(splitPlainly(mask, { splitM: 4, connectivity, scale }));
      const expected = new Map<number, { id: number; class: number; pixels: number }>();
      instances.forEach((instance, pixel) => {
        if (instance === 0) return;
        const known = expected.get(instance) ?? { id: pixel, class: mask.classes[pixel], pixels: 0 };
        expected.set(instance, { ...known, pixels: known.pixels + 1 });
      });
      const features = await readFeatures(whole);
      expect(
        features.map(({ id, properties }) => ({ id, class: properties.class, pixels: properties.pixels })),
      ).toEqual([...expected.values()]);
      expect(features.length).toBeGreaterThan(
        1.2 * (await readFeatures(await inProcess(128, { connectivity }))).length,
      );
      const statistics = await readStatistics(whole);
      expect(statistics.regions.count).toBe(features.length);
      expect(statistics.split).toEqual({ splitM: 4, splitClasses: null });
      const report = new TextDecoder().decode(await whole.store.get(whole.keys.output('report.html')));
      expect(report).toContain('objects that touch, where both are by 4 m deeper than the neck');
      const path = join(folder, INSTANCES_TIF);
      writeFileSync(path, await whole.store.get(whole.keys.output(INSTANCES_TIF)));
      const scene = await openScene(path);
      const { bands } = await scene.read({ col: 0, row: 0, width: mask.width, height: mask.height });
      expect({ type: scene.dataType, nodata: scene.nodata, numbers: bands[0] }).toEqual({
        type: 'uint32',
        nodata: 0,
        numbers: instances,
      });
      await scene.close();

      for (const tileSizePx of [16, 37]) {
        const arrange = (tasks: Task[]) => [...tasks, ...tasks].reverse();
        expect(await hashOutputs(await inProcess(tileSizePx, vectorize, { arrange }))).toEqual(
          await hashOutputs(whole),
        );
      }
    },
  );

  it('splits what the sieve leaves, and only the classes that are named', async () => {
    const vectorize = { splitM: 12, splitClasses: [2], minPixels: 20 };
    const whole = await inProcess(128, vectorize);
    expect(await hashOutputs(await inProcess(37, vectorize))).toEqual(await hashOutputs(whole));
    const plain = await readFeatures(await inProcess(128, { minPixels: 20 }));
    const split = await readFeatures(whole);
    const ofClass = (features: Feature[], id: number) => features.filter(({ properties }) => properties.class === id);
    expect(figures(ofClass(split, 1))).toEqual(figures(ofClass(plain, 1)));
    expect(ofClass(split, 2).length).toBeGreaterThan(ofClass(plain, 2).length);
    expect(sumPixels(split)).toBe(sumPixels(plain));
  });

  it('simplifies borders between objects like any others, the same for any tiles', async () => {
    const vectorize = { splitM: 4, simplifyM: 15 };
    const whole = await inProcess(128, vectorize);
    expect(await hashOutputs(await inProcess(37, vectorize))).toEqual(await hashOutputs(whole));
    const exact = await readFeatures(await inProcess(128, { splitM: 4 }));
    const simple = await readFeatures(whole);
    expect(figures(simple)).toEqual(figures(exact));
    expect(JSON.stringify(simple).length).toBeLessThan(0.8 * JSON.stringify(exact).length);
  });

  it('goes on where it was stopped, to the same bytes, and does no tile again', async () => {
    const vectorize = { splitM: 12 };
    const expected = await hashOutputs(await inProcess(55, vectorize));
    const given = await planRun(scenePath, 55, { recipe: recipeOf(vectorize) });
    for (const [step, before] of [
      ['objects', 2],
      ['split', 0],
      ['split', 3],
      ['vectorize', 1],
    ] as const) {
      const store = createMemoryStore();
      const done: string[] = [];
      const stopAt = (task: Task) => {
        if (task.step === step && done.filter((name) => name === step).length === before) throw new Error('stopped');
        done.push(task.step);
      };
      await expect(runInProcess(given, store, { onTask: stopAt })).rejects.toThrow('stopped');
      await runInProcess(given, store, { onTask: (task) => done.push(task.step) });
      const times = (name: string) => done.filter((other) => other === name).length;
      expect({ step, tasks: ['segment', 'objects', 'split', 'vectorize'].map(times) }).toEqual({
        step,
        tasks: [4, 4, 4, 4],
      });
      expect(await hashOutputs({ keys: keysOf(given), store })).toEqual(expected);
    }
    await given.scene.close();
  });

  it('does again what was cut off', async () => {
    const vectorize = { splitM: 12 };
    const expected = await hashOutputs(await inProcess(55, vectorize));
    const given = await planRun(scenePath, 55, { recipe: recipeOf(vectorize) });
    const keys = keysOf(given);
    for (const key of [keys.objects(1), keys.instances, keys.split(2), keys.apron(0)]) {
      const store = createMemoryStore();
      const stop = (task: Task) => {
        if (task.step === 'vectorize') throw new Error('stopped');
      };
      await expect(runInProcess(given, store, { onTask: stop })).rejects.toThrow('stopped');
      await store.put(key, (await store.get(key)).subarray(0, -8));
      await runInProcess(given, store);
      expect(await hashOutputs({ keys, store }), key).toEqual(expected);
    }
    await given.scene.close();
  });

  it('measures indices of the instances, with any tiles and workers', async () => {
    const vectorize = { splitM: 15 };
    const whole = await run('whole', { vectorize, tileSizePx: 90, workers: 1 });
    const tiled = await run('tiled', { vectorize, tileSizePx: 37, workers: 2 });
    const plain = await run('plain', { tileSizePx: 90, workers: 1 });
    expect(tiled.features).toEqual(whole.features);
    expect(whole.features.length).toBeGreaterThan(plain.features.length);
    expect(whole.statistics.classes.map(withoutRegions)).toEqual(plain.statistics.classes.map(withoutRegions));
    const mean = (features: Measured[]) =>
      features.reduce((sum, { properties }) => sum + properties.ndvi_mean * properties.pixels, 0) / sumPixels(features);
    expect(mean(whole.features)).toBeCloseTo(mean(plain.features), 4);
  });

  it('does not dissolve as well', async () => {
    await expect(run('both', { vectorize: { splitM: 1, dissolve: true } })).rejects.toThrow(UsageError);
    await expect(run('classes', { vectorize: { splitClasses: [1] } })).rejects.toThrow(/split beside them/);
  });
});

describe('a run that dissolves classes', () => {
  it.each([4, 8] as const)(
    'writes a feature for each class, the same bytes for any tiles and order (%i)',
    async (connectivity) => {
      const whole = await inProcess(128, { dissolve: true, connectivity });
      for (const tileSizePx of [16, 37]) {
        const arrange = (tasks: Task[]) => [...tasks, ...tasks].reverse();
        const tiled = await inProcess(tileSizePx, { dissolve: true, connectivity }, { arrange });
        expect(await hashOutputs(tiled)).toEqual(await hashOutputs(whole));
      }
      const features = await readFeatures(whole);
      const parts = await readFeatures(await inProcess(128, { connectivity: 4 }));
      expect(features.map(({ properties }) => properties.class).sort()).toEqual([1, 2]);
      for (const { id, properties, geometry } of features) {
        const own = parts.filter((part) => part.properties.class === properties.class);
        expect(geometry.type).toBe('MultiPolygon');
        expect(geometry.coordinates).toEqual(own.map((part) => part.geometry.coordinates));
        expect(properties.pixels).toBe(sumPixels(own));
        expect(id).toBe(own[0]!.id);
        const area = own.reduce((sum, part) => sum + part.properties.area_m2, 0);
        expect(Math.abs(properties.area_m2 - area)).toBeLessThan(0.01 * own.length);
      }
    },
  );

  it('writes no feature of a scene without data', async () => {
    const path = join(folder, 'empty.tif');
    const bands = [new Uint8Array(40 * 30)];
    await writeTestScene(path, { width: 40, height: 30, dataType: 'uint8', bands, nodata: 0 });
    for (const vectorize of [{ dissolve: true }, { splitM: 3 }]) {
      const given = await planRun(path, 16, { recipe: recipeOf(vectorize) });
      expect(await readFeatures(await runInProcess(given, createMemoryStore()))).toEqual([]);
      await given.scene.close();
    }
  });
});

interface Measured extends Feature {
  properties: Feature['properties'] & { ndvi_mean: number };
}

const withoutRegions = ({ regions: _, ...rest }: RunStatistics['classes'][number]) => rest;

async function run(
  name: string,
  options: Pick<ProcessOptions, 'vectorize' | 'tileSizePx' | 'workers'> & { vectorize?: Partial<RecipeVectorize> },
) {
  const scene = await openScene(join(folder, 'fields.tif'));
  try {
    const { folder: out, statistics } = await processScene({
      scene,
      recipe: await loadRecipe('crop-health'),
      out: join(folder, name),
      overrides: { scaling: { scale: 1e-4, offset: 0 } },
      formats: ['geojson'],
      vectorsOnly: true,
      ...options,
    });
    const features: Measured[] = JSON.parse(readFileSync(join(out, 'regions.geojson'), 'utf8')).features;
    return { statistics, features };
  } finally {
    await scene.close();
  }
}
