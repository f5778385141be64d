import type { Band } from '../../raster/raster.js';
import type { WindowColumns } from '../segmenter.js';
import { findDefined } from './defined.js';

/** One column of a window in double precision, and where it holds a value. */
export interface PresentValues {
  /** 0 where there is none. */
  values: Float64Array;
  /** 1 where there is a value; null where all pixels have one. */
  present: Uint8Array | null;
}

/** What is stored where there is no value is not looked at. */
export function takePresent(column: Band, valid: Uint8Array | null): PresentValues {
  const present = findPresent(column, valid);
  const values = new Float64Array(column);
  if (present) for (let i = 0; i < values.length; i++) if (present[i] === 0) values[i] = 0;
  return { values, present };
}

/** 1 where the first column has a value; null where it has one everywhere. */
export const presentIn = ({ values: [column], valid }: WindowColumns): Uint8Array | null => findPresent(column, valid);

/** Whole numbers are all defined. */
function findPresent(column: Band, valid: Uint8Array | null): Uint8Array | null {
  const canBeUndefined = valid !== null || column instanceof Float32Array || column instanceof Float64Array;
  return canBeUndefined ? findDefined({ length: column.length, values: [column], valid }) : null;
}
