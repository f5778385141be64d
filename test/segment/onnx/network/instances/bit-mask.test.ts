import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { intersectWindows, type Window, windowAround } from '../../../../../src/raster/window.js';
import {
  addBits,
  countBits,
  countShared,
  createBitMask,
  forEachBit,
  maskIou,
  toBitMask,
} from '../../../../../src/segment/onnx/network/instances/bit-mask.js';

const windows: fc.Arbitrary<Window> = fc.record({
  col: fc.nat({ max: 70 }),
  row: fc.nat({ max: 4 }),
  width: fc.integer({ min: 1, max: 70 }),
  height: fc.integer({ min: 1, max: 4 }),
});

const drawings = windows.chain((window) =>
  fc
    .uint8Array({ minLength: window.width * window.height, maxLength: window.width * window.height, max: 1 })
    .map((mask) => ({ window, mask, bits: toBitMask(window, mask), pixels: pixelsOf(window, mask) })),
);

/** Pixels as `row,col`. */
function pixelsOf({ col, row, width }: Window, mask: Uint8Array): Set<string> {
  const pixels = new Set<string>();
  mask.forEach((value, i) => {
    if (value) pixels.add(`${row + Math.floor(i / width)},${col + (i % width)}`);
  });
  return pixels;
}

function within(pixels: Set<string>, { col, row, width, height }: Window): Set<string> {
  const isInside = (pixel: string): boolean => {
    const [y, x] = pixel.split(',').map(Number);
    return x >= col && x < col + width && y >= row && y < row + height;
  };
  return new Set([...pixels].filter(isInside));
}

describe('a mask of bits', () => {
  it('counts what a set of pixels counts, alone and with another, anywhere', () => {
    fc.assert(
      fc.property(drawings, drawings, windows, (a, b, window) => {
        const [inA, inB] = [within(a.pixels, window), within(b.pixels, window)];
        const shared = [...inA].filter((pixel) => inB.has(pixel)).length;
        expect(countBits(a.bits)).toBe(a.pixels.size);
        expect(countBits(a.bits, window)).toBe(inA.size);
        expect(countShared(a.bits, b.bits, window)).toBe(shared);
        const iou = shared / (inA.size + inB.size - shared) || 0;
        expect(maskIou(a.bits, b.bits, window)).toBe(iou);
      }),
    );
  });

  it('takes in the pixels of others', () => {
    fc.assert(
      fc.property(drawings, drawings, (a, b) => {
        const both = createBitMask(windowAround(a.window, b.window));
        addBits(both, a.bits);
        addBits(both, b.bits);
        expect(countBits(both)).toBe(new Set([...a.pixels, ...b.pixels]).size);
        expect(countShared(both, a.bits)).toBe(a.pixels.size);
      }),
    );
  });

  it('tells its pixels in a window one by one, in order', () => {
    fc.assert(
      fc.property(drawings, windows, ({ bits, pixels }, window) => {
        const seen: number[] = [];
        forEachBit(bits, window, (index) => seen.push(index));
        const wanted = [...within(pixels, window)].map((pixel) => {
          const [y, x] = pixel.split(',').map(Number);
          return (y - window.row) * window.width + x - window.col;
        });
        expect(seen).toEqual(wanted.sort((p, q) => p - q));
      }),
    );
  });

  it('has nothing in common with one that lies elsewhere', () => {
    const a = toBitMask({ col: 0, row: 0, width: 2, height: 1 }, Uint8Array.of(1, 1));
    const b = toBitMask({ col: 2, row: 0, width: 2, height: 1 }, Uint8Array.of(1, 1));
    expect(intersectWindows(a.window, b.window)).toBeNull();
    expect(maskIou(a, b)).toBe(0);
  });
});
