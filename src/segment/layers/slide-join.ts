import { roundUp } from '../simd/module.js';
import { useRows } from '../simd/rows.js';
import type { Element } from './element.js';

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
const STRIP_PX = 128;

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
    strip.join(first);
    for (let row = 0; row < height; row++) out.set(strip.row(row, count), row * width + first);
  }
  return out;
}

function createStrip(
  { values, width, height }: Slided<Float32Array | Uint16Array>,
  { radius, reaches }: Element,
  how: keyof typeof JOINS,
) {
  const { name, nothing } = JOINS[how];
  const bytesEach = values.BYTES_PER_ELEMENT;
  const across = Math.min(width, STRIP_PX);
  // Rows with `radius` values on both sides, and as many rows above and below; a stretch may look beyond the last.
  const stride = roundUp((across + 2 * radius) * bytesEach, 16);
  const bytes = (height + 2 * radius) * stride;
  const room = roundUp(bytes + 4 * (radius + 8) * bytesEach, 16);
  const [alongRows, joined] = [room, 2 * room];
  const simd = useRows(3 * room);
  const Values = values.constructor as new (buffer: ArrayBuffer, from: number, length: number) => typeof values;
  const memory = new Values(simd.memory.buffer, 0, (3 * room) / bytesEach);
  const join = simd[name];

  /** out = what `size` values from each on, `step` bytes apart, come to; `work` is changed, and may be `from`. */
  function joinStretch(out: number, from: number, work: number, size: number, step: number): void {
    let done = 1;
    for (let source = from; 2 * done <= size; done *= 2, source = work) {
      join(work, source, source + done * step, bytes - (step === stride ? done * step : 0));
    }
    const source = size === 1 ? from : work;
    join(out, source, source + (size - done) * step, step === stride ? height * stride : bytes);
  }

  const distinct = [...new Set(reaches)];
  return {
    join(first: number): void {
      memory.fill(nothing);
      const from = Math.max(0, first - radius);
      const end = Math.min(width, first + across + radius);
      for (let row = 0; row < height; row++) {
        const place = ((row + radius) * stride) / bytesEach + from - (first - radius);
        memory.set(values.subarray(row * width + from, row * width + end), place);
      }
      for (const reach of distinct) {
        joinStretch(alongRows, (radius - reach) * bytesEach, alongRows, 2 * reach + 1, bytesEach);
        if (distinct.length === 1) joinStretch(joined, alongRows, alongRows, 2 * radius + 1, stride);
        else {
          for (const [i, one] of reaches.entries()) {
            if (one === reach) join(joined, joined, alongRows + i * stride, height * stride);
          }
        }
      }
    },
    row: (row: number, count: number) => {
      const start = (joined + row * stride) / bytesEach;
      return memory.subarray(start, start + count);
    },
  };
}
