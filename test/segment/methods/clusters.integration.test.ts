import { spawnSync } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { createRandom } from '../../../src/segment/methods/random.js';
import type { Prediction, WindowColumns } from '../../../src/segment/segmenter.js';
import { openScene } from '../../../src/tiling/open-scene.js';
import { GEO_PYTHON } from '../../support/geo-python.js';
import { hasSharedData, sharedPath } from '../../support/shared-data.js';
import { makeFolder } from '../../support/write-scene.js';
import { columnsOf, createMethod, fitParams } from '../support/methods.js';

const JUDGE = new URL('clusters.py', import.meta.url).pathname;
const folder = makeFolder('clusters');
afterAll(() => rmSync(folder, { recursive: true }));

const CLUSTERS = 4;
const OPTIONS = {
  'k-means': { clusters: CLUSTERS },
  'fuzzy-c-means': { clusters: CLUSTERS, maxRounds: 2000 },
  'gaussian-mixture': { clusters: CLUSTERS, maxRounds: 2000 },
  'mean-shift': {},
};

/** Four clouds of 250 points in three bands. */
function drawClouds(): WindowColumns {
  const random = createRandom(11);
  const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  const centers = [
    [0.05, 0.1, 0.3],
    [0.3, 0.2, 0.1],
    [0.5, 0.6, 0.2],
    [0.2, 0.7, 0.8],
  ];
  const bands = [0, 1, 2].map((k) =>
    Float32Array.from({ length: 1000 }, (_, i) => centers[i % 4][k] + 0.05 * normal()),
  );
  return columnsOf(40, bands);
}

/** Every 20th pixel of a scene. */
async function readPixels(): Promise<WindowColumns> {
  const scene = await openScene(sharedPath('scenes/naip/m_4709963_se_14_1_20180716.tif'));
  try {
    const { bands } = await scene.read({ col: 100, row: 60, width: 600, height: 600 }, { bands: [1, 2, 4] });
    const every = (band: (typeof bands)[number]) =>
      Float32Array.from({ length: 900 }, (_, i) => band[Math.floor(i / 30) * 20 * 600 + (i % 30) * 20]);
    return columnsOf(30, bands.map(every));
  } finally {
    await scene.close();
  }
}

async function judge(name: string, scene: WindowColumns) {
  const ours: Record<string, unknown> = {};
  for (const [method, options] of Object.entries(OPTIONS)) {
    const segmenter = createMethod({ method, ...options }, 3);
    const params = fitParams(segmenter, scene);
    const { classes, score } = (await segmenter.predictScored!(scene, params)) as Required<Prediction>;
    ours[method] = { params, classes: [...classes], score: [...score] };
  }
  const points = Array.from({ length: scene.length }, (_, i) => scene.values.map((column) => column[i]));
  const path = join(folder, `${name}.json`);
  writeFileSync(path, JSON.stringify({ points, clusters: CLUSTERS, ours }));
  const { stdout, stderr, status } = spawnSync(GEO_PYTHON, [JUDGE, path]);
  if (status !== 0) throw new Error(String(stderr));
  return JSON.parse(String(stdout)) as Record<string, Record<string, number> & { modes: [number, number] }>;
}

const scenes = { clouds: async () => drawClouds(), ...(hasSharedData ? { 'an aerial picture': readPixels } : {}) };

describe.each(Object.entries(scenes))('clusters of %s, beside scikit-learn', (name, read) => {
  it('are as good, or the same', async () => {
    const { kMeans, fuzzyCMeans, gaussianMixture, meanShift } = await judge(name, await read());
    const real = name !== 'clouds';
    // One start, beside the best of ten.
    expect(kMeans.inertia / kMeans.theirs).toBeLessThan(real ? 1.05 : 1.000001);

    expect(fuzzyCMeans.moved).toBeLessThan(2e-6);
    expect(fuzzyCMeans.objective / fuzzyCMeans.theirs).toBeLessThan(real ? 1.02 : 1.000001);
    expect(fuzzyCMeans.score).toBeLessThan(1e-4);
    expect(fuzzyCMeans.same).toBeGreaterThan(0.998);

    expect(gaussianMixture.shares).toBeCloseTo(1, 6);
    expect(gaussianMixture.moved).toBeLessThan(0.005);
    expect(gaussianMixture.density).toBeGreaterThan(gaussianMixture.theirs - (real ? 0.05 : 1e-4));
    expect(gaussianMixture.score).toBeLessThan(0.02);
    expect(gaussianMixture.agreement).toBeGreaterThan(0.99);

    expect(meanShift.bandwidth).toBeCloseTo(meanShift.theirs, 4);
    expect(meanShift.modes[0]).toBe(meanShift.modes[1]);
    expect(meanShift.apart).toBeLessThan(0.02);
    expect(meanShift.agreement).toBeGreaterThan(0.99);
  });
});
