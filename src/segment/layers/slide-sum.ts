import { roundUp } from '../simd/module.js';
import { useRows } from '../simd/rows.js';
import type { Plane } from './convolve.js';

/** Columns that are worked on together, so that what is read again is still near the processor. */
const STRIP_PX = 128;

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
  const across = Math.min(width, STRIP_PX);
  // Rows with `reach` values on both sides, and as many rows above and below; a stretch may look beyond the last.
  const stride = roundUp((across + 2 * reach) * NUMBER, 16);
  const bytes = (height + 2 * reach) * stride;
  const room = bytes + 4 * size * NUMBER;
  const [alongRows, sums] = [roundUp(room, 16), 2 * roundUp(room, 16)];
  const simd = useRows(3 * roundUp(room, 16));
  const memory = new Float64Array(simd.memory.buffer, 0, (3 * roundUp(room, 16)) / NUMBER);

  /** out += the sum of `size` values from each on, `step` bytes apart; the values are changed. */
  function sumStretch(out: number, from: number, wanted: number, step: number): void {
    let start = from;
    for (let count = 1; count <= size; count *= 2) {
      if (size & count) {
        simd.addF64(out, out, start, wanted);
        start += count * step;
      }
      const far = roundUp(wanted + (size - 2 * count) * step, 16);
      if (2 * count <= size) simd.addF64(from, from, from + count * step, far);
    }
  }

  for (let first = 0; first < width; first += STRIP_PX) {
    memory.fill(0);
    const from = Math.max(0, first - reach);
    const end = Math.min(width, first + across + reach);
    for (let row = 0; row < height; row++) {
      const place = ((row + reach) * stride) / NUMBER + from - (first - reach);
      memory.set(values.subarray(row * width + from, row * width + end), place);
    }
    sumStretch(alongRows, 0, bytes, NUMBER);
    sumStretch(sums, alongRows, height * stride, stride);
    const count = Math.min(STRIP_PX, width - first);
    for (let row = 0; row < height; row++) {
      const start = (sums + row * stride) / NUMBER;
      out.set(memory.subarray(start, start + count), row * width + first);
    }
  }
  return out;
}
