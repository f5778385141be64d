import { spawnSync } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { floodCompact } from '../../../../src/segment/methods/objects/compact-flood.js';
import { distanceSquared } from '../../../../src/segment/methods/objects/distance-squared.js';
import { findFlatZones } from '../../../../src/segment/methods/objects/flood-fill-zones.js';
import { toFloodLevels } from '../../../../src/segment/methods/objects/flood-levels.js';
import { findMinima } from '../../../../src/segment/methods/objects/markers-minima.js';
import { findPeaks } from '../../../../src/segment/methods/objects/markers-peaks.js';
import { joinSmall } from '../../../../src/segment/methods/objects/rag-small.js';
import { clusterSlic } from '../../../../src/segment/methods/objects/slic-clusters.js';
import { floodWatershed } from '../../../../src/segment/methods/objects/watershed-flood.js';
import { adjustedRand } from '../../../support/adjusted-rand.js';
import { GEO_PYTHON } from '../../../support/geo-python.js';
import { hasSharedData, sharedPath } from '../../../support/shared-data.js';
import { makeFolder } from '../../../support/write-scene.js';

const JUDGE = new URL('watershed-judge.py', import.meta.url).pathname;
const folder = makeFolder('watershed-judged');
afterAll(() => rmSync(folder, { recursive: true }));

interface Case {
  kind: string;
  width: number;
  height: number;
  values: string;
  markers: string;
  mask?: string;
  expected: string;
  parts: string;
  columns: string;
  connectivity: 4 | 8;
  lines: boolean;
  compactness: number;
  depth: number;
  spacing: number;
}

let cases: Case[] = [];

beforeAll(() => {
  const shared = hasSharedData ? [sharedPath('.')] : [];
  const { stderr, status } = spawnSync(GEO_PYTHON, [JUDGE, folder, ...shared], { encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
  cases = JSON.parse(readFileSync(join(folder, 'cases.json'), 'utf8')) as Case[];
});

const bytesOf = (path: string): ArrayBuffer => Uint8Array.from(readFileSync(path)).buffer;
const labelsIn = (path: string) => new Uint32Array(bytesOf(path));
const valuesOf = ({ values }: Case) => new Float32Array(bytesOf(values));
const maskOf = ({ mask }: Case) => (mask ? new Uint8Array(bytesOf(mask)) : null);

const springsOf = (given: Case) => ({ ...given, markers: labelsIn(given.markers), mask: maskOf(given) });

const FINDERS: Record<string, (given: Case) => Uint32Array> = {
  flood: (given) => floodWatershed({ ...springsOf(given), values: valuesOf(given) }),
  compact: (given) => floodCompact(valuesOf(given), springsOf(given), given.compactness),
  minima: (given) => minimaOf(given),
  deep: (given) => minimaOf(given),
  distance: ({ mask, ...size }) => distanceSquared({ ...size, inside: new Uint8Array(bytesOf(mask!)) }),
  peaks: (given) =>
    findPeaks({ ...given, values: valuesOf(given), parts: labelsIn(given.parts), minDistancePx: given.spacing })
      .markers,
};

function minimaOf(given: Case): Uint32Array {
  const values = valuesOf(given);
  return findMinima({ ...given, values, levels: toFloodLevels(values), mask: null }, given.depth).markers;
}

function compare(kind: string, find = FINDERS[kind]) {
  const all = cases.filter((given) => given.kind === kind);
  expect(all.length).toBeGreaterThan(0);
  return all.map((given) => {
    const found = find(given);
    const expected = labelsIn(given.expected);
    const same = found.filter((label, i) => label === expected[i]).length / found.length;
    return { given, found, expected, same };
  });
}

describe('scikit-image and scipy', () => {
  it.each(['flood', 'compact', 'minima', 'distance', 'peaks'])('say the same of every pixel (%s)', (kind) => {
    for (const { found, expected } of compare(kind)) expect(found).toEqual(expected);
  });

  it('find minima of some depth where we do, and more of them where a floor is in pieces', () => {
    for (const { found, expected } of compare('deep')) {
      expect(Math.max(...found)).toBeGreaterThan(0);
      for (let i = 0; i < found.length; i++) if (found[i] > 0) expect(expected[i]).toBeGreaterThan(0);
    }
  });

  // Springs of one value begin in the order of scikit-image's heap; ours in that of pixels.
  it('part touching objects alike, but for springs of one height', () => {
    for (const { same, found, expected } of compare('touching', FINDERS.flood)) {
      console.info(`touching objects: ${same} the same, adjusted Rand index ${adjustedRand(found, expected)}`);
      expect(same).toBeGreaterThan(0.98);
    }
  });
});

describe.skipIf(!hasSharedData)('on real imagery', () => {
  it.each([
    ['gradient', 'flood', 0.998],
    ['lattice', 'compact', 0.997],
  ])('scikit-image says the same, but for springs of one height (%s)', (kind, finder, least) => {
    for (const { same, found, expected } of compare(kind, FINDERS[finder])) {
      console.info(`${kind}: ${same} the same, adjusted Rand index ${adjustedRand(found, expected)}`);
      expect(same).toBeGreaterThan(least);
    }
  });

  it('the stored watershed agrees', () => {
    for (const { found, expected } of compare('stored', FINDERS.flood)) {
      const agreement = adjustedRand(found, expected);
      console.info(`watershed of the distance, stored answer: adjusted Rand index ${agreement.toFixed(4)}`);
      expect(agreement).toBeGreaterThan(0.9);
    }
  });

  it("OpenCV's watershed agrees on the textbook's markers", () => {
    for (const { found, expected } of compare('textbook', FINDERS.flood)) {
      const agreement = adjustedRand(found, expected);
      console.info(`textbook steps, OpenCV: adjusted Rand index ${agreement.toFixed(4)}`);
      expect(agreement).toBeGreaterThan(0.9);
    }
  });

  it('SLIC keeps to the borders of the ground as well as that of scikit-image', () => {
    const [{ given, found, expected }] = compare('superpixels', ({ columns, width, height }) => {
      const lab = new Float64Array(bytesOf(columns));
      const bands = [0, 1, 2].map((k) => lab.slice(k * width * height, (k + 1) * width * height));
      const window = { col: 0, row: 0, width, height };
      const slic = { window, stepPx: 16, defined: null, compactness: 10, adaptive: false, rounds: 10 };
      const clusters = Float64Array.from(clusterSlic(bands, slic));
      const shape = { width, connectivity: 4 } as const;
      return joinSmall(findFlatZones([clusters], null, { ...shape, tolerance: 0 }), bands, { ...shape, minPixels: 64 })
        .objects;
    });
    const truth = labelsIn(given.parts);
    const facts = (objects: Uint32Array) => ({
      count: new Set(objects).size,
      recall: boundaryRecall(objects, truth, given.width),
      under: undersegmentation(objects, truth),
    });
    const [ours, theirs] = [facts(found), facts(expected)];
    console.info(`SLIC ${JSON.stringify({ ours, theirs, adjustedRand: adjustedRand(found, expected) })}`);
    expect(ours.count).toBeLessThan(1.1 * theirs.count);
    expect(ours.recall).toBeGreaterThan(theirs.recall - 0.03);
    expect(ours.under).toBeLessThan(theirs.under + 0.01);
  });
});

const isBorder = (labels: Uint32Array, i: number, width: number): boolean =>
  (i % width < width - 1 && labels[i] !== labels[i + 1]) ||
  (i + width < labels.length && labels[i] !== labels[i + width]);

/** Share of the ground's border pixels with a border of objects no more than 2 pixels away. */
function boundaryRecall(objects: Uint32Array, truth: Uint32Array, width: number): number {
  let borders = 0;
  let hit = 0;
  for (let i = 0; i < truth.length; i++) {
    if (!isBorder(truth, i, width)) continue;
    borders++;
    const near = [-2, -1, 0, 1, 2].flatMap((y) => [-2, -1, 0, 1, 2].map((x) => i + y * width + x));
    if (near.some((j) => j >= 0 && j < objects.length && isBorder(objects, j, width))) hit++;
  }
  return hit / borders;
}

/** Share of pixels that are not of their object's most frequent class. */
function undersegmentation(objects: Uint32Array, truth: Uint32Array): number {
  const counts = new Map<number, Map<number, number>>();
  objects.forEach((object, i) => {
    const classes = counts.get(object) ?? new Map<number, number>();
    counts.set(object, classes.set(truth[i], (classes.get(truth[i]) ?? 0) + 1));
  });
  const kept = [...counts.values()].reduce((sum, classes) => sum + Math.max(...classes.values()), 0);
  return 1 - kept / objects.length;
}
