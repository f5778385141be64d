import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { intersectWindows, type Window } from '../../../../src/raster/window.js';
import { createLattice, seenWindow } from '../../../../src/segment/onnx/network/lattice.js';
import type { Patch } from '../../../../src/segment/onnx/network/spec.js';

const sizes = fc.record({
  width: fc.integer({ min: 1, max: 120 }),
  height: fc.integer({ min: 1, max: 120 }),
  patchPx: fc.integer({ min: 8, max: 60 }),
  overlapPx: fc.nat(24),
  losesBorder: fc.boolean(),
});

type Sizes = typeof sizes extends fc.Arbitrary<infer Value> ? Value : never;

function latticeOf({ width, height, patchPx, overlapPx, losesBorder }: Sizes) {
  const overlap = Math.min(overlapPx, Math.ceil(patchPx / 2) - 1);
  const fit = losesBorder ? 'centre' : 'stretch';
  const semantic = { name: '', layout: 'NCHW', activation: 'softmax', fit } as const;
  const lattice = createLattice({ width, height }, { patchPx, overlapPx: overlap, semantic });
  const patches = Array.from({ length: lattice.columns * lattice.rows }, (_, i) => lattice.patchAt(i));
  return { lattice, patches, overlap };
}

const holds = (outer: Window, inner: Window): boolean => {
  const shared = intersectWindows(outer, inner);
  return shared?.width === inner.width && shared.height === inner.height;
};

describe('the lattice of patches', () => {
  it('has cells that cover the scene once, each within its patch', () => {
    fc.assert(
      fc.property(sizes, (given) => {
        const { patches } = latticeOf(given);
        const covered = new Uint8Array(given.width * given.height);
        for (const [i, { index, cell, window }] of patches.entries()) {
          const isSquare = window.width === given.patchPx && window.height === given.patchPx;
          if (index !== i || !isSquare || !holds(window, cell))
            expect({ index, cell, window }).toBe('a patch around a cell');
          for (let row = cell.row; row < cell.row + cell.height; row++) {
            for (let col = cell.col; col < cell.col + cell.width; col++) covered[row * given.width + col]++;
          }
        }
        expect(covered.every((count) => count === 1)).toBe(true);
      }),
    );
  });

  it('has no two patches that see the same, nor one beyond a scene that is large enough', () => {
    fc.assert(
      fc.property(sizes, (given) => {
        const { patches } = latticeOf(given);
        expect(new Set(patches.map(({ window }) => `${window.col} ${window.row}`)).size).toBe(patches.length);
        if (given.losesBorder || Math.min(given.width, given.height) < given.patchPx) return;
        const scene = { col: 0, row: 0, width: given.width, height: given.height };
        expect(patches.every(({ window }) => holds(scene, window))).toBe(true);
      }),
    );
  });

  it('sees the whole overlap around each cell, as far as the scene goes', () => {
    fc.assert(
      fc.property(sizes, (given) => {
        const { patches, overlap } = latticeOf(given);
        const scene = { col: 0, row: 0, width: given.width, height: given.height };
        for (const { cell, window } of patches) {
          const { col, row, width, height } = cell;
          const around = {
            col: col - overlap,
            row: row - overlap,
            width: width + 2 * overlap,
            height: height + 2 * overlap,
          };
          if (!holds(window, given.losesBorder ? around : intersectWindows(around, scene)!))
            expect(window).toEqual(around);
        }
      }),
    );
  });

  it('finds the patches over a window', () => {
    const windows = fc.record({
      col: fc.integer({ min: -20, max: 300 }),
      row: fc.integer({ min: -20, max: 300 }),
      width: fc.integer({ min: 1, max: 200 }),
      height: fc.integer({ min: 1, max: 200 }),
    });
    fc.assert(
      fc.property(sizes, windows, (given, window) => {
        const { lattice, patches } = latticeOf(given);
        const met = (place: (patch: Patch) => Window) => patches.filter((one) => intersectWindows(place(one), window));
        expect(lattice.patchesOver(window, 'cell')).toEqual(met(({ cell }) => cell));
        const seen = met((patch) => patch.window);
        expect(lattice.patchesOver(window, 'seen')).toEqual(seen);
        const { columns, rows } = lattice.countOver(window, 'seen');
        if (seen.length > 0) expect(columns * rows).toBe(seen.length);
        const all = seenWindow(seen);
        if (all) expect(seen.every((patch) => holds(all, patch.window))).toBe(true);
        else expect(seen).toEqual([]);
      }),
    );
  });
});
