import type { Band } from '../../raster/raster.js';
import type { SimdDoubles } from '../simd/doubles.js';
import { roundUp } from '../simd/module.js';
import { type Product, radiusOf } from './separable.js';
import { weighRows } from './weigh-rows.js';

const DOUBLE = 8;

interface Input {
  values: Band;
  /** 1 where there is a value; null where all pixels have one. */
  present: Uint8Array | null;
  width: number;
  height: number;
}

/** Where in the module's memory the rows of a filter lie, in bytes. */
export interface FilterLayout {
  rowBytes: number;
  reach: number;
  zeros: number;
  padded: number;
  results: number[];
  end: number;
}

export function layOutFilter(width: number, kernels: readonly Product[]): FilterLayout {
  const reach = Math.max(...kernels.map(({ down, along }) => Math.max(radiusOf(down), radiusOf(along))));
  const rowBytes = roundUp(width * DOUBLE, 16);
  const margin = roundUp(reach * DOUBLE, 16);
  const zeros = (2 * reach + 1) * rowBytes;
  const padded = zeros + rowBytes + margin;
  const first = padded + rowBytes + margin;
  const results = kernels.map((_, k) => first + k * rowBytes);
  return { rowBytes, reach, zeros, padded, results, end: first + kernels.length * rowBytes };
}

/**
 * Even kernels over rows asked for in order: down the columns, then along the row, farthest pairs first; what has no value or
 * is beyond the window counts nothing. The bits are those of `filterColumns` and `filterRow`. Results lie at `results` of the
 * layout; what is returned is the place of the row itself.
 */
export function createFilterRows(input: Input, kernels: readonly Product[], layout: FilterLayout, simd: SimdDoubles) {
  const { values, present, width, height } = input;
  const { rowBytes, reach, zeros, padded, results, end } = layout;
  const doubles = new Float64Array(simd.memory.buffer, 0, end / DOUBLE).fill(0);
  const slots = 2 * reach + 1;
  const placeOf = (row: number): number => (row < 0 || row >= height ? zeros : (row % slots) * rowBytes);
  const load = (row: number): void => {
    const from = row * width;
    const place = placeOf(row) / DOUBLE;
    doubles.set(values.subarray(from, from + width), place);
    if (present) for (let x = 0; x < width; x++) if (present[from + x] === 0) doubles[place + x] = 0;
  };
  let loaded = 0;
  return (row: number): number => {
    for (; loaded < Math.min(row + reach + 1, height); loaded++) load(loaded);
    kernels.forEach(({ down, along }, k) => {
      weighRows(simd, { out: padded, bytes: rowBytes, weights: down.weights, placeOf: (away) => placeOf(row + away) });
      weighRows(simd, {
        out: results[k],
        bytes: rowBytes,
        weights: along.weights,
        placeOf: (away) => padded + away * DOUBLE,
      });
    });
    return placeOf(row);
  };
}
