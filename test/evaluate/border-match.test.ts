import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  borderHaloPx,
  countBorders,
  createBorderCounts,
  findBorders,
  measureBorders,
} from '../../src/evaluate/border-match.js';
import type { Window } from '../../src/raster/window.js';
import { createGrid, tileAt } from '../../src/tiling/grid.js';
import { drawMask } from '../support/draw.js';

const whole = (width: number, height: number): Window => ({ col: 0, row: 0, width, height });

const borderF1 = (mapped: string[], truth: string[], place: number, tolerancePx = 1): number | null => {
  const [a, b] = [drawMask(...mapped), drawMask(...truth)];
  const counts = createBorderCounts();
  const window = whole(a.width, a.height);
  countBorders({ mapped: a.classes, truth: b.classes, core: window, read: window, tolerancePx }, counts);
  return measureBorders(counts, place).f1;
};

describe('borders', () => {
  it('lie on both sides of where classes meet, and not at nodata or the edge', () => {
    const { classes, width, height } = drawMask('1112', '1112', '11..', '1.33');
    expect([...findBorders(classes, { width, height })].join('')).toBe('0012001200000000');
  });

  it('agree within the tolerance', () => {
    expect(borderF1(['111222'], ['111222'], 1)).toBe(1);
    expect(borderF1(['111222'], ['112222'], 1)).toBe(1);
    expect(borderF1(['111222'], ['122222'], 1)).toBe(0);
    expect(borderF1(['111222'], ['122222'], 1, 2)).toBe(1);
  });

  it('are near by the straight way, not by steps', () => {
    const shifted = [
      ['12222', '22222', '22222'],
      ['22222', '21222', '22222'],
    ];
    expect(borderF1(shifted[0], shifted[1], 1, 1)).toBe(0);
    expect(borderF1(shifted[0], shifted[1], 1, 1.5)).toBe(1);
  });

  it('of one side alone are worth 0, of none null', () => {
    expect(borderF1(['1122'], ['1111'], 1)).toBe(0);
    expect(borderF1(['1122'], ['1111'], 3)).toBeNull();
  });

  it('are the same for any tiling', () => {
    const cell = fc.integer({ min: 0, max: 3 });
    const cells = fc.array(cell, { minLength: 30 * 20, maxLength: 30 * 20 });
    fc.assert(
      fc.property(
        cells,
        cells,
        fc.constantFrom(1, 2, 2.9, 5),
        fc.integer({ min: 3, max: 40 }),
        (a, b, tolerance, size) => {
          const compared = a.map((value, i) => (value === 0 || b[i] === 0 ? 0 : value));
          const truth = b.map((value, i) => (a[i] === 0 ? 0 : value));
          const count = (tileSizePx: number) => {
            const counts = createBorderCounts();
            const grid = createGrid({ width: 30, height: 20, tileSizePx, overlapPx: borderHaloPx(tolerance) });
            for (let i = 0; i < grid.count; i++) {
              const { core, read } = tileAt(grid, i);
              const cut = (all: number[]) => Uint8Array.from(cutWindow(all, 30, read));
              countBorders({ mapped: cut(compared), truth: cut(truth), core, read, tolerancePx: tolerance }, counts);
            }
            return counts;
          };
          expect(count(size)).toEqual(count(64));
        },
      ),
      { numRuns: 40 },
    );
  });
});

function cutWindow(all: number[], width: number, window: Window): number[] {
  const out: number[] = [];
  for (let row = window.row; row < window.row + window.height; row++) {
    out.push(...all.slice(row * width + window.col, row * width + window.col + window.width));
  }
  return out;
}
