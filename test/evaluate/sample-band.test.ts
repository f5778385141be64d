import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createBandReader } from '../../src/evaluate/sample-band.js';
import type { Window } from '../../src/raster/window.js';
import type { Scene } from '../../src/tiling/open-scene.js';

const SIZE = 1e6;

/** Values tell where a pixel is; every seventh is nodata. */
const valueAt = (col: number, row: number): number => (col * 31 + row * 17) % 65_521;
const isValid = (col: number, row: number): boolean => (col + row) % 7 !== 0;

/** A raster of a million by a million pixels that notes what is read of it. */
function makeScene() {
  const reads: Window[] = [];
  const read = async (window: Window) => {
    reads.push(window);
    const { col, row, width, height } = window;
    const band = new Uint16Array(width * height);
    const valid = new Uint8Array(width * height);
    for (let i = 0; i < band.length; i++) {
      const [x, y] = [col + (i % width), row + Math.floor(i / width)];
      band[i] = valueAt(x, y);
      valid[i] = isValid(x, y) ? 1 : 0;
    }
    return { window, bands: [band], valid };
  };
  const scene = { width: SIZE, height: SIZE, dataType: 'uint16', read } as unknown as Scene;
  return { scene, reads };
}

describe('values of a raster at pixels of another grid', () => {
  it.each([
    ['much finer', { across: 3000, down: 60 }],
    ['much finer down', { across: 40, down: 5000, wide: 6 }],
    ['coarser', { across: 0.3, down: 0.2 }],
    ['as fine', { across: 1, down: 1 }],
  ])(
    'are right, and read in bounded pieces: %s',
    async (_, { across, down, wide = 10 }: { across: number; down: number; wide?: number }) => {
      const { scene, reads } = makeScene();
      const locate = (col: number, row: number, out: Float64Array) => {
        out[0] = 12_345.6 + across * col - 0.4 * row;
        out[1] = 23_456.7 + down * row + 0.3 * col;
      };
      const window = { col: 5, row: 3, width: wide, height: 9 };
      const sample = createBandReader(scene, { kind: 'sampled', locate, across: 'grids' });
      const { band, valid } = await sample(window);
      const place = new Float64Array(2);
      for (let i = 0; i < band.length; i++) {
        locate(window.col + (i % window.width) + 0.5, window.row + Math.floor(i / window.width) + 0.5, place);
        const [col, row] = [Math.floor(place[0]), Math.floor(place[1])];
        expect(valid![i]).toBe(isValid(col, row) ? 1 : 0);
        if (valid![i]) expect(band[i]).toBe(valueAt(col, row));
      }
      for (const { width, height } of reads) expect(width * height).toBeLessThanOrEqual(2 ** 23);
    },
  );

  it('are nothing outside of it, and a centre on an edge lies to the right and below', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: -3, max: 3 }), fc.integer({ min: -3, max: 3 }), async (col, row) => {
        const { scene } = makeScene();
        const locate = (x: number, y: number, out: Float64Array) => {
          out[0] = col + x - 0.5 - 1e-12;
          out[1] = row + y - 0.5 - 1e-12;
        };
        const sample = createBandReader(scene, { kind: 'sampled', locate, across: 'grids' });
        const { band, valid } = await sample({ col: 0, row: 0, width: 1, height: 1 });
        const isInside = col >= 0 && row >= 0;
        expect(valid![0]).toBe(isInside && isValid(col, row) ? 1 : 0);
        if (valid![0]) expect(band[0]).toBe(valueAt(col, row));
      }),
    );
    const { scene, reads } = makeScene();
    const nowhere = createBandReader(scene, {
      kind: 'sampled',
      locate: (_, __, out) => out.fill(Number.NaN),
      across: 'systems',
    });
    expect((await nowhere({ col: 0, row: 0, width: 2, height: 2 })).valid).toEqual(new Uint8Array(4));
    expect(reads).toEqual([]);
  });
});
