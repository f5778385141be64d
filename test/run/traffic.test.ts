import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RunStatistics } from '../../src/run/statistics.js';
import { processScene } from '../../src/scene.js';
import { loadRecipe } from '../../src/segment/recipe.js';
import { sumTraffic } from '../../src/store/traffic.js';
import { openStack } from '../../src/tiling/stack/open-stack.js';
import { type RangeServer, startRangeServer } from '../support/range-server.js';
import { makeFolder, makeRedNir, writeTestScene } from '../support/write-scene.js';
import { EXACT } from './in-process.js';

const folder = makeFolder('traffic');
const path = join(folder, 'fields.tif');
let server: RangeServer;

beforeAll(async () => {
  await writeTestScene(path, makeRedNir(420, 360));
  server = await startRangeServer(readFileSync(path));
});
afterAll(() => {
  server.close();
  rmSync(folder, { recursive: true });
});

async function run(location: string, name: string, beside: Record<string, string> = {}) {
  server.reset();
  const scene = await openStack(location, beside);
  try {
    const recipe = await loadRecipe('crop-health');
    const overrides = { scaling: { scale: 1e-4, offset: 0 } };
    const out = join(folder, name);
    const result = await processScene({ scene, recipe, overrides, out, workers: 2, tileSizePx: 256 });
    const read = (file: string) => readFileSync(join(result.folder, file));
    return { read, statistics: JSON.parse(read('statistics.json').toString()) as RunStatistics };
  } finally {
    await scene.close();
  }
}

describe('the statistics of a run', () => {
  it('tell what all workers fetched, as the server counted it, and the other files do not', async () => {
    const remote = await run(server.url('fields.tif'), 'remote');
    const { traffic } = remote.statistics;
    expect(traffic).toMatchObject({ requests: server.requests.length, fetchedBytes: server.sentBytes() });
    const { neededBytes, ratio } = traffic!;
    expect(neededBytes).toBeGreaterThan(0);
    expect(neededBytes).toBeLessThan(readFileSync(path).length);
    expect(ratio).toBe(server.sentBytes() / neededBytes);
    expect(remote.read('report.html').toString()).toMatch(/<dt>Fetched<\/dt><dd>.+ of pixels, \d+ requests<\/dd>/);

    const local = await run(path, 'local');
    expect(local.statistics).not.toHaveProperty('traffic');
    expect(local.read('report.html').toString()).not.toContain('Fetched');
    for (const name of EXACT) {
      expect(local.read(name).equals(remote.read(name)), name).toBe(true);
    }
  });

  it('count of files beside the scene those alone that are somewhere else', async () => {
    const { statistics } = await run(path, 'beside', { before: server.url('earlier.tif') });
    // The recipe reads none of its bands: headers alone are fetched.
    const { fetchedBytes, neededBytes, ratio } = statistics.traffic!;
    expect([fetchedBytes, neededBytes, ratio]).toEqual([server.sentBytes(), 0, 0]);
  });
});

describe('sumTraffic', () => {
  it('is null where nothing is somewhere else', () => {
    expect(sumTraffic([null, undefined])).toBeNull();
    const one = { requests: 1, bytes: 20, wantedBytes: 3 };
    expect(sumTraffic([one, null, one])).toEqual({ requests: 2, bytes: 40, wantedBytes: 6 });
  });
});
