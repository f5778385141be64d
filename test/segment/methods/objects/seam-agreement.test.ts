import { describe, expect, it } from 'vitest';
import type { WindowColumns } from '../../../../src/segment/segmenter.js';
import { adjustedRand } from '../../../support/adjusted-rand.js';
import { measureSeams } from '../../../support/seam-agreement.js';

const scene = (width: number, height: number, valueAt: (x: number, y: number) => number): WindowColumns => ({
  length: width * height,
  values: [Float32Array.from({ length: width * height }, (_, i) => valueAt(i % width, Math.floor(i / width)))],
  valid: null,
  window: { col: 0, row: 0, width, height },
});

/** Pixels with one value are one object. */
const byValue = ({ values }: WindowColumns) => ({ objects: Uint32Array.from(values[0], (value) => value) });

describe('measureSeams', () => {
  it('finds no fault with objects that are the same in every window', async () => {
    const columns = scene(40, 30, (x, y) => 1 + Math.floor(x / 7) + 10 * Math.floor(y / 6));
    const found = await measureSeams({ find: byValue, columns, blockPx: 16, overlapPx: 4 });
    expect(found).toMatchObject({ pairs: 2 * 30 + 40, share: 1, cut: 0, merged: 0, adjustedRand: 1 });
  });

  it('sees objects that end with the window, and some that begin to be one', async () => {
    const columns = scene(20, 10, () => 1);
    // Left and right of the middle of the window: the whole is cut at 10, the blocks at 6 and 14.
    const halves = ({ length, window }: WindowColumns) => ({
      objects: Uint32Array.from({ length }, (_, i) => (i % window.width < window.width / 2 ? 1 : 2)),
    });
    const found = await measureSeams({ find: halves, columns, blockPx: 10, overlapPx: 2 });
    expect(found).toMatchObject({ pairs: 10, merged: 1, cut: 0, share: 0 });
    expect(found.adjustedRand).toBeLessThan(0.5);
  });

  it('counts no pair in no object', async () => {
    const columns = scene(20, 10, (_, y) => (y < 4 ? 0 : 3));
    const found = await measureSeams({ find: byValue, columns, blockPx: 10, overlapPx: 0 });
    expect(found).toMatchObject({ pairs: 6, cut: 1, share: 0 });
  });
});

describe('adjustedRand', () => {
  it('is 1 under other names, and the value worked out by hand', () => {
    expect(adjustedRand(Uint32Array.of(1, 1, 2, 2), Uint32Array.of(7, 7, 3, 3))).toBe(1);
    // Together 1 + 0, of a 2, of b 3, expected 2 · 3 / 6, most 2.5.
    expect(adjustedRand(Uint32Array.of(1, 1, 2, 2), Uint32Array.of(1, 1, 1, 2))).toBe(0);
    expect(adjustedRand(Uint32Array.of(1, 1, 0, 2), Uint32Array.of(1, 1, 9, 0))).toBe(1);
  });
});
