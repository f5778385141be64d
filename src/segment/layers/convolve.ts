import type { Band } from '../../raster/raster.js';
import { roundUp } from '../simd/module.js';
import { useRows } from '../simd/rows.js';
import { weighRows } from './weigh-rows.js';

/** A plane of single floats, row by row. */
export interface Plane {
  values: Float32Array;
  width: number;
  height: number;
}

/** Bytes of a number in double and in single precision. */
const DOUBLE = 8;
const SINGLE = 4;

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
  const weigh = (to: number, placeOf: (away: number) => number): void =>
    weighRows(simd, { out: to, bytes: rowBytes, weights: half, placeOf });
  let done = 0;
  for (let row = 0; row < height; row++) {
    for (; done < Math.min(height, row + radius + 1); done++) {
      singles.set(values.subarray(done * width, (done + 1) * width), narrow / SINGLE);
      simd.widen(middle, narrow, roundUp(width * DOUBLE, 16));
      weigh(at(done), (away) => middle + away * DOUBLE);
    }
    weigh(sums, (away) => at(row + away));
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
