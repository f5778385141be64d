import { roundUp, type SimdMemory } from './module.js';

const DOUBLE = 8;
/** Before the first pixel of a row, and at least so much after the last. */
const MARGIN = 16;

export interface RowRing {
  width: number;
  height: number;
  /** Where the ring begins in memory. */
  begin: number;
  simd: SimdMemory;
  /** Writes a row of doubles. */
  load(row: number, place: number): void;
}

/** Bytes from one row of doubles to the next, with a margin on either side. */
export const rowStride = (width: number): number => roundUp(width * DOUBLE, MARGIN) + 2 * MARGIN;

/** Bytes of a row of doubles, in whole vectors. */
export const rowBytes = (width: number): number => roundUp(width * DOUBLE, MARGIN);

/**
 * The three rows around one, asked for in order: places of their pixel -1. Beyond the window's edges its outermost pixels
 * go on.
 */
export function createRowRing({ width, height, begin, simd, load }: RowRing) {
  const stride = rowStride(width);
  const doubles = new Float64Array(simd.memory.buffer);
  const placeOf = (row: number): number => begin + (Math.min(Math.max(row, 0), height - 1) % 3) * stride + MARGIN;
  let loaded = 0;
  return (row: number): [above: number, middle: number, below: number] => {
    for (; loaded <= Math.min(row + 1, height - 1); loaded++) {
      const place = placeOf(loaded);
      load(loaded, place);
      const first = place / DOUBLE;
      doubles[first - 1] = doubles[first];
      doubles[first + width] = doubles[first + width - 1];
    }
    return [placeOf(row - 1) - DOUBLE, placeOf(row) - DOUBLE, placeOf(row + 1) - DOUBLE];
  };
}
