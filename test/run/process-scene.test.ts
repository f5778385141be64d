import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { InputError, UsageError } from '../../src/errors.js';
import { type ProcessOptions, processScene } from '../../src/scene.js';
import { loadRecipe, type Recipe } from '../../src/segment/recipe.js';
import { openScene } from '../../src/tiling/open-scene.js';
import { makeFolder, makeRedNir, writeTestScene } from '../support/write-scene.js';
import { EXACT } from './in-process.js';

const folder = makeFolder('process');
const scenePath = join(folder, 'fields.tif');
/** Those, and the item, for all runs are of one file. */
const SAME = [...EXACT, 'item.json'];
let recipe: Recipe;

beforeAll(async () => {
  await writeTestScene(scenePath, makeRedNir(300, 220));
  recipe = await loadRecipe('crop-health');
});

async function run(name: string, options: Partial<ProcessOptions> = {}, hooks?: Parameters<typeof processScene>[1]) {
  const scene = await openScene(scenePath);
  try {
    const all = {
      scene,
      recipe,
      out: join(folder, name),
      workers: 1,
      overrides: { scaling: { scale: 1e-4, offset: 0 } },
    };
    return await processScene({ ...all, ...options }, hooks);
  } finally {
    await scene.close();
  }
}

const hashes = (of: string) =>
  Object.fromEntries(
    SAME.map((name) => [
      name,
      createHash('sha256')
        .update(readFileSync(join(of, name)))
        .digest('hex'),
    ]),
  );

describe('a run', () => {
  it('gives the same bytes for every tile size, number of workers and order', async () => {
    const whole = await run('whole', { tileSizePx: 300 });
    expect(whole.statistics.tiles.count).toBe(1);
    for (const [tileSizePx, workers] of [
      [64, 2],
      [77, 1],
      [128, 2],
      [256, 1],
    ] as const) {
      const tiled = await run(`tiles-${tileSizePx}`, { tileSizePx, workers });
      expect(hashes(tiled.folder), `tiles of ${tileSizePx}`).toEqual(hashes(whole.folder));
      expect(tiled.statistics.classes).toEqual(whole.statistics.classes);
      expect(tiled.statistics.pixels).toEqual(whole.statistics.pixels);
    }
  });

  it('writes the outputs and leaves no work behind', async () => {
    const { folder: outputs } = await run('files');
    expect(readdirSync(outputs).sort()).toEqual([...SAME, 'report.html', 'run.json', 'statistics.json'].sort());
    expect(readdirSync(join(folder, 'files', '.landquilt'))).toEqual([]);
  });

  it('counts every pixel once and leaves nodata out', async () => {
    const { statistics, folder: outputs } = await run('counts', { tileSizePx: 100 });
    const { pixels, classes, regions } = statistics;
    const nodata = makeRedNir(300, 220).bands[0].filter((value) => value === 0).length;
    expect(pixels).toMatchObject({ total: 66_000, nodata, valid: 66_000 - nodata });
    expect(classes.reduce((sum, row) => sum + row.pixels, 0)).toBe(pixels.valid);
    expect(classes.reduce((sum, row) => sum + row.regions, 0)).toBe(regions.count);
    const { features } = JSON.parse(readFileSync(join(outputs, 'regions.geojson'), 'utf8'));
    expect(features).toHaveLength(regions.count);
    const ids = features.map(({ id }: { id: number }) => id);
    expect(ids).toEqual([...ids].sort((a, b) => a - b));
    for (const { id, pixels: count, areaM2 } of classes) {
      const own = features.filter(({ properties }: { properties: { class: number } }) => properties.class === id);
      const sum = (name: string) =>
        own.reduce(
          (total: number, { properties }: { properties: Record<string, number> }) => total + properties[name],
          0,
        );
      expect(sum('pixels')).toBe(count);
      expect(Math.abs(sum('area_m2') - areaM2)).toBeLessThan(0.01 * own.length);
    }
  });

  it('does nothing when the very same run is published, and everything when forced', async () => {
    const first = await run('again');
    const second = await run('again');
    expect([first.wasPublished, second.wasPublished]).toEqual([false, true]);
    expect(second.statistics).toEqual(first.statistics);
    expect((await run('again', { force: true })).wasPublished).toBe(false);
  });

  it('goes on where an interrupted run stopped, to the same bytes', async () => {
    const whole = await run('uninterrupted', { tileSizePx: 64 });
    for (const step of ['segment', 'vectorize'] as const) {
      const abort = new AbortController();
      const stop = ({ step: at, done }: { step: string; done: number }) => {
        if (at === step && done === 7) abort.abort(new Error('stopped by the test'));
      };
      const hooks = { onProgress: stop, signal: abort.signal };
      const name = `interrupted-${step}`;
      await expect(run(name, { tileSizePx: 64 }, hooks)).rejects.toThrow('stopped by the test');
      const resumed = await run(name, { tileSizePx: 64 });
      expect(resumed.statistics.tiles[step === 'segment' ? 'segmentReused' : 'vectorizeReused']).toBeGreaterThan(6);
      expect(hashes(resumed.folder)).toEqual(hashes(whole.folder));
    }
  });

  it('refuses a scene without a CRS, and takes one that is told', async () => {
    const bare = await writeTestScene(join(folder, 'bare.tif'), { ...makeRedNir(40, 40), crs: null });
    const scene = await openScene(bare);
    const options = { scene, recipe, out: join(folder, 'bare'), workers: 1 };
    await expect(processScene(options)).rejects.toThrow(/coordinate reference system.*none.*bare\.tif/);
    const crs = { epsg: 32633, proj: '+proj=utm +zone=33 +datum=WGS84 +units=m +no_defs' };
    const { statistics } = await processScene({ ...options, crs });
    expect(statistics.scene.crs.epsg).toBe(32633);
    await scene.close();
  });

  it('refuses a scene that changes while it is processed', async () => {
    const path = await writeTestScene(join(folder, 'changing.tif'), makeRedNir(64, 64));
    const scene = await openScene(path);
    const hooks = {
      onProgress: ({ step }: { step: string }) => {
        if (step === 'fit') void utimes(path, new Date(0), new Date(0));
      },
    };
    const options = { scene, recipe, out: join(folder, 'changing'), workers: 1 };
    await expect(processScene(options, hooks)).rejects.toThrow(InputError);
    await scene.close();
  });

  it('says how much memory it needs when it is given too little', async () => {
    await expect(run('small', { memoryMB: 10 })).rejects.toThrow(UsageError);
    await expect(run('small', { memoryMB: 10 })).rejects.toThrow(/memory: wanted at least \d+ MB.*got 10 MB/);
  });
});
