import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  betweenWindow,
  createNetworkGrid,
  describeResampling,
  ownPx,
  ownWindow,
} from '../../../../src/segment/onnx/network/network-grid.js';

const scene = (width: number, height: number, ...pixelSizeM: [number, number] | []) => ({
  width,
  height,
  pixelSizeM: pixelSizeM.length === 2 ? pixelSizeM : null,
});

describe('network pixels', () => {
  it('are those of the scene where either size is not known, or where they are near', () => {
    const own = { width: 100, height: 80, scaleX: 1, scaleY: 1 };
    expect(createNetworkGrid(scene(100, 80), 10)).toEqual(own);
    expect(createNetworkGrid(scene(100, 80, 10, 10), null)).toEqual(own);
    expect(createNetworkGrid(scene(100, 80, 10, 9.2), 10)).toEqual(own);
    expect(describeResampling(scene(100, 80, 10, 9.2), own, 10)).toBeNull();
  });

  it('are of the size of the training on both sides as soon as one side is not near', () => {
    const given = scene(100, 80, 0.5, 0.3);
    const grid = createNetworkGrid(given, 0.3);
    expect(grid).toEqual({ width: Math.ceil(100 / 0.6), height: 80, scaleX: 0.6, scaleY: 1 });
    expect(describeResampling(given, grid, 0.3)).toBe(
      'pixels of 0.5 m x 0.3 m are shown to the model as pixels of 0.3 m',
    );
    expect(createNetworkGrid(scene(100, 81, 10, 10), 20)).toMatchObject({ width: 50, height: 41, scaleX: 2 });
  });

  it('are refused where they are more than 16 times as large or small, with both sizes', () => {
    expect(createNetworkGrid(scene(100, 100, 10, 10), 160).width).toBe(7);
    expect(createNetworkGrid(scene(100, 100, 10, 10), 10 / 16).width).toBe(1600);
    const refused =
      /wanted a scene with pixels of 0\.3 m, or up to 16 times as large or small, got pixels of 10 m x 10 m/;
    expect(() => createNetworkGrid(scene(100, 100, 10, 10), 0.3)).toThrow(refused);
    expect(() => createNetworkGrid(scene(100, 100, 10, 10), 161)).toThrow(/161 m/);
    expect(() => createNetworkGrid(scene(100, 100, 0, 10), 1)).toThrow(/size of a pixel/);
  });

  it('belong to the pixels of the scene whose middles they hold or lie between', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 1 / 16, max: 16, noNaN: true }),
        fc.integer({ min: 1, max: 500 }),
        fc.nat(499),
        fc.integer({ min: 1, max: 100 }),
        (scale, width, from, count) => {
          const grid = createNetworkGrid(scene(width, 1, 1, 1), scale);
          const col = Math.min(from, width - 1);
          const window = { col, row: 0, width: Math.min(count, width - col), height: 1 };
          const own = ownWindow(grid, window);
          expect(own.col).toBe(ownPx(col, grid.scaleX, grid.width));
          expect(own.col).toBeGreaterThanOrEqual(0);
          expect(own.col + own.width).toBeLessThanOrEqual(grid.width);
          const between = betweenWindow(grid, window);
          const middle = (col + 0.5) / grid.scaleX;
          expect(between.col + 0.5 <= middle || between.col === 0).toBe(true);
          expect(grid.width * grid.scaleX).toBeGreaterThan(width - 1e-3);
        },
      ),
    );
  });
});
