import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Window } from '../../../../src/raster/window.js';
import { splitQuadtree } from '../../../../src/segment/methods/objects/split-and-merge-quadtree.js';
import { inPixelOrder, makePatches } from './support/graph-images.js';

const SPLIT = { largestPx: 16, smallestPx: 1 } as const;

type Measure = 'range' | 'deviation';

function isUniform(values: number[], measure: Measure, tolerance: number): boolean {
  if (measure === 'range') return Math.max(...values) - Math.min(...values) <= tolerance;
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length) <= tolerance;
}

/** Each pixel's square: the largest of the lattice that is uniform as far as the window shows it, or a pixel. */
function squaresOf(columns: Float64Array[], window: Window, measure: Measure, tolerance: number): string[] {
  const pixels = Array.from(columns[0], (_, i) => i);
  const squares = pixels.map(() => '');
  for (let sizePx: number = SPLIT.largestPx; sizePx >= 1; sizePx /= 2) {
    const nameOf = (i: number) => {
      const col = (i % window.width) + window.col;
      const row = Math.floor(i / window.width) + window.row;
      return `${sizePx}: ${Math.floor(col / sizePx)}, ${Math.floor(row / sizePx)}`;
    };
    const members = new Map<string, number[]>();
    for (const i of pixels) members.set(nameOf(i), [...(members.get(nameOf(i)) ?? []), i]);
    for (const [name, square] of members) {
      if (squares[square[0]] !== '') continue;
      const valuesOf = (column: Float64Array) => square.map((i) => column[i]);
      const uniform = columns.every((column) => isUniform(valuesOf(column), measure, tolerance));
      if (sizePx === 1 || uniform) for (const i of square) squares[i] = name;
    }
  }
  return squares;
}

describe('splitQuadtree', () => {
  it('gives the largest uniform squares of the lattice', () => {
    const measures = fc.constantFrom<Measure>('range', 'deviation');
    const windows = fc.record({
      col: fc.nat(40),
      row: fc.nat(40),
      width: fc.integer({ min: 1, max: 40 }),
      height: fc.integer({ min: 1, max: 40 }),
    });
    fc.assert(
      fc.property(
        fc.nat(1e6),
        measures,
        fc.integer({ min: 0, max: 90 }),
        windows,
        (seed, measure, tolerance, window) => {
          const { columns } = makePatches({ width: window.width, height: window.height, seed });
          const { objects } = splitQuadtree(columns, null, { ...SPLIT, window, measure, tolerance });
          expect(inPixelOrder(objects)).toEqual(namesInOrder(squaresOf(columns, window, measure, tolerance)));
        },
      ),
      { numRuns: 60 },
    );
  });

  it('does not see beyond its square, so windows of the scene agree', () => {
    const { columns } = makePatches({ width: 64, height: 48, bands: 1, seed: 12 });
    const split = (band: Float64Array, window: Window) =>
      splitQuadtree([band], null, { ...SPLIT, window, measure: 'range', tolerance: 50 }).objects;
    const whole = split(columns[0], { col: 0, row: 0, width: 64, height: 48 });
    const cut = columns[0].filter((_, i) => i % 64 >= 16 && i >= 16 * 64);
    const part = split(cut, { col: 16, row: 16, width: 48, height: 32 });
    const ids = new Map<number, number>();
    part.forEach((object, i) => {
      const same = whole[(Math.floor(i / 48) + 16) * 64 + (i % 48) + 16];
      expect(ids.get(same) ?? object).toBe(object);
      ids.set(same, object);
    });
    expect(new Set(ids.values()).size).toBe(ids.size);
  });

  it('splits around pixels without data', () => {
    const defined = new Uint8Array(16).fill(1);
    defined[0] = 0;
    const window = { col: 0, row: 0, width: 4, height: 4 };
    const options = { window, largestPx: 4, smallestPx: 1, measure: 'range', tolerance: 1 } as const;
    const { objects, count } = splitQuadtree([new Float64Array(16)], defined, options);
    expect(count).toBe(6);
    expect(objects[0]).toBe(0);
    expect(splitQuadtree([new Float64Array(16)], null, options).count).toBe(1);
  });
});

function namesInOrder(names: string[]): Uint32Array {
  const known = [...new Set(names)];
  return inPixelOrder(names.map((name) => known.indexOf(name) + 1));
}
