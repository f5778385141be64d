import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Json } from '../../../../src/raster/json.js';
import { expandWindow, intersectWindows } from '../../../../src/raster/window.js';
import { canny } from '../../../../src/segment/methods/objects/canny.js';
import { contours } from '../../../../src/segment/methods/objects/contours.js';
import { findEnclosed } from '../../../../src/segment/methods/objects/contours-regions.js';
import { hysteresis } from '../../../../src/segment/methods/objects/hysteresis.js';
import { createRandom } from '../../../../src/segment/methods/random.js';
import { zeroCrossing } from '../../../../src/segment/methods/zero-crossing.js';
import type { Method, SceneBands, SegmenterOptions, WindowColumns } from '../../../../src/segment/segmenter.js';
import { drawMask } from '../../../support/draw.js';
import { cutColumns, measureSeams } from '../../../support/seam-agreement.js';

const SCENE: SceneBands = {
  dataBands: [1],
  canRead: () => true,
  sourceOf: (band) => ({ kind: 'band', band }),
};

const make = (method: Method, options: object = {}) =>
  method.create(method.options.parse({ method: method.name, band: 1, ...options }) as SegmenterOptions, SCENE);

function windowOf(width: number, values: ArrayLike<number>, valid: Uint8Array | null = null): WindowColumns {
  const window = { col: 0, row: 0, width, height: values.length / width };
  return { length: values.length, values: [Float32Array.from(values)], valid, window };
}

async function classify(method: Method, options: object, columns: WindowColumns): Promise<number[]> {
  const segmenter = make(method, options);
  const params = JSON.parse(JSON.stringify(segmenter.fit?.(columns) ?? null)) as Json;
  return [...(await segmenter.predict(columns, params))];
}

/** Fields of different greys, some with noise: `sizePx` across. */
function drawFields(width: number, height: number, sizePx: number, noise = 4): WindowColumns {
  const random = createRandom(3);
  const greys = Array.from({ length: 400 }, () => Math.round(40 + 170 * random()));
  const values = Array.from({ length: width * height }, (_, i) => {
    const [x, y] = [i % width, Math.floor(i / width)];
    return greys[Math.floor((x + 0.2 * y) / sizePx) + 20 * Math.floor(y / sizePx)] + noise * random();
  });
  return windowOf(width, values);
}

const rowsOf = (classes: readonly number[], width: number): string[] =>
  Array.from({ length: classes.length / width }, (_, row) => classes.slice(row * width, (row + 1) * width).join(''));

describe('hysteresis', () => {
  const picture = windowOf(7, [
    ...[5, 5, 0, 0, 0, 5, 5],
    ...[0, 0, 5, 0, 0, 0, 0],
    ...[0, 0, 0, 9, 0, 5, 5],
    ...[0, 0, 0, 0, 0, 0, 0],
  ]);

  it('takes what is joined to a strong pixel, by eight neighbours or by four', async () => {
    const eight = await classify(hysteresis, { low: 3, high: 8 }, picture);
    expect(rowsOf(eight, 7)).toEqual(['2211111', '1121111', '1112111', '1111111']);
    const four = await classify(hysteresis, { low: 3, high: 8, connectivity: 4 }, picture);
    expect(rowsOf(four, 7)).toEqual(['1111111', '1111111', '1112111', '1111111']);
  });

  it('is not joined across pixels without data', async () => {
    const valid = new Uint8Array(28).fill(1);
    valid[9] = 0;
    const classes = await classify(hysteresis, { low: 3, high: 8 }, { ...picture, valid });
    expect(rowsOf(classes, 7)).toEqual(['1111111', '1101111', '1112111', '1111111']);
  });

  it('takes shares of the scene', async () => {
    const ramp = windowOf(10, [...Array(100).keys()]);
    const classes = await classify(hysteresis, { lowQuantile: 0.5, highQuantile: 0.9 }, ramp);
    expect(classes.indexOf(2)).toBe(50);
  });

  it('wants thresholds in pairs, the lower one first', () => {
    for (const wrong of [
      { low: 1 },
      { low: 2, high: 1 },
      { low: 1, highQuantile: 0.5 },
      { lowQuantile: 0.9, highQuantile: 0.1 },
    ]) {
      expect(() => make(hysteresis, wrong)).toThrow(/lower one first/);
    }
  });
});

describe('edges', () => {
  const step = windowOf(
    9,
    Array.from({ length: 63 }, (_, i) => (i % 9 < 4 ? 10 : 50)),
  );

  it.each([
    ['canny', canny, { sigmaPx: 0 }],
    ['canny in four ways', canny, { norm: 'l1', sigmaPx: 0 }],
    ['zero-crossing', zeroCrossing, { sigmaPx: 1 }],
  ] as const)('by %s lie on a step, and nowhere else', async (_, method, options) => {
    const middle = (await classify(method, options, step)).slice(27, 36);
    const marked = middle.flatMap((id, x) => (id === 2 ? [x] : []));
    expect(marked.length).toBeGreaterThan(0);
    expect(marked.every((x) => x === 3 || x === 4)).toBe(true);
  });

  it.each([
    ['canny', canny],
    ['zero-crossing', zeroCrossing],
  ] as const)('by %s: none on flat ground or on a slope', async (_, method) => {
    const options = method === canny ? { low: 10, high: 20 } : {};
    for (const values of [Array(400).fill(7000), Array.from({ length: 400 }, (_, i) => (i % 20) * 0.5)]) {
      const classes = await classify(method, options, windowOf(20, values));
      const inner = classes.filter((_, i) => i % 20 > 7 && i % 20 < 12 && i > 140 && i < 260);
      expect(new Set(inner)).toEqual(new Set([1]));
    }
  });

  it('by zero-crossing only of steps that are high enough', async () => {
    const count = async (minStep: number) =>
      (await classify(zeroCrossing, { sigmaPx: 1, minStep }, step)).filter((id) => id === 2).length;
    expect(await count(20)).toBeGreaterThan(0);
    expect(await count(60)).toBe(0);
  });

  it.each([
    ['canny', canny, {}],
    ['canny in four ways', canny, { norm: 'l1', low: 60, high: 120 }],
    ['zero-crossing', zeroCrossing, { minStep: 10 }],
    ['hysteresis', hysteresis, {}],
    ['contours', contours, {}],
  ] as const)('by %s: values without data are never looked at', async (_, method, options) => {
    const scene = drawFields(50, 40, 15, 30);
    const random = createRandom(9);
    const valid = Uint8Array.from({ length: scene.length }, () => Number(random() > 0.02));
    const changed = scene.values[0].map((value, i) => (valid[i] === 0 ? 1e6 * random() : value));
    const classes = await classify(method, options, { ...scene, valid });
    expect(await classify(method, options, { ...scene, values: [changed], valid })).toEqual(classes);
    valid.forEach((isValid, i) => {
      expect(classes[i] > 0).toBe(isValid === 1);
    });
  });

  it('by zero-crossing do not depend on where a window is cut', async () => {
    const scene = drawFields(90, 80, 17, 40);
    const segmenter = make(zeroCrossing, { sigmaPx: 1.2 });
    const whole = await segmenter.predict(scene, null);
    const seen = { col: 20, row: 13, width: 50, height: 44 };
    const cut = await segmenter.predict(cutColumns(scene, seen), null);
    const halo = segmenter.haloPx;
    for (let y = halo; y < seen.height - halo; y++)
      for (let x = halo; x < seen.width - halo; x++)
        expect(cut[y * seen.width + x]).toBe(whole[(seen.row + y) * 90 + seen.col + x]);
  });
});

describe('regions that edges enclose', () => {
  const enclose = (closePx: number, ...rows: string[]) => {
    const { classes, width, height } = drawMask(...rows);
    const edges = classes.map((id) => Number(id === 9));
    const values = Float64Array.from(classes, (id) => (id === 9 ? 3.2 : id));
    const present = classes.map((id) => Number(id > 0));
    const { objects, count } = findEnclosed({ edges, present, values, width }, closePx);
    expect(new Set(objects.filter((object) => object > 0)).size).toBe(count);
    return Array.from({ length: height }, (_, y) => objects.slice(y * width, (y + 1) * width).join(''));
  };

  it('leave no gap: edges join the region that is most like them', () => {
    expect(enclose(0, '119444', '119444', '119444')).toEqual(['112222', '112222', '112222']);
  });

  it('are one where the edge has a gap, and two where it is closed', () => {
    const rows = ['111911111', '111911111', '111111111', '111911111', '111911111'];
    expect(new Set(enclose(0, ...rows).join(''))).toEqual(new Set('1'));
    expect(enclose(1, ...rows)[2]).toMatch(/^1+2+$/);
  });

  it('are kept where wider edges swallow them', () => {
    expect(enclose(2, '111911911111', '111911911111', '111911911111')[1]).toMatch(/^1+2+3+$/);
  });

  it('end where data ends, and a part of edges alone is a region', () => {
    expect(enclose(0, '11.44', '11.44')).toEqual(['11022', '11022']);
    expect(enclose(0, '11.99', '11.99')).toEqual(['11022', '11022']);
  });

  it('cover every pixel with data, numbered in the order of their first pixels', () => {
    const drawn = fc.array(fc.constantFrom(0, 1, 4, 9, 9, 1, 1, 4), { minLength: 60, maxLength: 60 });
    fc.assert(
      fc.property(drawn, fc.nat(2), (cells, closePx) => {
        const edges = Uint8Array.from(cells, (cell) => Number(cell === 9));
        const present = Uint8Array.from(cells, (cell) => Number(cell > 0));
        const { objects, count } = findEnclosed(
          { edges, present, values: Float64Array.from(cells), width: 10 },
          closePx,
        );
        const seen = [...new Set(objects)].filter((object) => object > 0);
        expect(seen).toEqual(Array.from({ length: count }, (_, i) => i + 1));
        objects.forEach((object, i) => {
          expect(object > 0).toBe(present[i] === 1);
        });
      }),
    );
  });

  it.each([
    { detector: 'canny' },
    { detector: 'zero-crossing', minStep: 8 },
    { detector: 'gradient', sigmaPx: 1, above: 4 },
  ])('are the fields of a drawn scene: edges by %o', async (edges) => {
    const scene = drawFields(120, 90, 30);
    const segmenter = make(contours, { edges, minPixels: 100 });
    const params = JSON.parse(JSON.stringify(segmenter.fit!(scene))) as Json;
    const { objects } = await segmenter.predictObjects!(scene, params);
    const found = new Set(objects).size;
    expect(found).toBeGreaterThan(10);
    expect(found).toBeLessThan(25);
  });
});

describe('seams', () => {
  it.each([
    ['canny', canny, {}],
    ['hysteresis', hysteresis, { low: 90, high: 200 }],
  ] as const)('%s says in blocks what it says of the whole, but for few pixels', async (_, method, options) => {
    const scene = drawFields(300, 200, 33, 30);
    const segmenter = make(method, { ...options, blockPx: 100, overlapPx: 32 });
    const params = segmenter.fit!(scene);
    const whole = await segmenter.predict(scene, params);
    let unlike = 0;
    for (let block = 0; block < 6; block++) {
      const [col, row] = [(block % 3) * 100, Math.floor(block / 3) * 100];
      const core = { col, row, width: 100, height: 100 };
      const seen = intersectWindows(expandWindow(core, 32), scene.window)!;
      const found = await segmenter.predict(cutColumns(scene, seen), params);
      for (let y = row; y < row + 100; y++)
        for (let x = col; x < col + 100; x++)
          unlike += Number(found[(y - seen.row) * seen.width + x - seen.col] !== whole[y * 300 + x]);
    }
    expect(unlike / scene.length).toBeLessThan(0.002);
  });

  it('contours in blocks are nearly those in one piece', async () => {
    const scene = drawFields(300, 200, 33, 10);
    const segmenter = make(contours, {});
    const params = segmenter.fit!(scene);
    const find = async (columns: WindowColumns) => segmenter.predictObjects!(columns, params);
    const { share, adjustedRand } = await measureSeams({ find, columns: scene, blockPx: 100, overlapPx: 32 });
    expect(share).toBeGreaterThan(0.98);
    expect(adjustedRand).toBeGreaterThan(0.95);
  });
});
