import type { SimdBytes } from './bytes.js';
import { roundUp } from './module.js';

/** Before the first pixel of a row, and at least so much after the last. */
const MARGIN = 16;
const VECTOR = 16;

export interface BytePicture {
  values: Uint8Array;
  width: number;
  height: number;
}

const byteStride = (width: number): number => roundUp(width, VECTOR) + 2 * MARGIN;

/** Bytes of memory that a ring of rows takes. */
export const byteRingBytes = (width: number): number => 3 * byteStride(width);

/**
 * The three rows around one, asked for in order: places of their pixel -1. Beyond the picture's edges its outermost pixels
 * go on. The ring begins at `begin` in memory.
 */
export function createByteRing({ values, width, height }: BytePicture, begin: number, simd: SimdBytes) {
  const stride = byteStride(width);
  const bytes = new Uint8Array(simd.memory.buffer);
  const placeOf = (row: number): number => begin + (Math.min(Math.max(row, 0), height - 1) % 3) * stride + MARGIN;
  let loaded = 0;
  return (row: number): [above: number, middle: number, below: number] => {
    for (; loaded <= Math.min(row + 1, height - 1); loaded++) {
      const first = placeOf(loaded);
      bytes.set(values.subarray(loaded * width, (loaded + 1) * width), first);
      bytes[first - 1] = bytes[first];
      bytes[first + width] = bytes[first + width - 1];
    }
    return [placeOf(row - 1) - 1, placeOf(row) - 1, placeOf(row + 1) - 1];
  };
}
