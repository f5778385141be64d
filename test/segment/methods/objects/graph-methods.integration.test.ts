import { spawnSync } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { segmentGraph } from '../../../../src/segment/methods/objects/felzenszwalb-graph.js';
import { smoothGaussian } from '../../../../src/segment/methods/objects/felzenszwalb-smooth.js';
import { floodFromSeeds } from '../../../../src/segment/methods/objects/flood-fill-seeds.js';
import { findFlatZones } from '../../../../src/segment/methods/objects/flood-fill-zones.js';
import { cutRegions } from '../../../../src/segment/methods/objects/normalized-cut.js';
import type { FoundObjects } from '../../../../src/segment/methods/objects/object-means.js';
import { meanCost, wardCost } from '../../../../src/segment/methods/objects/rag-costs.js';
import { joinRegions } from '../../../../src/segment/methods/objects/rag-merge.js';
import { openScene } from '../../../../src/tiling/open-scene.js';
import { GEO_PYTHON } from '../../../support/geo-python.js';
import { hasSharedData, sharedPath } from '../../../support/shared-data.js';
import { makeFolder } from '../../../support/write-scene.js';
import { makePatches, type TestImage } from './support/graph-images.js';

const JUDGE = new URL('graph-judge.py', import.meta.url).pathname;
const folder = makeFolder('graph-judged');
afterAll(() => rmSync(folder, { recursive: true }));

interface Verdict {
  name: string;
  ours: number;
  theirs: number;
  adjustedRand: number;
  /** Conditional entropies, in bits, both ways: the variation of information is their sum. */
  information: [number, number];
}

const jobs: object[] = [];
const verdicts = new Map<string, Verdict>();

/** Writes down what we found, for the judge to compare. */
function judge(
  name: string,
  image: TestImage,
  found: FoundObjects,
  job: { judge: string } & Record<string, unknown>,
): void {
  const write = (suffix: string, ...bands: (Float64Array | Uint32Array)[]): string => {
    const path = join(folder, `${name}-${suffix}.bin`);
    writeFileSync(path, Buffer.concat(bands.map((band) => Buffer.from(band.buffer, band.byteOffset, band.byteLength))));
    return path;
  };
  const { width, height, columns } = image;
  const start = job.start as FoundObjects | undefined;
  jobs.push({
    ...job,
    name,
    width,
    height,
    bands: write('bands', ...columns),
    objects: write('objects', found.objects),
    ...(start ? { start: write('start', start.objects) } : {}),
  });
}

function regionsOf(
  { width, height, columns }: TestImage,
  scale: number,
  sigmaPx: number,
  minPixels: number,
): FoundObjects {
  const smooth = columns.map((column) => smoothGaussian(column, null, { width, height, sigmaPx }));
  return segmentGraph(smooth, null, { width, height, connectivity: 8, scale, minPixels });
}

/** The upper left corner of a real scene. */
async function readCorner(path: string, sizePx: number): Promise<TestImage> {
  const scene = await openScene(path);
  try {
    const window = { col: 0, row: 0, width: sizePx, height: sizePx };
    const { bands } = await scene.read(window, { bands: [1, 2, 3] });
    return { width: sizePx, height: sizePx, columns: bands.map((band) => Float64Array.from(band)), defined: null };
  } finally {
    await scene.close();
  }
}

beforeAll(async () => {
  const image = makePatches({ width: 96, height: 80, bands: 3, seed: 21 });
  const graph = { scale: 200, sigmaPx: 0.8, minPixels: 20 };
  judge('regions', image, regionsOf(image, 200, 0.8, 20), { judge: 'graph-based', ...graph });

  const shape = { width: 96, connectivity: 4 } as const;
  const start = segmentGraph(image.columns, null, { ...shape, height: 80, scale: 20, minPixels: 1 });
  const means = joinRegions(start, image.columns, { ...shape, cost: meanCost, limit: 25 });
  judge('means', image, means, { judge: 'merge-means', start, limit: 25 });

  const few = regionsOf(image, 200, 0.8, 20);
  const cut = cutRegions(few, image.columns, { ...shape, likeness: 16, limit: 0.01 });
  judge('cut', image, cut, { judge: 'normalized-cut', start: few, sigma: 16 * 16, limit: 0.01, cuts: 10 });

  const pixels = { objects: new Uint32Array(96 * 80).map((_, i) => i + 1), count: 96 * 80 };
  const ward = joinRegions(pixels, image.columns, { ...shape, cost: wardCost, limit: 90 });
  judge('ward', image, ward, { judge: 'ward' });

  const zones = findFlatZones(image.columns, null, { ...shape, tolerance: 18 });
  judge('zones', image, zones, { judge: 'flat-zones', tolerance: 18 });
  const [one] = image.columns;
  const flooded = floodFromSeeds([one], null, [40 * 96 + 50], { ...shape, tolerance: 45 });
  judge('flood', { ...image, columns: [one] }, flooded, { judge: 'flood', seed: [50, 40], tolerance: 45 });

  if (hasSharedData) {
    const naip = await readCorner(sharedPath('scenes/naip/m_4709963_se_14_1_20180716.tif'), 512);
    const path = sharedPath('reference/image/naip2018_felz.png');
    judge('naip', naip, regionsOf(naip, 100, 0.8, 50), { judge: 'stored', stored: path });
  }

  const list = join(folder, 'jobs.json');
  writeFileSync(list, JSON.stringify(jobs));
  const { stdout, stderr, status } = spawnSync(GEO_PYTHON, [JUDGE, list], { encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
  for (const verdict of (JSON.parse(stdout) as { jobs: Verdict[] }).jobs) {
    console.info(JSON.stringify(verdict));
    verdicts.set(verdict.name, verdict);
  }
}, 600_000);

describe('scikit-image, scikit-learn and scipy', () => {
  it.each(['regions', 'means', 'ward', 'zones', 'flood'])('find the same objects (%s)', (name) => {
    const { ours, theirs, adjustedRand, information } = verdicts.get(name)!;
    expect(ours).toBeGreaterThan(1);
    expect(ours).toBe(theirs);
    expect(adjustedRand).toBe(1);
    expect(information[0] + information[1]).toBeCloseTo(0, 9);
  });

  it('cut much the same regions: they try ten places for each cut, and we all', () => {
    const { ours, theirs, adjustedRand } = verdicts.get('cut')!;
    expect(ours).toBeGreaterThan(5);
    expect(theirs).toBeGreaterThan(5);
    expect(adjustedRand).toBeGreaterThan(0.8);
  });

  it.skipIf(!hasSharedData)('give the regions of NAIP that are stored (scikit-image 0.19)', () => {
    const { ours, theirs, adjustedRand } = verdicts.get('naip')!;
    expect(ours).toBe(460);
    expect(theirs).toBe(460);
    expect(adjustedRand).toBe(1);
  });
});
