import { roundUp, VECTOR_BYTES } from './module.js';

/** Before the first pixel of a row, and at least so much after the last. */
const MARGIN = VECTOR_BYTES;

export interface RowRing {
  width: number;
  height: number;
  /** Where the ring begins in memory, in bytes. */
  begin: number;
  /** All of the memory. */
  memory: Float64Array | Uint8Array;
  /** Writes a row, from so many bytes on. */
  load(row: number, place: number): void;
}

/** Bytes of a row, in whole vectors; `each` are those of a pixel. */
export const rowBytes = (width: number, each = Float64Array.BYTES_PER_ELEMENT): number =>
  roundUp(width * each, VECTOR_BYTES);

/** Bytes from one row to the next, with a margin on either side. */
export const rowStride = (width: number, each?: number): number => rowBytes(width, each) + 2 * MARGIN;

/**
 * The three rows around one, asked for in order: places of their pixel -1. Beyond the window's edges its outermost pixels
 * go on.
 */
export function createRowRing({ width, height, begin, memory, load }: RowRing) {
  const each = memory.BYTES_PER_ELEMENT;
  const stride = rowStride(width, each);
  const placeOf = (row: number): number => begin + (Math.min(Math.max(row, 0), height - 1) % 3) * stride + MARGIN;
  let loaded = 0;
  return (row: number): [above: number, middle: number, below: number] => {
    for (; loaded <= Math.min(row + 1, height - 1); loaded++) {
      const place = placeOf(loaded);
      load(loaded, place);
      const first = place / each;
      memory[first - 1] = memory[first];
      memory[first + width] = memory[first + width - 1];
    }
    return [placeOf(row - 1) - each, placeOf(row) - each, placeOf(row + 1) - each];
  };
}
