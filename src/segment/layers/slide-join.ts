import type { Element } from './element.js';
import { roundUp, useSimd } from './simd.js';
import type { SimdModule } from './simd-module.js';

/** Ways to join values of which each says nothing new the second time, and the value that says nothing. */
const JOINS = {
  min: { name: 'minF32', nothing: Number.POSITIVE_INFINITY },
  max: { name: 'maxF32', nothing: Number.NEGATIVE_INFINITY },
  or: { name: 'or', nothing: 0 },
} as const;

interface Slided<Values> {
  values: Values;
  width: number;
  height: number;
}

/** Columns that are worked on together, so that what is read again is still near the processor. */
const STRIP_PX = 256;

/** Bytes that the module works on at a time. */
const UNIT = 16;

/**
 * All values around every pixel, in an element, joined: their least, their greatest, or all bits that are set in any;
 * outside of the plane lies nothing. Along a line each pass joins what two halves of a longer and longer stretch have, so
 * that a stretch of n takes about log n passes.
 */
export function slideJoin<Values extends Float32Array | Uint16Array>(
  plane: Slided<Values>,
  element: Element,
  how: keyof typeof JOINS,
): Values {
  const { values, width, height } = plane;
  const out = values.slice() as Values;
  const strip = createStrip(plane, element, how);
  for (let first = 0; first < width; first += STRIP_PX) {
    const count = Math.min(STRIP_PX, width - first);
    strip.join(values, first);
    for (let row = 0; row < height; row++) out.set(strip.row(row, count), row * width + first);
  }
  return out;
}

function createStrip(
  { values: like, width, height }: Slided<Float32Array | Uint16Array>,
  element: Element,
  how: keyof typeof JOINS,
) {
  const { radius, reaches } = element;
  const { name, nothing } = JOINS[how];
  const bytesEach = like.BYTES_PER_ELEMENT;
  const rowBytes = roundUp(Math.min(width, STRIP_PX) * bytesEach, UNIT);
  const rows = (height + 2 * radius) * rowBytes;
  // The rows of the strip with `radius` rows above and below, what they come to, and a row with room on both sides.
  const joined = rows;
  const line = joined + height * rowBytes;
  const lineBytes = roundUp(rowBytes + 6 * radius * bytesEach, UNIT) + 2 * UNIT;
  const simd: SimdModule = useSimd(line + lineBytes);
  const Values = like.constructor as new (buffer: ArrayBuffer, from: number, length: number) => typeof like;
  const memory = new Values(simd.memory.buffer, 0, (line + lineBytes) / bytesEach);
  const join = simd[name];

  /** Joins along one row to both sides, into the row of the strip. */
  function joinRow(values: typeof like, row: number, first: number, reach: number): void {
    const from = Math.max(0, first - reach);
    const end = Math.min(width, first + rowBytes / bytesEach + reach);
    const start = line / bytesEach;
    memory.fill(nothing, start, start + lineBytes / bytesEach);
    memory.set(values.subarray(row * width + from, row * width + end), start + from - (first - reach));
    const size = 2 * reach + 1;
    const whole = roundUp(rowBytes + 2 * reach * bytesEach, UNIT);
    let done = 1;
    for (; 2 * done <= size; done *= 2) join(line, line, line + done * bytesEach, whole);
    join((radius + row) * rowBytes, line, line + (size - done) * bytesEach, rowBytes);
  }

  function joinColumns(): void {
    const size = 2 * radius + 1;
    let done = 1;
    for (; 2 * done <= size; done *= 2) join(0, 0, done * rowBytes, rows - done * rowBytes);
    join(joined, 0, (size - done) * rowBytes, height * rowBytes);
  }

  const distinct = [...new Set(reaches)];
  return {
    join(values: typeof like, first: number): void {
      memory.fill(nothing, 0, line / bytesEach);
      for (const reach of distinct) {
        for (let row = 0; row < height; row++) joinRow(values, row, first, reach);
        if (distinct.length === 1) joinColumns();
        else {
          for (const [i, one] of reaches.entries()) {
            if (one === reach) join(joined, joined, i * rowBytes, height * rowBytes);
          }
        }
      }
    },
    row: (row: number, count: number) => {
      const start = (joined + row * rowBytes) / bytesEach;
      return memory.subarray(start, start + count);
    },
  };
}
