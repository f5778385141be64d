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
