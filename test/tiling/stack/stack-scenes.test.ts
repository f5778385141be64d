import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { type Affine, applyAffine } from '../../../src/raster/affine.js';
import { crsFromEpsg, fromLonLat, toLonLat } from '../../../src/raster/crs.js';
import { openScene } from '../../../src/tiling/open-scene.js';
import { openStack } from '../../../src/tiling/stack/open-stack.js';
import { makeFolder, writeTestScene } from '../../support/write-scene.js';

const folder = makeFolder('stack');
afterAll(() => rmSync(folder, { recursive: true }));

const SIZE = { width: 60, height: 50 };
const COUNT = SIZE.width * SIZE.height;
const UTM33 = crsFromEpsg(32633);
const AFFINE: Affine = [10, 0, 500_000, 0, -10, 5_300_000];

async function write(name: string, scene: object): Promise<string> {
  const path = join(folder, name);
  const base = { ...SIZE, dataType: 'float32', crs: UTM33, affine: [...AFFINE], nodata: -1 };
  await writeTestScene(path, { ...base, ...scene } as never);
  return path;
}

/** A plane over the map, which a mean of neighbours gives back exactly. */
const plane = (x: number, y: number) => 3 + (x - 500_000) / 100 + (5_300_000 - y) / 50;

const planeOver = (affine: Affine, width: number, height: number, toPlane = plane) =>
  Float32Array.from({ length: width * height }, (_, i) =>
    toPlane(...applyAffine(affine, (i % width) + 0.5, Math.floor(i / width) + 0.5)),
  );

describe('a scene with others beside it', () => {
  it('goes on with the bands of those that have the same pixels, untouched', async () => {
    const first = await write('a.tif', { bands: [new Float32Array(COUNT).fill(1), new Float32Array(COUNT).fill(2)] });
    const other = await write('b.tif', {
      dataType: 'uint8',
      bands: [new Uint8Array(COUNT).map((_, i) => i % 200)],
      nodata: 190,
    });
    const scene = await openStack(first, { quality: other });
    const window = { col: 5, row: 3, width: 20, height: 2 };
    const { bands, valid } = await scene.read(window, { bands: [3, 1] });
    expect(bands[0]).toEqual(
      Uint8Array.from({ length: 40 }, (_, i) => ((3 + Math.floor(i / 20)) * 60 + 5 + (i % 20)) % 200),
    );
    expect([...bands[1]]).toEqual(new Array(40).fill(1));
    expect([...valid!]).toEqual(Array.from(bands[0], (value) => Number(value !== 190)));
    await scene.close();
  });

  it('is another scene when one beside it is another', async () => {
    const first = await write('c.tif', { bands: [new Float32Array(COUNT).fill(1)] });
    const before = await write('d.tif', { bands: [new Float32Array(COUNT).fill(1)] });
    const changed = await write('e.tif', { bands: [new Float32Array(COUNT).fill(5)] });
    const prints = [];
    for (const beside of [{}, { before }, { before: changed }]) {
      const scene = await openStack(first, beside);
      prints.push(scene.fingerprint);
      await scene.close();
    }
    expect(new Set(prints).size).toBe(3);
  });

  it.each([
    ['coarser pixels', UTM33, [25, 0, 499_900, 0, -25, 5_300_100] as Affine, 60, 50],
    ['finer pixels', UTM33, [4, 0, 499_980, 0, -4, 5_300_010] as Affine, 170, 150],
    ['turned pixels', UTM33, [8, 6, 499_600, 6, -8, 5_299_900] as Affine, 170, 150],
  ])('takes the mean of four in %s', async (name, crs, affine, width, height) => {
    const first = await write('f.tif', { bands: [new Float32Array(COUNT)] });
    const bands = [planeOver(affine, width, height)];
    const before = await write(`${name.slice(0, 4)}.tif`, { width, height, crs, affine: [...affine], bands });
    const scene = await openStack(first, { before });
    const window = { col: 0, row: 0, ...SIZE };
    const { bands: read, valid } = await scene.read(window, { bands: [2] });
    const wanted = planeOver(AFFINE, SIZE.width, SIZE.height);
    let compared = 0;
    read[0].forEach((value, i) => {
      if (valid && !valid[i]) return;
      expect(value).toBeCloseTo(wanted[i], 3);
      compared++;
    });
    expect(compared).toBeGreaterThan(COUNT / 2);
    await scene.close();
  });

  it('finds its pixels in another CRS, the same for any window', async () => {
    const first = await write('g.tif', { bands: [new Float32Array(COUNT)] });
    // The same ground in degrees, finely enough that a plane in metres is one in degrees too.
    const [lon, lat] = toLonLat(UTM33)(499_900, 5_300_100);
    const affine: Affine = [0.0001, 0, lon, 0, -0.0001, lat];
    const toUtm = fromLonLat(UTM33);
    const inDegrees = (x: number, y: number) => plane(...toUtm(x, y));
    const bands = [planeOver(affine, 110, 80, inDegrees)];
    const before = await write('h.tif', { width: 110, height: 80, crs: crsFromEpsg(4326), affine: [...affine], bands });
    const scene = await openStack(first, { before });
    const whole = await scene.read({ col: 0, row: 0, ...SIZE }, { bands: [2] });
    const wanted = planeOver(AFFINE, SIZE.width, SIZE.height);
    whole.bands[0].forEach((value, i) => {
      expect(value).toBeCloseTo(wanted[i], 2);
    });
    const part = await scene.read({ col: 13, row: 21, width: 30, height: 9 }, { bands: [2] });
    part.bands[0].forEach((value, i) => {
      expect(value).toBe(whole.bands[0][(21 + Math.floor(i / 30)) * SIZE.width + 13 + (i % 30)]);
    });
    await scene.close();
  });

  it('has no data where the other has none or does not reach', async () => {
    const first = await write('i.tif', { bands: [new Float32Array(COUNT).fill(4)] });
    const affine: Affine = [10, 0, 500_300, 0, -10, 5_299_800];
    const values = new Uint8Array(20 * 20).fill(3);
    values[0] = 255;
    const given = { width: 20, height: 20, affine: [...affine], dataType: 'uint8', nodata: 255, bands: [values] };
    const scene = await openStack(first, { quality: await write('j.tif', given) });
    const { valid } = await scene.read({ col: 0, row: 0, ...SIZE }, { bands: [1, 2] });
    const expected = Array.from({ length: COUNT }, (_, i) => {
      const [col, row] = [i % 60, Math.floor(i / 60)];
      const isInside = col >= 30 && col < 50 && row >= 20 && row < 40;
      return Number(isInside && !(col === 30 && row === 20));
    });
    expect([...valid!]).toEqual(expected);
    expect((await scene.read({ col: 0, row: 0, width: 9, height: 9 }, { bands: [2] })).valid).toEqual(
      new Uint8Array(81),
    );
    await scene.close();
  });

  it('refuses one without a place', async () => {
    const first = await write('k.tif', { bands: [new Float32Array(COUNT)] });
    const other = await write('l.tif', { width: 5, height: 5, crs: null, bands: [new Float32Array(25)] });
    await expect(openStack(first, { before: other })).rejects.toThrow(/scene beside the first.*l\.tif/);
    const scene = await openScene(first);
    await scene.close();
  });
});
