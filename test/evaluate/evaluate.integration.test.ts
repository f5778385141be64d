import { spawnSync } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { evaluateMask } from '../../src/evaluate/evaluate-mask.js';
import type { Evaluation } from '../../src/evaluate/evaluation.js';
import type { Estimate } from '../../src/evaluate/stratified-estimate.js';
import { crsFromEpsg, fromLonLat, toLonLat } from '../../src/raster/crs.js';
import { gdal } from '../support/gdal.js';
import { GEO_PYTHON } from '../support/geo-python.js';
import { createRandom, makeFolder } from '../support/write-scene.js';
import { AFFINE, feature, LON_LAT, UTM_33N, writeClasses, writeFeatures } from './write-truth.js';

const JUDGE = new URL('./evaluate-judge.py', import.meta.url).pathname;
const folder = makeFolder('evaluate-judged');
afterAll(() => rmSync(folder, { recursive: true }));

const [WIDTH, HEIGHT] = [260, 190];
const lonLatOf = toLonLat(UTM_33N);
const at = (col: number, row: number): [number, number] => lonLatOf(AFFINE[2] + 10 * col, AFFINE[5] - 10 * row);

/** Patches of four classes over the ground (metres from a corner), as fine as `noise` says. */
function classAt(x: number, y: number, noise: number): number {
  if (noise < 0.02) return 0;
  if (noise < 0.08) return 1 + (Math.floor(noise * 1000) % 4);
  return 1 + Math.floor(2 + 1.99 * Math.sin(x / 190 + Math.sin(y / 400)) * Math.cos(y / 160));
}

function draw(width: number, height: number, seed: number, place: (col: number, row: number) => [number, number]) {
  const random = createRandom(seed);
  return Uint8Array.from({ length: width * height }, (_, i) =>
    classAt(...place((i % width) + 0.5, Math.floor(i / width) + 0.5), random()),
  );
}

const local = (seed: number, shiftM: number) =>
  draw(WIDTH, HEIGHT, seed, (col, row) => [10 * col + shiftM, 10 * row + 0.6 * shiftM]);

/** The same patches as a raster in another CRS. */
async function writeElsewhere(name: string, crs: typeof UTM_33N, pixel: [number, number], size: [number, number]) {
  const project = fromLonLat(crs);
  const back = toLonLat(crs);
  const toUtm = fromLonLat(UTM_33N);
  const [x, y] = project(...at(-4, -3));
  const affine = [pixel[0], 0, x, 0, -pixel[1], y] as const;
  const classes = draw(...size, 7, (col, row) => {
    const [east, north] = toUtm(...back(x + pixel[0] * col, y - pixel[1] * row));
    return [east - AFFINE[2] + 12, AFFINE[5] - north];
  });
  return writeClasses(join(folder, name), { width: size[0], height: size[1], classes, crs, affine });
}

function drawNumbers(seed: number): Uint32Array {
  const random = createRandom(seed);
  const numbers = Array.from({ length: 400 }, () => (random() < 0.2 ? 0 : Math.floor(random() * 4e9)));
  return Uint32Array.from({ length: WIDTH * HEIGHT }, (_, i) => {
    const [col, row] = [i % WIDTH, Math.floor(i / WIDTH)];
    return numbers[Math.floor((col + seed) / 17) + 16 * Math.floor((row + seed) / 13)];
  });
}

/** A raster on the mask's pixels, by GDAL: nearest, every pixel by the projection itself (`-et 0`). */
function warp(path: string): string {
  const [west, north] = [AFFINE[2], AFFINE[5]];
  const extent = [west, north - 10 * HEIGHT, west + 10 * WIDTH, north];
  const warped = path.replace('.tif', '-warped.tif');
  const size = ['-te', ...extent, '-ts', WIDTH, HEIGHT].map(String);
  gdal('gdalwarp', ['-q', '-et', '0', '-r', 'near', '-t_srs', 'EPSG:32633', ...size, path, warped]);
  return warped;
}

interface Judged {
  labels: number[];
  confusion: number[][];
  accuracy: number;
  kappa: number;
  precision: number[];
  recall: number[];
  f1: number[];
  iou: number[];
  meanF1: number;
  meanIou: number;
  stratified: Record<string, Record<'share' | 'users' | 'producers', [number, number] | null>> & {
    overall: [number, number];
  };
  borderF1?: (number | null)[];
  panoptic?: Record<string, { matched: number; mapped: number; truth: number; pq: number | null }>;
}

const judged: Record<string, Judged> = {};
const found: Record<string, Evaluation> = {};

beforeAll(async () => {
  const size = { width: WIDTH, height: HEIGHT };
  const mask = await writeClasses(join(folder, 'mask.tif'), { ...size, classes: local(1, 0) });
  const same = await writeClasses(join(folder, 'same.tif'), { ...size, classes: local(2, 25) });
  const numbers = async (name: string, seed: number) =>
    writeClasses(join(folder, name), { ...size, dataType: 'uint32', classes: drawNumbers(seed) });
  const [instances, truthInstances] = [await numbers('a.tif', 0), await numbers('b.tif', 2)];
  const lonLat = await writeElsewhere('lonlat.tif', LON_LAT, [0.00011, 0.00007], [300, 280]);
  const laea = await writeElsewhere('laea.tif', crsFromEpsg(3035), [7.3, 7.3], [400, 300]);
  const finer = await writeClasses(join(folder, 'finer.tif'), {
    ...{ width: 610, height: 430, affine: [4, 0, AFFINE[2] - 13, 0, -4, AFFINE[5] + 7] },
    classes: draw(610, 430, 9, (col, row) => [4 * col - 13, 4 * row - 7]),
  });
  const truthOf = local(3, 20);
  const random = createRandom(5);
  const polygons = Array.from({ length: 60 }, () => {
    const [col, row, radius] = [random() * WIDTH, random() * HEIGHT, 2 + random() * 9];
    const ring = Array.from({ length: 9 }, (_, k) => {
      const angle = (2 * Math.PI * k) / 9;
      return at(col + radius * Math.cos(angle), row + radius * Math.sin(angle));
    });
    const geometry = { type: 'Polygon', coordinates: [[...ring, ring[0]]] };
    return feature(geometry, { class: 1 + Math.floor(4 * random()) });
  });
  const points = Array.from({ length: 500 }, () => {
    const [col, row] = [random() * WIDTH, random() * HEIGHT];
    const known = truthOf[Math.floor(row) * WIDTH + Math.floor(col)] || 1;
    return feature({ type: 'Point', coordinates: at(col, row) }, { class: known });
  });
  const outlines = writeFeatures(join(folder, 'polygons.geojson'), polygons);
  const fgb = join(folder, 'polygons.fgb');
  gdal('ogr2ogr', ['-t_srs', 'EPSG:32633', '-lco', 'SPATIAL_INDEX=NO', fgb, outlines]);
  const places = writeFeatures(join(folder, 'points.geojson'), points);
  const cases = {
    same: { mask, truth: same, kind: 'raster', tolerance: 2 },
    numbered: { mask, truth: same, kind: 'raster', tolerance: 3.7, instances, truthInstances },
    'one side numbered': { mask, truth: same, kind: 'raster', tolerance: 1, truthInstances },
    'longitude and latitude': { mask, truth: lonLat, kind: 'raster', tolerance: 2 },
    'another projection': { mask, truth: laea, kind: 'raster', tolerance: 2 },
    'a finer grid': { mask, truth: finer, kind: 'raster', tolerance: 1.5 },
    polygons: { mask, truth: outlines, kind: 'polygons', tolerance: 2 },
    'polygons in another CRS': { mask, truth: fgb, kind: 'polygons', tolerance: 2 },
    points: { mask, truth: places, kind: 'points', tolerance: 2 },
  };
  const list = join(folder, 'cases.json');
  const elsewhere = [lonLat, laea, finer];
  const asked = Object.values(cases).map((one) =>
    elsewhere.includes(one.truth) ? { ...one, truth: warp(one.truth) } : one,
  );
  writeFileSync(list, JSON.stringify(asked));
  const { status, stdout, stderr } = spawnSync(GEO_PYTHON, [JUDGE, list], { encoding: 'utf8', maxBuffer: 1 << 28 });
  if (status !== 0) throw new Error(stderr);
  const answers = JSON.parse(stdout) as Judged[];
  for (const [i, [name, one]] of Object.entries(cases).entries()) {
    const { mask: path, truth, tolerance: tolerancePx, kind: _, ...numbersGiven } = one;
    judged[name] = answers[i];
    found[name] = await evaluateMask({ mask: path, truth, tolerancePx, tileSizePx: 100, ...numbersGiven });
  }
}, 600_000);

const NAMES = [
  'same',
  'numbered',
  'one side numbered',
  'longitude and latitude',
  'another projection',
  'a finer grid',
  'polygons',
  'polygons in another CRS',
  'points',
];

describe('scikit-learn', () => {
  it.each(NAMES)('counts the same, and gives the same figures: %s', (name) => {
    const { classes, confusion, ...figures } = found[name];
    const wanted = judged[name];
    expect(classes.map(({ id }) => id)).toEqual(wanted.labels);
    expect(confusion).toEqual(wanted.confusion);
    const scores = [figures.overallAccuracy, figures.kappa, figures.meanF1, figures.meanIou];
    [wanted.accuracy, wanted.kappa, wanted.meanF1, wanted.meanIou].forEach((value, i) => {
      expect(scores[i]).toBeCloseTo(value, 12);
    });
    classes.forEach((one, i) => {
      expect(one.precision ?? 0).toBeCloseTo(wanted.precision[i], 12);
      expect(one.recall ?? 0).toBeCloseTo(wanted.recall[i], 12);
      expect(one.f1 ?? 0).toBeCloseTo(wanted.f1[i], 12);
      expect(one.iou ?? 0).toBeCloseTo(wanted.iou[i], 12);
    });
  });
});

describe('scipy', () => {
  const rasters = NAMES.slice(0, 6);

  it.each(rasters)('finds the same borders: %s', (name) => {
    found[name].classes.forEach(({ border }, i) => {
      expect(border!.f1).toBeGreaterThan(0.05);
      expect(border!.f1!).toBeCloseTo(judged[name].borderF1![i]!, 12);
    });
  });

  it.each(rasters)('finds the same segments, and those that match: %s', (name) => {
    for (const { id, objects } of found[name].classes) {
      const { pq, ...counts } = judged[name].panoptic![String(id)];
      expect(objects).toMatchObject(counts);
      expect(objects!.panopticQuality!).toBeCloseTo(pq!, 9);
    }
    expect(found[name].objects!.counts.matched).toBeGreaterThan(3);
  });
});

describe('the estimator of Stehman (2014)', () => {
  it.each(NAMES)('gives the same areas, accuracies and standard errors: %s', (name) => {
    const close = (got: Estimate | null, wanted: [number, number] | null) => {
      expect(got === null).toBe(wanted === null);
      if (got === null || wanted === null) return;
      // Our strata are weighed by true areas, the judge's by pixels: alike to a few millionths here.
      expect(got.value).toBeCloseTo(wanted[0], 4);
      expect(got.standardError!).toBeCloseTo(wanted[1], 4);
    };
    const { overall, ...classes } = judged[name].stratified;
    close(found[name].estimatedAccuracy, overall);
    for (const { id, area } of found[name].classes) {
      const wanted = classes[String(id)];
      close(area.estimatedShare, wanted.share);
      close(area.usersAccuracy, wanted.users);
      close(area.producersAccuracy, wanted.producers);
    }
  });
});
