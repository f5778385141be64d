import type { SimdMemory } from './module.js';
import { createRowRing, rowStride } from './row-ring.js';

export interface BytePicture {
  values: Uint8Array;
  width: number;
  height: number;
}

/** Bytes of memory that a ring of rows takes. */
export const byteRingBytes = (width: number): number => 3 * rowStride(width, Uint8Array.BYTES_PER_ELEMENT);

/** A ring of the rows of a picture; it begins at `begin` in memory. */
export function createByteRing({ values, width, height }: BytePicture, begin: number, simd: SimdMemory) {
  const memory = new Uint8Array(simd.memory.buffer);
  const load = (row: number, place: number): void => memory.set(values.subarray(row * width, (row + 1) * width), place);
  return createRowRing({ width, height, begin, memory, load });
}
