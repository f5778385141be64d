import { clearInvalid } from '../cut.js';
import type { LocalRule } from './local-mean.js';
import { changeColumns, classifyRow, createOtsuColumns } from './otsu-columns.js';

/** Pixels in 256 grades. */
export interface GradeColumn {
  /** Where in the grades a pixel lies: from 0 to below 256. */
  places: Float32Array;
  grades: Uint8Array;
  /** 1 where the pixel counts; null where all do. */
  present: Uint8Array | null;
}

/**
 * 2 where a pixel's grade is above Otsu's threshold of the square around it, 1 where it is not, or where all of the square
 * is of one grade. The square ends at the window's edges, and pixels that are not present do not count.
 */
export function markAboveOtsu({ places, grades, present }: GradeColumn, rule: LocalRule): Uint8Array {
  const { width, height, radiusPx, offset } = rule;
  const classes = new Uint8Array(grades.length);
  const columns = createOtsuColumns(rule);
  const rows = { grades, present };
  for (let row = 0; row < Math.min(radiusPx, height); row++) changeColumns(columns, rows, row * width, 1);
  for (let row = 0, start = 0; row < height; row++, start += width) {
    if (row + radiusPx < height) changeColumns(columns, rows, (row + radiusPx) * width, 1);
    if (row > radiusPx) changeColumns(columns, rows, (row - radiusPx - 1) * width, -1);
    // A pixel is above a threshold that is below the grade it lies in.
    for (let x = 0; x < width; x++)
      columns.cuts[x] = Math.min(Math.max(Math.floor(places[start + x] + offset), 0), 256);
    classifyRow(columns);
    classes.set(columns.classes, start);
  }
  if (present) clearInvalid(classes, present);
  return classes;
}
