import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { type EvaluateOptions, evaluateMask } from '../../src/evaluate/evaluate-mask.js';
import type { Affine } from '../../src/raster/affine.js';
import { crsFromEpsg, fromLonLat, toLonLat } from '../../src/raster/crs.js';
import { drawMask } from '../support/draw.js';
import { createRandom, makeFolder } from '../support/write-scene.js';
import { feature, LON_LAT, UTM_33N, writeClasses, writeFeatures } from './write-truth.js';

const folder = makeFolder('evaluate');
afterAll(() => rmSync(folder, { recursive: true }));
let files = 0;
const fresh = (ending: string): string => join(folder, `${files++}.${ending}`);

const write = (rows: string[], options: Partial<Parameters<typeof writeClasses>[1]> = {}) =>
  writeClasses(fresh('tif'), { ...drawMask(...rows), ...options });

const lonLatOf = toLonLat(UTM_33N);
/** Longitude and latitude of a place in the mask, in pixels. */
const at = (col: number, row: number): [number, number] => lonLatOf(545000 + 10 * col, 5340000 - 10 * row);

/** A polygon around pixels `col` to `endCol` exclusive, rows alike. */
const box = (col: number, row: number, endCol: number, endRow: number) => ({
  type: 'Polygon',
  coordinates: [[at(col, row), at(col, endRow), at(endCol, endRow), at(endCol, row), at(col, row)]],
});

const point = (col: number, row: number) => ({ type: 'Point', coordinates: at(col, row) });

const evaluate = (mask: string, truth: string, options: Partial<EvaluateOptions> = {}) =>
  evaluateMask({ mask, truth, ...options });

/** Patches of three classes with some noise, and nodata here and there. */
function makePatches(width: number, height: number, seed: number): Uint8Array {
  const random = createRandom(seed);
  return Uint8Array.from({ length: width * height }, (_, i) => {
    const [col, row] = [i % width, Math.floor(i / width)];
    if (random() < 0.03) return 0;
    if (random() < 0.1) return 1 + Math.floor(3 * random());
    return 1 + Math.floor(3 * Math.abs(Math.sin(col / 11) * Math.cos(row / 7)));
  });
}

describe('a mask against itself', () => {
  it('agrees in everything, and has its true areas', async () => {
    const mask = await write(['1122', '1132', '..32'], { names: ['Water', 'Forest', 'Snow'] });
    const found = await evaluate(mask, mask);
    expect(found).toMatchObject({
      ...{ overallAccuracy: 1, kappa: 1, meanIou: 1, meanF1: 1, unit: 'pixel', warnings: [] },
      counts: { maskPixels: 12, mappedPixels: 10, truth: 10, compared: 10, unmapped: 0, withoutTruth: 0 },
      borders: { tolerancePx: 2, meanF1: 1 },
      objects: { f1: 1, panopticQuality: 1, counts: { truth: 3, mapped: 3, matched: 3 } },
    });
    expect(found.classes.map(({ id, name, truth }) => [id, name, truth])).toEqual([
      [1, 'Water', 4],
      [2, 'Forest', 4],
      [3, 'Snow', 2],
    ]);
    // UTM is 0.9996 true near its middle meridian.
    expect(found.classes[2].area.mappedM2! / 200).toBeCloseTo(1 / 0.9996 ** 2, 3);
    expect(found.area.mappedM2! / 1000).toBeCloseTo(1 / 0.9996 ** 2, 3);
  });

  it('of one class alone has no kappa and no border', async () => {
    const mask = await write(['11', '11']);
    const found = await evaluate(mask, mask);
    expect(found).toMatchObject({ overallAccuracy: 1, kappa: null, borders: { meanF1: null }, meanIou: 1 });
    expect(found.classes).toHaveLength(1);
  });
});

describe('nodata', () => {
  it('on either side is not counted, and its share is told', async () => {
    const found = await evaluate(await write(['1.22', '1122']), await write(['11.2', '1112']));
    expect(found.confusion).toEqual([
      [3, 1],
      [0, 2],
    ]);
    expect(found.counts).toMatchObject({ truth: 7, compared: 6, unmapped: 1, unmappedShare: 1 / 7 });
    expect(found.counts).toMatchObject({ mappedPixels: 7, withoutTruth: 1, withoutTruthShare: 1 / 7 });
    const pixelM2 = found.area.mappedM2! / 7;
    const areas = found.classes.map(({ area }) => [area.mappedM2, area.comparedMappedM2, area.comparedTruthM2]);
    [3, 3, 4, 4, 3, 2].forEach((pixels, i) => {
      expect(areas.flat()[i]! / pixelM2).toBeCloseTo(pixels, 4);
    });
  });

  it('makes no border where the other side has a class', async () => {
    expect((await evaluate(await write(['1122']), await write(['11.2']))).borders!.meanF1).toBeNull();
    expect((await evaluate(await write(['1.22']), await write(['1122']))).borders!.meanF1).toBeNull();
  });

  it('is 0 in the truth too, unless it is mapped', async () => {
    const [mask, truth] = [await write(['1122']), await write(['11..'], { nodata: null })];
    expect((await evaluate(mask, truth)).counts.compared).toBe(2);
    expect((await evaluate(mask, truth, { map: { 0: '2' } })).confusion).toEqual([
      [2, 0],
      [0, 2],
    ]);
  });
});

describe('truth as a raster', () => {
  it('on a finer grid is read at the centres, a centre between pixels from the one to the right and below', async () => {
    const truth = await write(['1213', '3132', '2222', '1111'], { affine: [5, 0, 545000, 0, -5, 5340000] });
    const found = await evaluate(await write(['12', '21']), truth);
    expect(found.confusion).toEqual([
      [2, 1],
      [0, 1],
    ]);
  });

  it('on a coarser grid that begins elsewhere counts where it is', async () => {
    const truth = await write(['12'], { affine: [20, 0, 545010, 0, -20, 5340000] });
    const found = await evaluate(await write(['11122', '12222']), truth);
    expect(found.counts).toMatchObject({ compared: 8, withoutTruth: 2 });
    expect(found.confusion).toEqual([
      [2, 2],
      [0, 4],
    ]);
    expect(found.truth.sampling).toMatch(/nearest.+another grid/);
  });

  it('in another CRS is found, and no tiling shows', async () => {
    const [width, height] = [90, 70];
    const mask = await writeClasses(fresh('tif'), { width, height, classes: makePatches(width, height, 1) });
    const [west, north] = at(-3, -3);
    const affine: Affine = [0.00008, 0, west, 0, -0.00006, north];
    const size = { width: 180, height: 120 };
    const truth = await writeClasses(fresh('tif'), {
      ...size,
      classes: makePatches(180, 120, 2),
      crs: LON_LAT,
      affine,
    });
    const whole = await evaluate(mask, truth);
    expect(whole.truth.sampling).toMatch(/another CRS/);
    expect(whole.counts.compared).toBeGreaterThan(5000);
    for (const tileSizePx of [16, 33, 64]) expect(await evaluate(mask, truth, { tileSizePx })).toEqual(whole);
  });

  it('in another CRS agrees with a mask drawn from the same ground', async () => {
    const [width, height] = [60, 60];
    const web = crsFromEpsg(3857);
    const project = fromLonLat(web);
    const classOf = (lon: number, lat: number) => 1 + ((Math.floor(lon * 300) + Math.floor(lat * 300)) % 2);
    const draw = (place: (col: number, row: number) => [number, number]) =>
      Uint8Array.from({ length: width * height }, (_, i) =>
        classOf(...place((i % width) + 0.5, Math.floor(i / width) + 0.5)),
      );
    const mask = await writeClasses(fresh('tif'), { width, height, classes: draw(at) });
    const [x, y] = project(...at(0, 0));
    const back = toLonLat(web);
    const affine: Affine = [15.1, 0, x - 20, 0, -15.1, y + 20];
    const truth = await writeClasses(fresh('tif'), {
      ...{ width, height, crs: web, affine },
      classes: draw((col, row) => back(x - 20 + 15.1 * col, y + 20 - 15.1 * row)),
    });
    const found = await evaluate(mask, truth);
    expect(found.overallAccuracy).toBeGreaterThan(0.96);
    expect(found.borders!.meanF1).toBeGreaterThan(0.99);
  });

  it('beyond the antimeridian is found from either side of it', async () => {
    const crs = crsFromEpsg(32601);
    const project = fromLonLat(crs);
    const [x, y] = project(179.97, 10.05);
    const affine: Affine = [100, 0, Math.floor(x), 0, -100, Math.floor(y)];
    const [width, height] = [70, 30];
    const back = toLonLat(crs);
    const east = (lon: number): number => (lon + 360) % 360;
    const classes = Uint8Array.from({ length: width * height }, (_, i) => {
      const [lon] = back(affine[2] + 100 * ((i % width) + 0.5), affine[5] - 100 * (Math.floor(i / width) + 0.5));
      return 1 + (Math.floor(east(lon) * 100) % 3);
    });
    const mask = await writeClasses(fresh('tif'), { width, height, classes, crs, affine });
    const columns = Uint8Array.from({ length: 20 }, (_, col) => 1 + ((17990 + col) % 3));
    for (const west of [179.9, -180.1]) {
      const place = { crs: LON_LAT, affine: [0.01, 0, west, 0, -0.5, 10.2] as Affine };
      const truth = await writeClasses(fresh('tif'), { width: 20, height: 1, classes: columns, ...place });
      const found = await evaluate(mask, truth);
      expect(found).toMatchObject({ overallAccuracy: 1, counts: { compared: width * height } });
      expect(found.classes).toHaveLength(3);
    }
    const points = [0, 20, 50, 69].map((col) => {
      const position = back(affine[2] + 100 * (col + 0.5), affine[5] - 50);
      return feature({ type: 'Point', coordinates: position }, { class: classes[col] });
    });
    const placed = await evaluate(mask, writeFeatures(fresh('geojson'), points));
    expect(placed).toMatchObject({ overallAccuracy: 1, counts: { compared: 4, pointsOutside: 0 } });
  });

  it('of the whole world, much coarser, is found as well', async () => {
    const classes = Uint8Array.from({ length: 720 * 360 }, (_, i) => 1 + ((i % 720) % 2));
    const world = { crs: LON_LAT, affine: [0.5, 0, -180, 0, -0.5, 90] as Affine };
    const truth = await writeClasses(fresh('tif'), { width: 720, height: 360, classes, ...world });
    // 15.6° east: column 391.
    expect((await evaluate(await write(['2222', '1111']), truth)).confusion).toEqual([
      [0, 0],
      [4, 4],
    ]);
  });

  it('of large numbers and other types is read as well', async () => {
    const codes = { dataType: 'uint32', classes: Uint32Array.of(70000, 70000, 9, 9) } as const;
    const truth = await writeClasses(fresh('tif'), { width: 4, height: 1, ...codes });
    const found = await evaluate(await write(['1122']), truth, { map: { 70000: '1', 9: '2' } });
    expect(found.overallAccuracy).toBe(1);
  });

  it('without a CRS is compared pixel by pixel, if it has the size of the mask', async () => {
    const found = await evaluate(await write(['12']), await write(['12'], { crs: null }));
    expect(found).toMatchObject({ overallAccuracy: 1, warnings: [expect.stringMatching(/no CRS.+pixel by pixel/)] });
    await expect(evaluate(await write(['12']), await write(['121'], { crs: null }))).rejects.toThrow(
      /mask and truth: wanted a CRS, or the size of the other raster, 2 × 1/,
    );
  });
});

describe('a mask without a place on the ground', () => {
  it('has no areas, but shares by pixels', async () => {
    const mask = await write(['1112'], { crs: null });
    const found = await evaluate(mask, mask);
    expect(found.classes[0].area).toMatchObject({ mappedM2: null, mappedShare: 0.75, estimatedM2: null, biasM2: null });
    expect(found.warnings).toEqual(['no areas of the mask: it has no CRS']);
  });

  it('far outside of its projection can still be compared by pixels', async () => {
    const mask = await write(['1112'], { affine: [10, 0, 1e12, 0, -10, 1e12] });
    const found = await evaluate(mask, mask);
    expect(found).toMatchObject({ overallAccuracy: 1, area: { mappedM2: null } });
    expect(found.warnings[0]).toMatch(/^no areas of the mask: /);
  });

  it('cannot be compared with features, unless its CRS is named', async () => {
    const truth = writeFeatures(fresh('geojson'), [feature(point(0.5, 0.5), { class: 1 })]);
    const found = await evaluate(await write(['12'], { crs: null }), truth, { crs: UTM_33N });
    expect(found).toMatchObject({ overallAccuracy: 1, mask: { crs: 'EPSG:32633' } });
    await expect(evaluate(await write(['12'], { crs: null }), truth)).rejects.toThrow(
      /mask: wanted a place on the ground/,
    );
  });
});

describe('truth as polygons', () => {
  const rows = ['1112', '1222', '1222'];

  it('counts the pixels whose centre lies inside; the later polygon wins, and that is told', async () => {
    const truth = writeFeatures(fresh('geojson'), [
      feature(box(0, 0, 2.6, 2), { kind: 'Water' }),
      feature(box(2.2, 0, 4, 2), { kind: 'forest' }),
      feature(box(0, 2, 1, 3), { kind: null }),
    ]);
    const found = await evaluate(await write(rows, { names: ['Water', 'Forest'] }), truth, { classProperty: 'kind' });
    expect(found.confusion).toEqual([
      [3, 1],
      [1, 3],
    ]);
    expect(found.counts).toMatchObject({ truth: 8, withoutTruth: 4 });
    expect(found.warnings).toEqual([
      'left out: 1 feature of the truth without kind',
      expect.stringMatching(/^2 pixels lie in polygons of different classes: the later/),
    ]);
    expect([found.borders, found.objects]).toEqual([null, null]);
  });

  it('with a background are objects', async () => {
    const truth = writeFeatures(fresh('geojson'), [
      feature(box(0, 0, 1, 3), { class: 1 }),
      feature(box(1, 0, 3, 1), { class: 1 }),
    ]);
    const found = await evaluate(await write(['1112', '1222', '1222']), truth, { background: '2' });
    expect(found.overallAccuracy).toBe(1);
    // The mask's five pixels of class 1 hang together; the larger polygon has three of them.
    expect(found.objects).toMatchObject({ truthBy: 'polygons', mappedBy: 'connected pixels', f1: 2 / 3 });
    expect(found.objects!.counts).toEqual({ truth: 2, mapped: 1, matched: 1 });
  });

  it('of classes that the mask does not have are told, and count as errors', async () => {
    const truth = writeFeatures(fresh('geojson'), [
      feature(box(0, 0, 3, 1), { class: 'Water' }),
      feature(box(3, 0, 4, 1), { class: 'Snow' }),
    ]);
    const mask = await write(rows, { names: ['Water', 'Forest'] });
    const found = await evaluate(mask, truth);
    expect(found.classes.at(-1)).toMatchObject({ id: null, name: 'Snow', recall: 0, precision: null, iou: 0 });
    expect(found.overallAccuracy).toBe(0.75);
    expect(found.warnings[0]).toMatch(/^the map has no class Snow: 1 pixel counts as an error \(--map "Snow=0"/);
    expect((await evaluate(mask, truth, { map: { snow: '0' } })).overallAccuracy).toBe(1);
    expect((await evaluate(mask, truth, { map: { snow: 'forest' } })).overallAccuracy).toBe(1);
  });
});

describe('truth as points', () => {
  it('counts the pixel in which each lies, and estimates areas', async () => {
    const truth = writeFeatures(fresh('geojson'), [
      ...[0.1, 0.5, 0.9].map((x) => feature(point(x, 0.5), { class: 1 })),
      ...[2.5, 3.2, 3.9].map((x) => feature(point(x, 1.5), { class: 2 })),
      feature({ type: 'MultiPoint', coordinates: [at(1.5, 1.5), at(2.5, 2.5)] }, { class: 1 }),
      feature(point(-1, 0), { class: 1 }),
    ]);
    const found = await evaluate(await write(['1112', '1222', '1222']), truth);
    expect(found.unit).toBe('point');
    expect(found.confusion).toEqual([
      [3, 2],
      [0, 3],
    ]);
    expect(found.counts).toMatchObject({ truth: 8, compared: 8, pointsOutside: 1, withoutTruth: null });
    expect(found.classes[1].area.estimatedShare.value).toBeCloseTo((7 / 12) * (3 / 5), 4);
    expect(found.classes[1].area.usersAccuracy!.value).toBe(3 / 5);
    expect(found.classes[1].area.biasM2! / found.area.mappedM2!).toBeCloseTo((7 / 12) * (2 / 5), 4);
    expect(found.warnings).toEqual(['left out: 1 point outside of the mask']);
  });
});

describe('a mapped class without truth', () => {
  it('has no estimate: those of the others are about the rest of the map', async () => {
    const truth = writeFeatures(
      fresh('geojson'),
      [0, 1, 2, 3].map((col) => feature(point(col + 0.5, 0.5), { class: col < 3 ? 1 : 2 })),
    );
    const found = await evaluate(await write(['1122', '1122', '3333']), truth);
    const [first, second, third] = found.classes.map(({ area }) => area);
    expect(found.area.unsampled).toEqual(['class 3']);
    expect(found.warnings).toEqual([expect.stringMatching(/no truth where the map has class 3: .+rest of the map/)]);
    expect([third.biasM2, third.usersAccuracy, third.estimatedM2!.value]).toEqual([null, null, 0]);
    const estimated = first.estimatedM2!.value + second.estimatedM2!.value;
    expect(estimated / (first.mappedM2! + second.mappedM2!)).toBeCloseTo(1, 9);
  });
});

describe('objects by number', () => {
  it('are not where the number is nodata', async () => {
    const classes = await write(['1111']);
    const instances = await writeClasses(fresh('tif'), { ...drawMask('1133'), nodata: 3 });
    const found = await evaluate(classes, classes, { instances, truthInstances: instances });
    expect(found.objects!.counts).toEqual({ truth: 1, mapped: 1, matched: 1 });
    expect(found.classes[0].objects).toMatchObject({ truth: 2, mapped: 2, matched: 2 });
  });

  it('are those of the rasters given', async () => {
    const rows = ['1111', '2222'];
    const numbers = (text: string) =>
      writeClasses(fresh('tif'), { width: 4, height: 2, dataType: 'uint32', classes: Uint32Array.from(text, Number) });
    const [mask, truth] = [await write(rows), await write(rows)];
    const [mapped, known] = [await numbers('12223333'), await numbers('11223333')];
    const found = await evaluate(mask, truth, { instances: mapped, truthInstances: known });
    expect(found.objects).toMatchObject({ mappedBy: 'instances', truthBy: 'instances' });
    // 2222 against 22 of it, and one pixel of two: 2 of 3 shared, 1 of 2.
    expect(found.objects!.counts).toEqual({ truth: 3, mapped: 3, matched: 2 });
    expect(found.classes[0].objects!.segmentationQuality).toBeCloseTo(2 / 3, 9);
  });
});

describe('what cannot be compared', () => {
  const names = ['Water', 'Forest'];

  it.each([
    [
      'truth that lies elsewhere',
      { affine: [10, 0, 600000, 0, -10, 5340000] as Affine },
      /it lies elsewhere, or is empty/,
    ],
    ['empty truth', { classes: new Uint8Array(4) }, /it lies elsewhere, or is empty/],
    [
      'a truth with another legend',
      { names: ['snow', 'ice'] },
      /classes of the map \(1 Water, 2 Forest\).+got ice, snow/,
    ],
    [
      'a truth of fractions',
      { dataType: 'float32', classes: Float32Array.of(1, 1.5, 2, 2) },
      /class: wanted a whole number.+got 1\.5/,
    ],
  ] as const)('%s', async (_, options, message) => {
    const truth = await write(['1122'], options as object);
    await expect(evaluate(await write(['1122'], { names }), truth)).rejects.toThrow(message);
  });

  it('an empty mask', async () => {
    await expect(evaluate(await write(['....']), await write(['1122']))).rejects.toThrow(/mask without any class/);
    await expect(evaluate(await write(['11..']), await write(['..22']))).rejects.toThrow(
      /got 2 pixels, all where the mask is nodata/,
    );
  });

  it.each([
    [[], {}, /truth: wanted features, got none/],
    [[feature(point(0, 0), { kind: 1 })], {}, /class property of the truth: wanted class, label.+got properties kind/],
    [[feature(point(0, 0), { class: 1 }), feature(box(0, 0, 1, 1), { class: 1 })], {}, /polygons or points, got both/],
    [[feature(null, { class: 1 })], {}, /truth feature 1: wanted a polygon or a point, got no geometry/],
    [[feature({ type: 'Point', coordinates: [545000, 5340000] }, { class: 1 })], {}, /truth feature 1: .+degrees/],
    [[feature(point(0.5, 0.5), { class: 1 })], { background: '2' }, /background: wanted a truth of polygons/],
    [[feature(point(0.5, 0.5), { class: 1 })], { instances: 'i.tif' }, /instances: wanted a truth known everywhere/],
  ])('features %#', async (features, options, message) => {
    const truth = writeFeatures(fresh('geojson'), features);
    await expect(evaluate(await write(['1122']), truth, options)).rejects.toThrow(message);
  });

  it('a file that is not there, or a picture', async () => {
    const mask = await write(['1122']);
    await expect(evaluate(mask, 'none.geojson')).rejects.toThrow(/truth: wanted a file to read, got none/);
    await expect(evaluate(mask, mask, { classProperty: 'a' })).rejects.toThrow(/class property: .+got a raster/);
    await expect(evaluate(mask, mask, { tolerancePx: 101 })).rejects.toThrow(
      /tolerance: wanted 0 to 100 pixels, got 101/,
    );
  });
});
