import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { patchesBy, wantedWindow } from '../../../../src/segment/onnx/network/answer-block.js';
import { chooseBlockPx } from '../../../../src/segment/onnx/network/block-size.js';
import { createLattice } from '../../../../src/segment/onnx/network/lattice.js';
import { alignGrid, createNetworkGrid } from '../../../../src/segment/onnx/network/network-grid.js';
import type { SeamPolicy } from '../../../../src/segment/onnx/network/spec.js';
import { idsUpTo } from '../../../../src/segment/segmenter.js';

const sizes = fc.record({
  width: fc.integer({ min: 1, max: 9000 }),
  height: fc.integer({ min: 1, max: 9000 }),
  patchPx: fc.constantFrom(128, 256, 512),
  overlapPx: fc.constantFrom(0, 8, 16),
  pixelSizeM: fc.constantFrom(null, 0.3, 0.6, 1.37, 2),
});

type Sizes = typeof sizes extends fc.Arbitrary<infer Value> ? Value : never;

/** The block, and how many patches are asked over all blocks. */
function cutScene({ width, height, patchPx, overlapPx, pixelSizeM }: Sizes, seams: SeamPolicy) {
  const classes = idsUpTo(5).map((id) => ({ value: id - 1, name: `${id}`, color: null, id }));
  const spec = { seams, patchPx, overlapPx, classes };
  const scene = { width, height, pixelSizeM: [1, 1] as const };
  const cellPx = patchPx - 2 * overlapPx;
  const grid = alignGrid(createNetworkGrid(scene, pixelSizeM), scene, cellPx);
  const lattice = createLattice(grid, spec);
  const wantedOf = (keep: Parameters<typeof wantedWindow>[2]) => wantedWindow(grid, spec, keep);
  const blockPx = chooseBlockPx({ scene, grid, lattice, wantedOf, by: patchesBy(spec) }, spec);
  let asked = 0;
  for (let row = 0; row < height; row += blockPx) {
    for (let col = 0; col < width; col += blockPx) {
      const keep = { col, row, width: Math.min(blockPx, width - col), height: Math.min(blockPx, height - row) };
      asked += lattice.patchesOver(wantedOf(keep), patchesBy(spec)).length;
    }
  }
  const patches = lattice.columns * lattice.rows;
  return { blockPx, cellPx: cellPx * grid.scaleX, asked, patches, lattice, grid };
}

describe('the blocks of a scene', () => {
  it('are whole cells, no larger than a tile unless a cell is', () => {
    fc.assert(
      fc.property(sizes, fc.constantFrom('crop', 'cosine'), (given, seams) => {
        const { blockPx, cellPx } = cutScene(given, seams);
        const cells = blockPx / cellPx;
        expect(Math.abs(cells - Math.round(cells))).toBeLessThan(1e-6);
        const longest = Math.max(given.width, given.height);
        expect(cells > 0.5 && Math.min(blockPx, longest) <= Math.max(1024, cellPx)).toBe(true);
      }),
      { numRuns: 60 },
    );
  });

  it('ask about no patch twice where seams are cropped, but where a last cell is longer', () => {
    fc.assert(
      fc.property(sizes, (given) => {
        const { asked, lattice, blockPx } = cutScene(given, 'crop');
        // The last cell of a side may be cut by the border of a block, and no other.
        const along = (cells: number, side: number) => cells + Number(side > blockPx);
        const most = along(lattice.columns, given.width) * along(lattice.rows, given.height);
        expect(asked).toBeLessThanOrEqual(most);
        const { asked: alone, patches: all } = cutScene({ ...given, overlapPx: 0 }, 'crop');
        expect(alone).toBe(all);
      }),
      { numRuns: 60 },
    );
  });
});

describe('network pixels that go with blocks', () => {
  it('are changed by a fiftieth at most', () => {
    const scene = { width: 1000, height: 700, pixelSizeM: [1, 1] as const };
    const grid = createNetworkGrid(scene, 1.37);
    expect(alignGrid(grid, scene, 412)).toMatchObject({ scaleX: 564 / 412, scaleY: 564 / 412 });
    expect(alignGrid(grid, scene, 3)).toEqual(grid);
    const own = createNetworkGrid(scene, null);
    expect(alignGrid(own, scene, 412)).toEqual(own);
  });
});
