import type { Element } from '../layers/element.js';

interface Bits {
  /** Up to 16 bits a pixel, row by row. */
  values: Uint16Array;
  width: number;
  height: number;
}

/**
 * All bits that are set around every pixel, in an element; outside of the plane none is. Each pass joins what two halves
 * of a longer and longer stretch have, so that a stretch of n takes about log n passes.
 */
export function slideOr(plane: Bits, { radius, reaches }: Element): Uint16Array {
  const byReach = new Map<number, Uint16Array>();
  for (const reach of new Set(reaches)) byReach.set(reach, orAlongRows(plane, reach));
  const { width, height } = plane;
  if (byReach.size === 1) return orAlongColumns({ values: byReach.get(radius)!, width, height }, radius);
  const out = new Uint16Array(width * height);
  for (const [i, reach] of reaches.entries()) {
    const values = byReach.get(reach)!;
    const shift = (i - radius) * width;
    const from = Math.max(0, shift);
    joinInto(out, Math.max(0, -shift), values, from, Math.max(0, out.length - Math.abs(shift)));
  }
  return out;
}

function orAlongRows({ values, width, height }: Bits, reach: number): Uint16Array {
  if (reach === 0) return values;
  const size = 2 * reach + 1;
  const out = new Uint16Array(values.length);
  const line = new Uint16Array(width + 2 * size);
  for (let y = 0, from = 0; y < height; y++, from += width) {
    line.fill(0);
    line.set(values.subarray(from, from + width), reach);
    let done = 1;
    for (; 2 * done <= size; done *= 2) joinInto(line, 0, line, done, width + size);
    joinInto(line, 0, line, size - done, width);
    out.set(line.subarray(0, width), from);
  }
  return out;
}

function orAlongColumns({ values, width, height }: Bits, reach: number): Uint16Array {
  const size = 2 * reach + 1;
  // Place i of `rows` is row i - reach.
  const rows = new Uint16Array((height + 2 * reach) * width);
  rows.set(values, reach * width);
  let done = 1;
  for (; 2 * done <= size; done *= 2) joinInto(rows, 0, rows, done * width, rows.length - done * width);
  joinInto(rows, 0, rows, (size - done) * width, height * width);
  return rows.subarray(0, height * width);
}

/** out[at + i] |= values[from + i]; from the front, so that what is read of the same array is not yet changed. */
function joinInto(out: Uint16Array, at: number, values: Uint16Array, from: number, count: number): void {
  for (let i = 0; i < count; i++) out[at + i] |= values[from + i];
}
