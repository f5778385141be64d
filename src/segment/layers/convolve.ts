import type { Band } from '../../raster/raster.js';
import { roundUp } from '../simd/module.js';
import { type SimdRows, useRows } from '../simd/rows.js';

/** A plane of single floats, row by row. */
export interface Plane {
  values: Float32Array;
  width: number;
  height: number;
}

/** Bytes of a number in double and in single precision. */
const DOUBLE = 8;
const SINGLE = 4;

/** Pairs of weights that the module adds in one pass over a row. */
const PER_PASS = 4;

/**
 * The plane under a symmetric kernel, along rows and then along columns; outside of the plane lies 0. `half` holds the
 * weights from the middle outwards. Every pixel adds up in the same order in double precision, so that its value is the
 * same, to the last bit, in whatever plane its neighbourhood lies. What comes out is divided by `divisors` of its row,
 * where they are given. Values are taken as single floats.
 */
export function convolve(
  { values, width, height }: Omit<Plane, 'values'> & { values: Band },
  half: Float64Array,
  divisors?: (row: number) => Float32Array,
): Float32Array {
  const radius = half.length - 1;
  const out = new Float32Array(values.length);
  const rowBytes = roundUp(width * DOUBLE, 32);
  // Rows that are done along x: the 2 · radius + 1 around the one that is written. Then rows for single purposes.
  const slots = 2 * radius + 1;
  const zeros = slots * rowBytes;
  const sums = zeros + rowBytes;
  const [narrow, divisor] = [sums + rowBytes, sums + 1.5 * rowBytes];
  const line = sums + 2 * rowBytes;
  const total = line + rowBytes + 2 * radius * DOUBLE;
  const simd = useRows(total);
  const singles = new Float32Array(simd.memory.buffer, 0, total / SINGLE).fill(0);
  const at = (row: number): number => (row < 0 || row >= height ? zeros : (row % slots) * rowBytes);
  const middle = line + radius * DOUBLE;
  const alongLine = createGroups(half, zeros);
  placePairs(alongLine, radius, (k) => middle + k * DOUBLE);
  const alongColumn = createGroups(half, zeros);
  let done = 0;
  for (let row = 0; row < height; row++) {
    for (; done < Math.min(height, row + radius + 1); done++) {
      singles.set(values.subarray(done * width, (done + 1) * width), narrow / SINGLE);
      simd.widen(middle, narrow, roundUp(width * DOUBLE, 16));
      addUp(simd, at(done), rowBytes, { middle, weight: half[0], groups: alongLine });
    }
    placePairs(alongColumn, radius, (k) => at(row + k));
    addUp(simd, sums, rowBytes, { middle: at(row), weight: half[0], groups: alongColumn });
    simd.narrow(narrow, sums, rowBytes);
    if (divisors) {
      singles.set(divisors(row), divisor / SINGLE);
      simd.divideF32(narrow, narrow, divisor, rowBytes / 2);
    }
    out.set(singles.subarray(narrow / SINGLE, narrow / SINGLE + width), row * width);
    // What is beyond the row's end has to be 0 where the next one is widened.
    singles.fill(0, narrow / SINGLE + width, (narrow + rowBytes / 2) / SINGLE);
  }
  return out;
}

interface Sources {
  middle: number;
  weight: number;
  groups: readonly number[][];
}

export function addUp(simd: SimdRows, out: number, bytes: number, { middle, weight, groups }: Sources): void {
  if (groups.length === 0) simd.scaleF64(out, middle, bytes, weight);
  else simd.weighPairsF64(out, bytes, ...groups[0], middle, weight);
  for (let k = 1; k < groups.length; k++) simd.addPairsF64(out, bytes, ...groups[k]);
}

/** For each pass the two places and the weight of each pair, nearest first; filled up with zeros to whole passes. */
export function createGroups(half: Float64Array, zeros: number): number[][] {
  const groups: number[][] = [];
  for (let k = 1; k < half.length; k += PER_PASS) {
    groups.push(Array.from({ length: PER_PASS }, (_, i) => [zeros, zeros, half[k + i] ?? 0]).flat());
  }
  return groups;
}

/** Sets the places of all pairs: those at -k and k for every k. */
export function placePairs(groups: readonly number[][], radius: number, placeOf: (k: number) => number): void {
  for (let k = 1; k <= radius; k++) {
    const group = groups[Math.floor((k - 1) / PER_PASS)];
    const first = 3 * ((k - 1) % PER_PASS);
    group[first] = placeOf(-k);
    group[first + 1] = placeOf(k);
  }
}
