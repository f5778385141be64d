import type { Plane } from './convolve.js';
import { roundUp, useSimd } from './simd.js';

/** Columns that are worked on together, so that what is read again is still near the processor. */
const STRIP_PX = 256;

/** Bytes of a number in double precision. */
const NUMBER = 8;

/**
 * Sums of `2 · reach + 1` rows and columns around every pixel; outside of the plane lies 0. Along a line, sums of 1, 2, 4
 * and so on neighbours are made, each of two of the last, and a stretch of n is put together from those in its binary
 * digits: about log n passes, and always the same order, whatever plane the neighbourhood lies in.
 */
export function slideSum({ values, width, height }: Plane, reach: number): Float64Array {
  const out = new Float64Array(values.length);
  const size = 2 * reach + 1;
  const rowBytes = roundUp(Math.min(width, STRIP_PX) * NUMBER, 16);
  const rows = (height + 2 * reach) * rowBytes;
  const sums = rows;
  const line = sums + height * rowBytes;
  // Sums of more and more neighbours reach beyond what is looked at.
  const lineBytes = roundUp(rowBytes + 4 * size * NUMBER, 16);
  const simd = useSimd(line + lineBytes);
  const memory = new Float64Array(simd.memory.buffer, 0, (line + lineBytes) / NUMBER);

  function sumStretch(out: number, from: number, bytes: number, step: number): void {
    let start = from;
    for (let count = 1; count <= size; count *= 2) {
      if (size & count) {
        simd.addF64(out, out, start, bytes);
        start += count * step;
      }
      const far = roundUp(bytes + (size - 2 * count) * step, 16);
      if (2 * count <= size) simd.addF64(from, from, from + count * step, far);
    }
  }

  for (let first = 0; first < width; first += STRIP_PX) {
    memory.fill(0, 0, line / NUMBER);
    for (let row = 0; row < height; row++) {
      const from = Math.max(0, first - reach);
      const end = Math.min(width, first + rowBytes / NUMBER + reach);
      memory.fill(0, line / NUMBER);
      memory.set(values.subarray(row * width + from, row * width + end), line / NUMBER + from - (first - reach));
      sumStretch((reach + row) * rowBytes, line, rowBytes, NUMBER);
    }
    sumStretch(sums, 0, height * rowBytes, rowBytes);
    const count = Math.min(STRIP_PX, width - first);
    for (let row = 0; row < height; row++) {
      const start = (sums + row * rowBytes) / NUMBER;
      out.set(memory.subarray(start, start + count), row * width + first);
    }
  }
  return out;
}
