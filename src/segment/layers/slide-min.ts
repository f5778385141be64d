import type { Plane } from './convolve.js';
import type { Element } from './element.js';

/**
 * The least value around every pixel, in an element; what lies outside of the plane has no say. Along a line the cost does
 * not depend on the reach: minima run from both ends of blocks as long as the element (van Herk 1992; Gil and Werman 1993).
 */
export function slideMin(plane: Plane, { radius, reaches }: Element): Float32Array {
  const byReach = new Map<number, Float32Array>();
  for (const reach of new Set(reaches)) byReach.set(reach, minAlongRows(plane, reach));
  if (byReach.size === 1) return minAlongColumns({ ...plane, values: byReach.get(radius)! }, radius);
  const { width, height } = plane;
  const out = new Float32Array(width * height).fill(Number.POSITIVE_INFINITY);
  for (const [i, reach] of reaches.entries()) lowerBy(out, byReach.get(reach)!, (i - radius) * width);
  return out;
}

/** out[i] = min(out[i], values[i + shift]), where that is inside. */
function lowerBy(out: Float32Array, values: Float32Array, shift: number): void {
  const end = Math.min(out.length, out.length - shift);
  for (let i = Math.max(0, -shift); i < end; i++) {
    const value = values[i + shift];
    if (value < out[i]) out[i] = value;
  }
}

function minAlongRows({ values, width, height }: Plane, reach: number): Float32Array {
  if (reach === 0) return values;
  const size = 2 * reach + 1;
  const out = new Float32Array(values.length);
  // Whole blocks, so that the first starts `reach` before the row and the last holds all that the row's end looks at.
  const length = Math.ceil((width + 2 * reach) / size) * size;
  const line = new Float32Array(length).fill(Number.POSITIVE_INFINITY);
  const suffix = new Float32Array(length);
  const prefix = new Float32Array(length);
  for (let y = 0, from = 0; y < height; y++, from += width) {
    for (let x = 0; x < width; x++) line[reach + x] = values[from + x];
    for (let start = 0; start < length; start += size) {
      const end = start + size - 1;
      let least = line[start];
      prefix[start] = least;
      for (let i = start + 1; i <= end; i++) {
        const value = line[i];
        if (value < least) least = value;
        prefix[i] = least;
      }
      least = line[end];
      suffix[end] = least;
      for (let i = end - 1; i >= start; i--) {
        const value = line[i];
        if (value < least) least = value;
        suffix[i] = least;
      }
    }
    for (let x = 0; x < width; x++) {
      const a = suffix[x];
      const b = prefix[x + size - 1];
      out[from + x] = a < b ? a : b;
    }
  }
  return out;
}

function minAlongColumns({ values, width, height }: Plane, reach: number): Float32Array {
  const size = 2 * reach + 1;
  const out = new Float32Array(values.length);
  const suffix = new Float32Array(size * width);
  const prefix = new Float32Array(size * width);
  for (let block = -reach; block < height; block += size) {
    runMin(suffix, { values, width, height, from: block + size - 1, step: -1, count: size });
    runMin(prefix, { values, width, height, from: block + size, step: 1, count: size });
    for (let k = 0; k < size; k++) {
      const row = block + reach + k;
      if (row >= height) break;
      if (k === 0) out.set(suffix.subarray((size - 1) * width), row * width);
      else writeLess(out, row * width, suffix, (size - 1 - k) * width, prefix, (k - 1) * width, width);
    }
  }
  return out;
}

interface RowRun extends Plane {
  from: number;
  step: number;
  count: number;
}

/** Row k of `runs` is the least of the plane's rows `from`, `from + step`, and so on to the k-th. */
function runMin(runs: Float32Array, { values, width, height, from, step, count }: RowRun): void {
  for (let k = 0; k < count; k++) {
    const row = from + k * step;
    const to = k * width;
    if (row < 0 || row >= height) {
      if (k === 0) runs.fill(Number.POSITIVE_INFINITY, 0, width);
      else runs.copyWithin(to, to - width, to);
    } else if (k === 0) runs.set(values.subarray(row * width, (row + 1) * width));
    else writeLess(runs, to, runs, to - width, values, row * width, width);
  }
}

function writeLess(
  out: Float32Array,
  at: number,
  a: Float32Array,
  fromA: number,
  b: Float32Array,
  fromB: number,
  width: number,
): void {
  for (let x = 0; x < width; x++) {
    const va = a[fromA + x];
    const vb = b[fromB + x];
    out[at + x] = va < vb ? va : vb;
  }
}
