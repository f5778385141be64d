import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { numberLabels } from '../../../../src/segment/methods/objects/number-objects.js';
import { growRegions } from '../../../../src/segment/methods/objects/region-growing-grow.js';
import { createLevelQueue, LEVEL_COUNT } from '../../../../src/segment/methods/objects/region-growing-queue.js';
import {
  gradientOf,
  localMinima,
  partsInRange,
  pixelsInWindow,
} from '../../../../src/segment/methods/objects/region-growing-seeds.js';
import { countParts, makePatches, neighboursOf, type TestImage } from './support/graph-images.js';

const images = fc
  .record({
    width: fc.integer({ min: 1, max: 16 }),
    height: fc.integer({ min: 1, max: 16 }),
    bands: fc.integer({ min: 1, max: 3 }),
    seed: fc.nat(1e6),
    holes: fc.constantFrom(0, 0.15),
  })
  .map(makePatches);

/** Every 29th pixel that holds data, or so, numbered from 1. */
function someSeeds({ width, height, defined }: TestImage) {
  const labels = Uint32Array.from({ length: width * height }, (_, i) =>
    (i * 7) % 29 === 0 && (!defined || defined[i] === 1) ? i + 1 : 0,
  );
  return numberLabels(labels, labels.length + 1);
}

/** The paper's list, looked through from one end to the other for every pixel. */
function growPlainly(image: TestImage, tolerance: number, compareWith: 'mean' | 'seed'): Uint32Array {
  const { columns, defined } = image;
  const seeds = someSeeds(image);
  const objects = seeds.objects.slice();
  const members: number[][] = Array.from({ length: seeds.count + 1 }, () => []);
  objects.forEach((object, i) => {
    members[object].push(i);
  });
  const ranges = columns.map((column) => Math.max(...column) - Math.min(...column));
  const largest = Math.min(tolerance, Math.hypot(...ranges));
  const distanceTo = (i: number, object: number) => {
    const pixels = compareWith === 'seed' ? members[object].slice(0, 1) : members[object];
    const means = columns.map((column) => pixels.reduce((sum, pixel) => sum + column[pixel], 0) / pixels.length);
    return Math.sqrt(columns.reduce((sum, column, k) => sum + (column[i] - means[k]) ** 2, 0));
  };
  const nearest = (i: number) =>
    neighboursOf(i, image, 4)
      .map((n) => objects[n])
      .filter((object) => object > 0)
      .map((object) => ({ object, distance: distanceTo(i, object) }))
      .sort((a, b) => a.distance - b.distance || a.object - b.object)[0];
  const list: { pixel: number; level: number }[] = [];
  const listNeighbours = (i: number) => {
    for (const pixel of neighboursOf(i, image, 4)) {
      if (objects[pixel] > 0 || (defined && defined[pixel] === 0) || list.some((entry) => entry.pixel === pixel))
        continue;
      const { distance } = nearest(pixel);
      if (distance > tolerance) continue;
      const level = largest > 0 ? Math.floor((distance / largest) * (LEVEL_COUNT - 1)) : 0;
      list.push({ pixel, level: Math.min(LEVEL_COUNT - 1, level) });
    }
  };
  seeds.objects.forEach((object, i) => {
    if (object > 0) listNeighbours(i);
  });
  while (list.length > 0) {
    const least = Math.min(...list.map(({ level }) => level));
    const [{ pixel }] = list.splice(
      list.findIndex(({ level }) => level === least),
      1,
    );
    const { object, distance } = nearest(pixel);
    if (distance > tolerance) continue;
    objects[pixel] = object;
    members[object].push(pixel);
    listNeighbours(pixel);
  }
  return objects;
}

describe('growRegions', () => {
  it('takes the pixel that is most alike first, as the paper tells', () => {
    const tolerances = fc.constantFrom(5, 20, 60, Number.POSITIVE_INFINITY);
    fc.assert(
      fc.property(images, tolerances, fc.constantFrom('mean', 'seed'), (image, tolerance, compareWith) => {
        const { width, height, columns, defined } = image;
        const options = { width, height, tolerance, compareWith };
        const { objects } = growRegions(columns, defined, someSeeds(image), options);
        expect(objects).toEqual(growPlainly(image, tolerance, compareWith));
      }),
      { numRuns: 60 },
    );
  });

  it('reaches every pixel that hangs together with a seed, in one piece', () => {
    const image = makePatches({ width: 50, height: 40, seed: 8 });
    const options = { width: 50, height: 40, tolerance: Number.POSITIVE_INFINITY, compareWith: 'mean' } as const;
    const { objects, count } = growRegions(image.columns, null, someSeeds(image), options);
    expect(objects.includes(0)).toBe(false);
    expect(countParts(objects, image, 4)).toBe(count);
  });
});

describe('localMinima', () => {
  it('are the same in a window of the scene, but for its edges', () => {
    fc.assert(
      fc.property(fc.nat(1e6), fc.integer({ min: 1, max: 4 }), (seed, radiusPx) => {
        const image = makePatches({ width: 40, height: 40, bands: 1, seed, holes: 0.1 });
        // Few values, so that there are equals.
        const values = image.columns[0].map((value) => Math.round(value / 40));
        const cut = <A extends Float64Array | Uint8Array>(band: A) =>
          band.filter((_, i) => i % 40 >= 10 && i >= 400) as A;
        const whole = localMinima(values, image.defined, { width: 40, height: 40, radiusPx });
        const part = localMinima(cut(values), cut(image.defined!), { width: 30, height: 30, radiusPx });
        const wanted = [...whole].map((i) => [(i % 40) - 10, Math.floor(i / 40) - 10]);
        const got = [...part].map((i) => [i % 30, Math.floor(i / 30)]);
        const inside = ([x, y]: number[]) => x >= radiusPx && y >= radiusPx;
        expect(got.filter(inside)).toEqual(wanted.filter(inside));
      }),
      { numRuns: 20 },
    );
  });

  it('are one on an even ground, and one in each hollow', () => {
    const size = { width: 5, height: 1, radiusPx: 1 };
    expect([...localMinima(Float64Array.of(2, 2, 2, 2, 2), null, size)]).toEqual([0]);
    expect([...localMinima(Float64Array.of(1, 5, 5, 0, 3), null, size)]).toEqual([0, 3]);
  });
});

describe('seeds', () => {
  it('of a range are its connected parts', () => {
    const values = Float64Array.of(0, 1, 9, 1, 0, 9, 9, 9, 2);
    const { objects, count } = partsInRange(values, null, { width: 3, min: 0, max: 1 });
    expect(count).toBe(1);
    expect([...objects]).toEqual([1, 1, 0, 1, 1, 0, 0, 0, 0]);
    const holes = Uint8Array.of(1, 0, 1, 0, 1, 1, 1, 1, 1);
    expect([...partsInRange(values, holes, { width: 3, min: 0, max: 1 }).objects]).toEqual([1, 0, 0, 0, 2, 0, 0, 0, 0]);
  });

  it('of pixels are those in the window', () => {
    const window = { col: 10, row: 20, width: 4, height: 3 };
    const pixels = [
      [10, 20],
      [9, 20],
      [13, 22],
      [14, 22],
      [13, 23],
      [10, 20],
    ] as const;
    expect([...pixelsInWindow(pixels, window)]).toEqual([0, 11]);
  });
});

describe('gradientOf', () => {
  it('is the slope of a plane, and knows no holes', () => {
    const size = { width: 6, height: 5 };
    const plane = Float64Array.from({ length: 30 }, (_, i) => 3 * (i % 6) + 4 * Math.floor(i / 6));
    const gradient = gradientOf([plane], null, size);
    expect(gradient[8]).toBeCloseTo(5, 12);
    const defined = new Uint8Array(30).fill(1);
    defined[8] = 0;
    const wild = plane.slice();
    wild[8] = 1e9;
    expect(gradientOf([wild], defined, size)).toEqual(gradientOf([plane], defined, size));
  });
});

describe('createLevelQueue', () => {
  it('gives the lowest level first, and of that what came first', () => {
    fc.assert(
      fc.property(fc.array(fc.option(fc.nat(LEVEL_COUNT - 1), { freq: 3 }), { maxLength: 60 }), (steps) => {
        const queue = createLevelQueue(steps.length);
        const list: { item: number; level: number }[] = [];
        steps.forEach((level, item) => {
          if (level !== null) {
            queue.push(item, level);
            list.push({ item, level });
            return;
          }
          const [next] = [...list].sort((a, b) => a.level - b.level || a.item - b.item);
          expect(queue.pop()).toBe(next?.item ?? -1);
          if (next) list.splice(list.indexOf(next), 1);
        });
      }),
    );
  });
});
