import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RunStatistics } from '../../src/run/statistics.js';
import type { Task } from '../../src/run/tasks.js';
import { type ProcessOptions, processScene } from '../../src/scene.js';
import { loadRecipe, type Recipe } from '../../src/segment/recipe.js';
import type { RecipeVectorize } from '../../src/segment/vectorize-options.js';
import { createMemoryStore } from '../../src/store/memory-store.js';
import { openScene } from '../../src/tiling/open-scene.js';
import type { Mask } from '../support/vectorize-in-memory.js';
import { makeFolder, makeRedNir, writeTestScene } from '../support/write-scene.js';
import { makeMask } from '../vectorize/sieve/masks.js';
import { sievePlainly } from '../vectorize/sieve/plain-sieve.js';
import { groundOf, makeFields, SMALL } from '../vectorize/zonal/judged.js';
import {
  classesRecipe,
  EXACT,
  type Given,
  hashOutputs,
  keysOf,
  listKeys,
  planRun,
  runInProcess,
} from './in-process.js';

const folder = makeFolder('sieve');
afterAll(() => rmSync(folder, { recursive: true }));

const raw = makeMask({ width: 90, height: 70, classCount: 4, cellPx: 5, noise: 0.2, least: 0, seed: 5 });
const scenePath = join(folder, 'raw', 'scene.tif');
const LARGEST: Partial<RecipeVectorize> = { minPixels: 9 };
const LONGEST: Partial<RecipeVectorize> = { minPixels: 9, connectivity: 8, sieveRule: 'longest-border' };

const writeClasses = (path: string, { width, height, classes }: Mask) => {
  mkdirSync(join(path, '..'), { recursive: true });
  return writeTestScene(path, { width, height, dataType: 'uint8', bands: [classes], nodata: 0 });
};
beforeAll(() => writeClasses(scenePath, raw));

const recipeOf = (vectorize: Partial<RecipeVectorize>): Recipe => {
  const recipe = classesRecipe();
  return { ...recipe, vectorize: { ...recipe.vectorize, ...vectorize } };
};

async function readMask(path: string): Promise<Mask> {
  const scene = await openScene(path);
  const { width, height } = scene;
  const { bands } = await scene.read({ col: 0, row: 0, width, height });
  await scene.close();
  return { width, height, classes: bands[0] as Uint8Array };
}

async function inProcess(path: string, tileSizePx: number, vectorize: Partial<RecipeVectorize>, how = {}) {
  const given = await planRun(path, tileSizePx, { recipe: recipeOf(vectorize) });
  try {
    return await runInProcess(given, createMemoryStore(), how);
  } finally {
    await given.scene.close();
  }
}

describe('a run with a sieve', () => {
  it.each([LARGEST, LONGEST])(
    'writes the sieved mask, the same bytes for any tiles and order: %j',
    async (vectorize) => {
      const tiled = await inProcess(scenePath, 16, vectorize, {
        arrange: (tasks: Task[]) => [...tasks, ...tasks].reverse(),
      });
      const { keys, store } = tiled;
      const maskPath = join(folder, 'mask.tif');
      writeFileSync(maskPath, await store.get(keys.output('mask.tif')));
      const { connectivity = 4, sieveRule: rule = 'largest' } = vectorize;
      const expected = sievePlainly(raw, { connectivity, rule, minPixels: 9 });
      expect((await readMask(maskPath)).classes).toEqual(expected.classes);
      const text = new TextDecoder().decode(await store.get(keys.output('statistics.json')));
      const { sieve, regions, pixels } = JSON.parse(text) as RunStatistics;
      expect(sieve).toEqual({
        minPixels: 9,
        minAreaM2: 0,
        rule,
        regionsBefore: expect.any(Number),
        ...expected.counts,
      });
      expect(regions.count).toBeLessThan(sieve!.regionsBefore);
      expect(pixels.valid).toBe(raw.classes.filter((id) => id > 0).length);
      for (const tileSizePx of [37, 128]) {
        expect(await hashOutputs(await inProcess(scenePath, tileSizePx, vectorize))).toEqual(await hashOutputs(tiled));
      }
    },
  );

  it('writes what a run without one writes of the sieved mask', async () => {
    const { classes } = sievePlainly(raw, { connectivity: 4, rule: 'largest', minPixels: 9 });
    const sievedPath = await writeClasses(join(folder, 'sieved', basename(scenePath)), { ...raw, classes });
    const sieved = await inProcess(sievedPath, 37, {});
    // Its item names another file as the source, and its picture shows that file.
    const { 'item.json': _, 'source.webp': __, ...same } = await hashOutputs(sieved);
    expect(await hashOutputs(await inProcess(scenePath, 37, LARGEST))).toMatchObject(same);
  });

  it('goes on where it was stopped, to the same bytes, and does no tile again', async () => {
    const expected = await hashOutputs(await inProcess(scenePath, 37, LARGEST));
    const given: Given = await planRun(scenePath, 37, { recipe: recipeOf(LARGEST) });
    for (const [step, before] of [
      ['neighbours', 2],
      ['sieve', 0],
      ['sieve', 3],
      ['vectorize', 1],
    ] as const) {
      const store = createMemoryStore();
      const done: string[] = [];
      const stopAt = (task: Task) => {
        if (task.step === step && done.filter((name) => name === step).length === before) throw new Error('stopped');
        done.push(task.step);
      };
      await expect(runInProcess(given, store, { onTask: stopAt })).rejects.toThrow('stopped');
      const again: string[] = [];
      await runInProcess(given, store, { onTask: (task) => again.push(task.step) });
      const both = (name: string) => [...done, ...again].filter((other) => other === name).length;
      expect({ step, tasks: ['segment', 'neighbours', 'sieve', 'vectorize'].map(both) }).toEqual({
        step,
        tasks: [6, 6, 6, 6],
      });
      expect(await hashOutputs({ keys: keysOf(given), store })).toEqual(expected);
      expect(await listKeys(store, keysOf(given).work)).toEqual([]);
    }
    await given.scene.close();
  });

  it('does again what was cut off', async () => {
    const expected = await hashOutputs(await inProcess(scenePath, 37, LARGEST));
    const given: Given = await planRun(scenePath, 37, { recipe: recipeOf(LARGEST) });
    const keys = keysOf(given);
    for (const key of [keys.sieveRegions, keys.sieveClasses, keys.neighbours(3), keys.sieved(2)]) {
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
});

describe('a sieve of fields', () => {
  const fieldsPath = join(folder, 'fields.tif');
  const zonesPath = join(folder, 'zones.geojson');
  const names = [...EXACT, 'zones.geojson', 'zones.csv'];

  async function run(name: string, options: Pick<ProcessOptions, 'vectorize' | 'tileSizePx' | 'workers'>) {
    const scene = await openScene(fieldsPath);
    try {
      const { folder: out, statistics } = await processScene({
        scene,
        recipe: await loadRecipe('crop-health'),
        out: join(folder, name),
        overrides: { scaling: { scale: 1e-4, offset: 0 } },
        zones: { location: zonesPath },
        ...options,
      });
      return { statistics, files: Object.fromEntries(names.map((file) => [file, readFileSync(join(out, file))])), out };
    } finally {
      await scene.close();
    }
  }

  it('has the same sums for any tiles and workers, and zones of the sieved mask', async () => {
    await writeTestScene(fieldsPath, makeRedNir(120, 90));
    const { bboxLonLat } = groundOf({ ...SMALL, width: 120, height: 90 });
    writeFileSync(zonesPath, JSON.stringify(makeFields({ bboxLonLat, count: 12, seed: 3, radii: [0.05, 0.6] })));
    const vectorize = { minPixels: 4, minAreaM2: 900 };
    const whole = await run('whole', { vectorize, tileSizePx: 128, workers: 1 });
    const tiled = await run('tiled', { vectorize, tileSizePx: 37, workers: 2 });
    for (const name of names) expect(tiled.files[name]!.equals(whole.files[name]!), name).toBe(true);
    expect({ ...tiled.statistics.sieve }).toEqual({ ...whole.statistics.sieve });
    expect(tiled.statistics.sieve!.joinedRegions).toBeGreaterThan(100);

    const plain = await run('plain', { tileSizePx: 128, workers: 1 });
    expect(plain.statistics.regions.count).toBe(whole.statistics.sieve!.regionsBefore);
    expect(plain.statistics.sieve).toBeUndefined();
    const sumOf = ({ classes }: RunStatistics) => classes.reduce((sum, { pixels }) => sum + pixels, 0);
    expect(sumOf(whole.statistics)).toBe(sumOf(plain.statistics));
    expect(whole.statistics.areaM2.valid).toBeCloseTo(plain.statistics.areaM2.valid, 3);

    const fieldsOf = ({ files }: typeof plain) => JSON.parse(String(files['zones.geojson'])).features as Field[];
    const [before, after] = [fieldsOf(plain), fieldsOf(whole)];
    const isArea = (name: string) => /(_m2|_share|_pixels|^class|^label)/.test(name);
    before.forEach(({ properties }, i) => {
      const [kept, other] = [properties, after[i]!.properties].map((all) =>
        Object.fromEntries(Object.entries(all).filter(([name]) => !isArea(name))),
      );
      expect(other).toEqual(kept);
    });
    expect(after).not.toEqual(before);
    const report = readFileSync(join(whole.out, 'report.html'), 'utf8');
    expect(report).toContain('regions of less than 4 pixels or 900 m² join their largest neighbour');
  });
});

interface Field {
  properties: Record<string, unknown>;
}
