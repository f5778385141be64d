import type { Window } from '../../raster/window.js';

/**
 * Sums of `2 · reach + 1` rows and columns around every pixel; outside of the plane lies 0. Along a line, sums run from
 * both ends of blocks that are fixed to the scene, so the cost does not depend on the reach, and the same neighbourhood
 * adds up in the same order, to the last bit, wherever the window begins.
 */
export function slideSum(values: Float32Array, window: Window, reach: number): Float64Array {
  const { col, row, width, height } = window;
  const rows = new Float64Array(values.length);
  const along = { reach, first: firstBlock(col, reach) };
  const line = createLine(width, along);
  for (let y = 0, i = 0; y < height; y++, i += width) {
    for (let x = 0; x < width; x++) line.values[line.shift + x] = values[i + x];
    sumLine(line, along.reach);
    for (let x = 0; x < width; x++) rows[i + x] = line.sums[x];
  }
  return sumColumns(rows, { width, height, reach, first: firstBlock(row, reach) });
}

/** Where, counted from the window's start, the block begins that holds the first place anyone looks at. */
function firstBlock(start: number, reach: number): number {
  const size = 2 * reach + 1;
  return Math.floor((start - reach) / size) * size - start;
}

interface Line {
  values: Float64Array;
  suffix: Float64Array;
  prefix: Float64Array;
  sums: Float64Array;
  /** Where in `values` the window begins. */
  shift: number;
}

function createLine(width: number, { reach, first }: { reach: number; first: number }): Line {
  const size = 2 * reach + 1;
  const length = Math.ceil((width + reach - first) / size) * size;
  const create = () => new Float64Array(length);
  return { values: create(), suffix: create(), prefix: create(), sums: new Float64Array(width), shift: -first };
}

function sumLine({ values, suffix, prefix, sums, shift }: Line, reach: number): void {
  const size = 2 * reach + 1;
  for (let start = 0; start < values.length; start += size) {
    let sum = 0;
    for (let i = start; i < start + size; i++) {
      sum += values[i];
      prefix[i] = sum;
    }
    sum = 0;
    for (let i = start + size - 1; i >= start; i--) {
      sum += values[i];
      suffix[i] = sum;
    }
  }
  // A neighbourhood that is a whole block is its suffix; any other is the end of one block and the start of the next.
  for (let x = 0, i = shift - reach, phase = (shift - reach) % size; x < sums.length; x++, i++) {
    sums[x] = phase === 0 ? suffix[i] : suffix[i] + prefix[i + size - 1];
    phase = phase + 1 === size ? 0 : phase + 1;
  }
}

interface ColumnSums {
  width: number;
  height: number;
  reach: number;
  first: number;
}

function sumColumns(rows: Float64Array, { width, height, reach, first }: ColumnSums): Float64Array {
  const size = 2 * reach + 1;
  const out = new Float64Array(rows.length);
  const suffix = new Float64Array(size * width);
  const prefix = new Float64Array(size * width);
  for (let block = first; block + reach < height; block += size) {
    runSums(suffix, rows, { width, height, from: block + size - 1, step: -1 });
    runSums(prefix, rows, { width, height, from: block + size, step: 1 });
    for (let k = 0; k < size; k++) {
      const row = block + reach + k;
      if (row < 0 || row >= height) continue;
      const [a, b] = [(size - 1 - k) * width, (k - 1) * width];
      const to = row * width;
      if (k === 0) for (let x = 0; x < width; x++) out[to + x] = suffix[a + x];
      else for (let x = 0; x < width; x++) out[to + x] = suffix[a + x] + prefix[b + x];
    }
  }
  return out;
}

/** Row k of `runs` is the sum of the rows `from`, `from + step`, and so on to the k-th. */
function runSums(
  runs: Float64Array,
  rows: Float64Array,
  { width, height, from, step }: { width: number; height: number; from: number; step: number },
): void {
  for (let to = 0, row = from; to < runs.length; to += width, row += step) {
    if (to === 0) runs.fill(0, 0, width);
    else runs.copyWithin(to, to - width, to);
    if (row < 0 || row >= height) continue;
    const at = row * width;
    for (let x = 0; x < width; x++) runs[to + x] += rows[at + x];
  }
}
