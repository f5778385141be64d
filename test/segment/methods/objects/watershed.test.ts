import { describe, expect, it } from 'vitest';
import { OBJECT_METHODS } from '../../../../src/segment/methods/objects/list.js';
import { createRandom } from '../../../../src/segment/methods/random.js';
import type { WindowColumns } from '../../../../src/segment/segmenter.js';
import { measureSeams } from '../../../support/seam-agreement.js';
import { countParts } from './support/graph-images.js';
import { fitObjectMethod, isNumberedInOrder, makeFields, withMissing } from './support/object-runs.js';

const FOREGROUND = { foreground: { method: 'threshold', band: 1, cuts: [0.5] } };

/** Disks that touch, on a scene of zeros. */
function makeDisks(width: number, height: number, seed: number): WindowColumns {
  const random = createRandom(seed);
  const band = new Float32Array(width * height);
  for (let n = 0; n < (width * height) / 350; n++) {
    const [x, y, r] = [random() * width, random() * height, 5 + random() * 5];
    for (let i = 0; i < band.length; i++) {
      if (((i % width) - x) ** 2 + (Math.floor(i / width) - y) ** 2 < r * r) band[i] = 1;
    }
  }
  return { length: band.length, values: [band], valid: null, window: { col: 0, row: 0, width, height } };
}

/** Two disks of radius 9 whose middles are 14 apart, and one alone. */
function drawThreeDisks(): WindowColumns {
  const [width, height] = [60, 30];
  const middles = [
    [12, 14],
    [26, 14],
    [48, 14],
  ];
  const band = Float32Array.from({ length: width * height }, (_, i) =>
    middles.some(([x, y]) => ((i % width) - x) ** 2 + (Math.floor(i / width) - y) ** 2 <= 81) ? 1 : 0,
  );
  return { length: band.length, values: [band], valid: null, window: { col: 0, row: 0, width, height } };
}

describe('watershed', () => {
  it('parts what touches at its narrows', async () => {
    const disks = drawThreeDisks();
    for (const more of [{ markers: 'peaks' }, { markers: 'minima' }, { markers: 'classical', sureDistancePx: 7 }]) {
      const options = { method: 'watershed', on: 'distance', ...FOREGROUND, ...more };
      const { objects } = await (await fitObjectMethod(options, disks))(disks);
      const at = (x: number, y = 14) => objects[y * 60 + x];
      expect([...new Set(objects)].sort()).toEqual([0, 1, 2, 3]);
      expect([at(5), at(15), at(19) > 0, at(20) > 0, at(24), at(48)]).toEqual([1, 1, true, true, 2, 3]);
      expect([at(0), at(38)]).toEqual([0, 0]);
    }
  });

  it('leaves a line between what touches where asked', async () => {
    const disks = drawThreeDisks();
    const run = await fitObjectMethod({ method: 'watershed', on: 'distance', lines: true, ...FOREGROUND }, disks);
    const { objects, classes } = await run(disks);
    expect(objects.subarray(14 * 60 + 3, 14 * 60 + 36).filter((object) => object === 0)).toHaveLength(1);
    expect([...classes].every((id, i) => id === Number(objects[i] > 0))).toBe(true);
  });

  it('ends objects where the image changes', async () => {
    const [width, height] = [40, 20];
    const band = Float32Array.from({ length: width * height }, (_, i) =>
      i % width < 17 ? 10 : i % width < 30 ? 60 : 30,
    );
    const steps = { length: band.length, values: [band], valid: null, window: { col: 0, row: 0, width, height } };
    const { objects } = await (await fitObjectMethod({ method: 'watershed', band: 1 }, steps))(steps);
    for (let y = 0; y < height; y++) {
      expect(objects.subarray(y * width, (y + 1) * width)).toEqual(
        Uint32Array.from({ length: width }, (_, x) => (x < 17 ? 1 : x < 30 ? 2 : 3)),
      );
    }
  });

  it.each([
    ['valleys', 'minima', [1, 1, 1, 2, 2, 2, 2]],
    ['hills', 'peaks', [1, 1, 2, 2, 2, 3, 3]],
  ])('floods %s of the value', async (_, markers, expected) => {
    const band = Float32Array.of(5, 3, 4, 6, 2, 1, 7);
    const row = { length: 7, values: [band], valid: null, window: { col: 0, row: 0, width: 7, height: 1 } };
    const options = { method: 'watershed', band: 1, on: 'value', sigmaPx: 0, markers, minDistancePx: 1 };
    expect([...(await (await fitObjectMethod(options, row))(row)).objects]).toEqual(expected);
  });

  it('joins small objects to what is most like them where asked', async () => {
    const fields = makeFields(70, 50);
    const sizesBy = async (minPixels: number) => {
      const options = { method: 'watershed', band: 1, sigmaPx: 0, depth: 0, minPixels };
      const { objects } = await (await fitObjectMethod(options, fields))(fields);
      const sizes = new Map<number, number>();
      for (const object of objects) sizes.set(object, (sizes.get(object) ?? 0) + 1);
      return [...sizes.values()];
    };
    expect(Math.min(...(await sizesBy(1)))).toBeLessThan(20);
    expect(Math.min(...(await sizesBy(60)))).toBeGreaterThanOrEqual(60);
  });

  it('puts every pixel with data in one object in one piece, whatever is stored where there is none', async () => {
    const fields = makeFields(70, 50);
    for (const options of [
      { method: 'watershed', band: 1 },
      { method: 'watershed', band: 1, connectivity: 8, depth: 0, sigmaPx: 0 },
      { method: 'watershed', band: 1, on: 'value' },
    ]) {
      const missing = withMissing(fields, -7);
      const run = await fitObjectMethod(options, missing);
      const { objects } = await run(missing);
      expect([...objects].every((object, i) => object > 0 === (missing.valid![i] === 1))).toBe(true);
      const count = Math.max(...objects);
      expect(count).toBeGreaterThan(2);
      expect(isNumberedInOrder(objects)).toBe(true);
      expect(countParts(objects, missing.window, options.connectivity === 8 ? 8 : 4)).toBe(count);
      expect((await run(withMissing(fields, 1e6))).objects).toEqual(objects);
      expect((await run(withMissing(fields, Number.NaN))).objects).toEqual(objects);
    }
  });

  it('has few cuts at the seams of its blocks', async () => {
    const seams = async (options: { method: string }, columns: WindowColumns) =>
      measureSeams({ find: await fitObjectMethod(options, columns), columns, blockPx: 96, overlapPx: 48 });
    const disks = makeDisks(240, 200, 4);
    const apart = await seams({ method: 'watershed', on: 'distance', ...FOREGROUND } as { method: string }, disks);
    expect(apart.pairs).toBeGreaterThan(300);
    expect(apart.share).toBeGreaterThan(0.97);
    const fields = await seams(
      { method: 'watershed', band: 1, sigmaPx: 2 } as { method: string },
      makeFields(240, 200),
    );
    expect(fields.share).toBeGreaterThan(0.95);
  });

  it.each([
    [{ on: 'distance' }, 'foreground'],
    [{ band: 1, markers: 'classical' }, 'foreground'],
    [{ band: 1, markers: 'peaks' }, 'markers'],
    [{}, 'index'],
    [{ band: 1, layer: 'smooth' }, 'index'],
  ])('refuses %j', (options, path) => {
    const { options: schema } = OBJECT_METHODS.find(({ name }) => name === 'watershed')!;
    const { error } = schema.safeParse({ method: 'watershed', ...options });
    expect(error?.issues.map((issue) => issue.path.join('.'))).toContain(path);
  });
});
