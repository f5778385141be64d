import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { columnsOf } from '../support/methods.js';
import { computeLayer, createTestLayer, cutColumns, cutPlane, drawScene, growInside } from './support.js';

const of = ['red', 'green', 'blue'];

describe.each([
  { of, radiusPx: 2, maxRounds: 3 },
  { of, radiusPx: 3, maxRounds: 2, range: 0.3, take: 2 },
  { of: ['red'], radiusPx: 1, maxRounds: 5, range: 0.1 },
])('mean-shift-filter %j', (options) => {
  const layer = createTestLayer({ type: 'mean-shift-filter', ...options });
  const drawFor = (seed: number, holes: number) => {
    const scene = drawScene(seed, 30, 24, holes);
    return { ...scene, values: scene.values.slice(0, options.of.length) };
  };

  it('does not depend on where a window is cut, to the last bit', () => {
    const part = fc.record({
      col: fc.nat(28),
      row: fc.nat(22),
      width: fc.integer({ min: 1, max: 30 }),
      height: fc.integer({ min: 1, max: 24 }),
    });
    fc.assert(
      fc.property(fc.nat(1000), fc.constantFrom(0, 0.3), part, (seed, holes, wanted) => {
        const scene = drawFor(seed, holes);
        const core = growInside(wanted, 0, scene.window);
        const seen = cutColumns(scene, growInside(core, layer.haloPx, scene.window));
        const cut = cutPlane(computeLayer(layer, seen, scene), seen.window, core);
        expect(cut).toEqual(cutPlane(computeLayer(layer, scene), scene.window, core));
      }),
      { numRuns: 30 },
    );
  });

  it('never looks at values without data, and is not defined there', () => {
    const scene = drawFor(5, 0.3);
    const other = scene.values.map((column) => column.map((value, i) => (scene.valid![i] === 0 ? 0.3 : value)));
    const plane = computeLayer(layer, scene);
    expect(computeLayer(layer, { ...scene, values: other as Float32Array[] })).toEqual(plane);
    for (let i = 0; i < plane.length; i++) {
      const isThere = scene.valid![i] === 1 && scene.values.every((column) => !Number.isNaN(column[i]));
      expect(Number.isNaN(plane[i])).toBe(!isThere);
    }
  });
});

describe('mean-shift-filter of bytes', () => {
  const RADIUS = 3;
  const options = { type: 'mean-shift-filter', of, radiusPx: RADIUS, range: 50, take: 2, maxRounds: 4 };
  const layer = createTestLayer(options);
  const drawBytes = (seed: number, holes: number) => {
    const scene = drawScene(seed, 26, 22, holes);
    const values = scene.values.map((column) => Uint8Array.from(column, (value) => 40 + 150 * value));
    return { ...scene, values };
  };

  /** Pixel by pixel, from the definition. */
  function climb({ values, valid, window: { width, height } }: ReturnType<typeof drawBytes>, i: number): number {
    let [x, y] = [i % width, Math.floor(i / width)];
    let middle = values.map((column) => column[i]);
    for (let round = 0; round < 4; round++) {
      const like: number[] = [];
      for (let row = Math.max(y - RADIUS, 0); row <= Math.min(y + RADIUS, height - 1); row++) {
        for (let col = Math.max(x - RADIUS, 0); col <= Math.min(x + RADIUS, width - 1); col++) {
          const j = row * width + col;
          const apart = values.reduce((sum, column, k) => sum + (column[j] - middle[k]) ** 2, 0);
          if (!(valid && valid[j] === 0) && apart <= 2500) like.push(j);
        }
      }
      if (like.length === 0) break;
      const mean = (of: (j: number) => number) => like.reduce((sum, j) => sum + of(j), 0) / like.length;
      const moveX = Math.round(mean((j) => (j % width) - x));
      const moveY = Math.round(mean((j) => Math.floor(j / width) - y));
      middle = values.map((column) => mean((j) => column[j]));
      if (moveX === 0 && moveY === 0) break;
      x += moveX;
      y += moveY;
    }
    return middle[1];
  }

  it.each([0, 0.3])('climbs as it is defined, with a share of %d without data', (holes) => {
    for (const seed of [1, 2, 3]) {
      const scene = drawBytes(seed, holes);
      const plane = computeLayer(layer, scene);
      const there = Array.from(plane, (_, i) => !(scene.valid && scene.valid[i] === 0));
      const expected = Float32Array.from(plane, (_, i) => (there[i] ? climb(scene, i) : Number.NaN));
      expect(plane).toEqual(expected);
    }
  });

  it('does not depend on where a window is cut, to the last bit', () => {
    const scene = drawBytes(4, 0.2);
    const plane = computeLayer(layer, scene);
    for (const core of [
      { col: 0, row: 9, width: 5, height: 3 },
      { col: 13, row: 12, width: 13, height: 10 },
    ]) {
      const seen = cutColumns(scene, growInside(core, layer.haloPx, scene.window));
      expect(cutPlane(computeLayer(layer, seen), seen.window, core)).toEqual(cutPlane(plane, scene.window, core));
    }
  });
});

describe('mean-shift-filter', () => {
  it('makes both sides of an edge flat, and keeps it', () => {
    const noise = (i: number) => ((i * 7) % 5) - 2;
    const column = Float32Array.from({ length: 400 }, (_, i) => (i % 20 < 10 ? 20 : 60) + noise(i));
    const layer = createTestLayer({ type: 'mean-shift-filter', of: ['red'], range: 10, radiusPx: 3 });
    const plane = computeLayer(layer, columnsOf(20, [column]));
    plane.forEach((value, i) => {
      expect(Math.abs(value - (i % 20 < 10 ? 20 : 60))).toBeLessThan(0.6);
    });
  });

  it('refuses to take what is not there', () => {
    expect(() => createTestLayer({ type: 'mean-shift-filter', of: ['red'], take: 2 })).toThrow('within');
  });
});
