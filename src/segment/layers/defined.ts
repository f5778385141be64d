import type { Band } from '../../raster/raster.js';
import type { Columns } from '../segmenter.js';

/** 1 where there is data and every source is a finite number; null where that is so everywhere. */
export function findDefined({ length, values, valid }: Columns): Uint8Array | null {
  const withGaps = values.filter((column) => isFloating(column) && !areFinite(column));
  if (withGaps.length === 0 && !valid?.includes(0)) return null;
  const defined = valid ? valid.slice() : new Uint8Array(length).fill(1);
  for (const column of withGaps) clearUndefined(defined, column);
  return defined;
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

/** True where all are finite: only of such a number the difference from itself is 0. */
function areFinite(column: Band): boolean {
  // Four sums, so that no addition waits for the one before.
  const end = column.length - (column.length % 4);
  let [a, b, c, d] = [0, 0, 0, 0];
  for (let i = 0; i < end; i += 4) {
    a += column[i] - column[i];
    b += column[i + 1] - column[i + 1];
    c += column[i + 2] - column[i + 2];
    d += column[i + 3] - column[i + 3];
  }
  for (let i = end; i < column.length; i++) a += column[i] - column[i];
  return a + b + c + d === 0;
}

function clearUndefined(defined: Uint8Array, column: Band): void {
  for (let i = 0; i < defined.length; i++) if (column[i] - column[i] !== 0) defined[i] = 0;
}
