import type { WindowColumns } from '../../segmenter.js';

/** Objects found in a window. */
export interface FoundObjects {
  /** Number of each pixel's object, from 1 to `count`; 0 where it belongs to none. */
  objects: Uint32Array;
  count: number;
}

/**
 * The mean of every column over each object, as columns of one row: object 1 first. Pixels where a column is not a
 * number do not count in it; an object without any has NaN.
 */
export function meanOfObjects({ objects, count }: FoundObjects, columns: WindowColumns): WindowColumns {
  const { length, values, valid, window } = columns;
  const means = values.map((column) => {
    const sums = new Float64Array(count);
    const counts = new Uint32Array(count);
    for (let i = 0; i < length; i++) {
      const object = objects[i];
      const value = column[i];
      if (object === 0 || Number.isNaN(value) || (valid && valid[i] === 0)) continue;
      sums[object - 1] += value;
      counts[object - 1]++;
    }
    return Float32Array.from(sums, (sum, i) => sum / counts[i]);
  });
  return { length: count, values: means, valid: null, window: { ...window, width: count, height: 1 } };
}
