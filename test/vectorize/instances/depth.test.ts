import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ClassMask } from '../../../src/raster/class-mask.js';
import { expandWindow, intersectWindows, type Window } from '../../../src/raster/window.js';
import {
  createDepthScale,
  DEPTH_HALO_PX,
  type DepthScale,
  measureDepths,
} from '../../../src/vectorize/instances/depth.js';
import { drawMask } from '../../support/draw.js';
import { createPlanarGround } from '../../support/planar-ground.js';
import { masks } from './masks.js';

const SQUARE = createDepthScale(createPlanarGround({ width: 9, height: 9 }), { width: 9, height: 9 });
const scales = fc.constantFrom<DepthScale>(
  SQUARE,
  { ...SQUARE, colUnits: 3 * SQUARE.colUnits },
  { ...SQUARE, rowUnits: 171_234 },
  { ...SQUARE, ceiling: 5 * SQUARE.colUnits },
);

describe('depths', () => {
  it('are the distances to the nearest pixel of another class', () => {
    fc.assert(
      fc.property(masks(), scales, fc.integer({ min: 0, max: 3 }), (mask, scale, marginPx) => {
        const window = { col: 7, row: 5, width: mask.width, height: mask.height };
        const inner = intersectWindows(expandWindow(window, -marginPx), window) ?? window;
        const expected = nearest(mask, { ...inner, col: inner.col - 7, row: inner.row - 5 }, scale);
        expect(measureDepths({ classes: mask.classes, window, inner, scale })).toEqual(expected);
      }),
      { numRuns: 150 },
    );
  });

  it('are 1 pixel at an edge, more inside, and none in nodata', () => {
    const mask = drawMask('.......', '.11111.', '.11111.', '.11111.', '.......');
    const depths = measureAll(mask);
    expect(Array.from(depths, (units) => SQUARE.unitM * Math.sqrt(units)).slice(7, 21)).toEqual([
      0, 1, 1, 1, 1, 1, 0, 0, 1, 2, 2, 2, 1, 0,
    ]);
  });

  it('end at the ceiling, where the halo ends', () => {
    const side = 2 * DEPTH_HALO_PX + 9;
    const classes = new Uint8Array(side * side).fill(1);
    classes[0] = 2;
    const depths = measureAll({ classes, width: side, height: side });
    expect(depths[DEPTH_HALO_PX]).toBe(SQUARE.ceiling);
    expect(depths[DEPTH_HALO_PX - 1]).toBe(SQUARE.colUnits * (DEPTH_HALO_PX - 1) ** 2);
    expect(depths.at(-1)).toBe(SQUARE.ceiling);
  });

  it('know how long and how wide a pixel is on the ground', () => {
    const ground = { ringLengthM: (ring: Int32Array) => 2 * (3 * (ring[2]! - ring[0]!) + 4 * (ring[3]! - ring[1]!)) };
    const scale = createDepthScale(ground, { width: 1, height: 1 });
    expect(scale.unitM * Math.sqrt(scale.colUnits)).toBeCloseTo(3, 9);
    expect(scale.unitM * Math.sqrt(scale.rowUnits)).toBeCloseTo(4, 4);
    expect(scale.unitM * Math.sqrt(scale.ceiling)).toBeCloseTo(3 * DEPTH_HALO_PX, 9);
  });
});

function measureAll({ classes, width, height }: ClassMask): Uint32Array {
  const window = { col: 0, row: 0, width, height };
  return measureDepths({ classes, window, inner: window, scale: SQUARE });
}

/** By looking at every pixel of the window. */
function nearest({ classes, width }: ClassMask, inner: Window, scale: DepthScale): Uint32Array {
  const depths: number[] = [];
  for (let row = inner.row; row < inner.row + inner.height; row++) {
    for (let col = inner.col; col < inner.col + inner.width; col++) {
      const classId = classes[row * width + col];
      let best = classId === 0 ? 0 : scale.ceiling;
      for (let at = 0; at < classes.length; at++) {
        const [dx, dy] = [(at % width) - col, Math.floor(at / width) - row];
        if (classes[at] !== classId) best = Math.min(best, scale.colUnits * dx * dx + scale.rowUnits * dy * dy);
      }
      depths.push(best);
    }
  }
  return Uint32Array.from(depths);
}
