import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cropBand } from '../../../../src/raster/crop.js';
import { createNetworkGrid, readWindow } from '../../../../src/segment/onnx/network/network-grid.js';
import { toNetworkColumns } from '../../../../src/segment/onnx/network/resample.js';
import { columnsOf, drawImage, type Image, wholeOf } from './support/networks.js';

const gridOf = (image: Image, scale: number) => createNetworkGrid({ ...image, pixelSizeM: [1, 1] }, scale);

const resampleWhole = (image: Image, scale: number) => {
  const grid = gridOf(image, scale);
  return { grid, ...toNetworkColumns(grid, columnsOf(image, wholeOf(image)), image.valid, wholeOf(grid)) };
};

describe('columns in network pixels', () => {
  it('are the columns themselves where nothing is resampled', () => {
    const image = drawImage(5, 4, 2);
    const { values } = resampleWhole(image, 1.05);
    expect(values[0]).toBe(image.bands[0]);
  });

  it('are means over areas, of known pixels alone', () => {
    const image: Image = { width: 5, height: 2, bands: [Uint8Array.of(1, 3, 5, 7, 9, 2, 4, 6, 8, 10)], valid: null };
    expect([...resampleWhole(image, 2).values[0]]).toEqual([2.5, 6.5, 9.5]);
    image.valid = Uint8Array.of(1, 1, 0, 0, 0, 1, 0, 0, 0, 1);
    const { values, known } = resampleWhole(image, 2);
    expect([...known!]).toEqual([1, 0, 1]);
    expect([values[0][0], values[0][2]]).toEqual([2, 10]);
  });

  it('lie between middles where they are smaller, and beyond the outer ones are as those', () => {
    const image: Image = { width: 2, height: 1, bands: [Float32Array.of(0, 8)], valid: null };
    expect([...resampleWhole(image, 0.25).values[0].subarray(0, 8)]).toEqual([0, 0, 1, 3, 5, 7, 8, 8]);
    image.valid = Uint8Array.of(1, 0);
    const { values, known } = resampleWhole(image, 0.25);
    expect([...known!.subarray(0, 8)]).toEqual([1, 1, 1, 1, 1, 1, 0, 0]);
    expect([...values[0].subarray(0, 6)]).toEqual([0, 0, 0, 0, 0, 0]);
  });

  it('keep constants to the bit', () => {
    fc.assert(
      fc.property(fc.double({ min: 0.07, max: 15, noNaN: true }), fc.integer({ min: 1, max: 255 }), (scale, value) => {
        const image: Image = { width: 31, height: 17, bands: [new Uint8Array(31 * 17).fill(value)], valid: null };
        expect(resampleWhole(image, scale).values[0].every((one) => one === value)).toBe(true);
      }),
    );
  });

  it('are the same bits in any window', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.1, max: 10, noNaN: true }),
        fc.boolean(),
        fc.array(fc.nat(1000), { minLength: 4, maxLength: 4 }),
        (scale, hasGaps, [a, b, c, d]) => {
          const image = drawImage(37, 29, 1, a);
          if (hasGaps) image.valid = Uint8Array.from(image.bands[0], (value) => +(value > 4));
          const { grid, values, known } = resampleWhole(image, scale);
          const [col, row] = [a % grid.width, b % grid.height];
          const window = { col, row, width: 1 + (c % (grid.width - col)), height: 1 + (d % (grid.height - row)) };
          const read = readWindow(grid, window, image)!;
          const part = columnsOf(image, read);
          const found = toNetworkColumns(grid, part, part.valid, window);
          expect(found.values[0]).toEqual(cropBand(values[0], wholeOf(grid), window));
          const all = new Uint8Array(window.width * window.height).fill(1);
          expect(found.known ?? all).toEqual(known ? cropBand(known, wholeOf(grid), window) : all);
        },
      ),
      { numRuns: 40 },
    );
  });
});
