import type { Band } from '../../raster/raster.js';
import type { Columns } from '../segmenter.js';

/** 1 where there is data and every source is a finite number; null where that is so everywhere. */
export function findDefined({ length, values, valid }: Columns): Uint8Array | null {
  const defined = valid ? valid.slice() : new Uint8Array(length).fill(1);
  for (const column of values) if (isFloating(column)) clearUndefined(defined, column);
  return defined.includes(0) ? defined : null;
}

/** One column as single floats, 0 where it is not defined; the column itself where nothing has to change. */
export function toPlane(column: Band, defined: Uint8Array | null): Float32Array {
  if (!defined) return column instanceof Float32Array ? column : new Float32Array(column);
  const plane = new Float32Array(column.length);
  for (let i = 0; i < plane.length; i++) if (defined[i] === 1) plane[i] = column[i];
  return plane;
}

/** Sets NaN wherever the sources are not defined. */
export function blankUndefined(plane: Float32Array, defined: Uint8Array | null): Float32Array {
  if (defined) for (let i = 0; i < plane.length; i++) if (defined[i] === 0) plane[i] = Number.NaN;
  return plane;
}

const isFloating = (column: Band): boolean => column instanceof Float32Array || column instanceof Float64Array;

function clearUndefined(defined: Uint8Array, column: Band): void {
  // Only of a finite number the difference from itself is 0.
  for (let i = 0; i < defined.length; i++) if (column[i] - column[i] !== 0) defined[i] = 0;
}
