/** The id that always means nodata. */
export const NODATA_CLASS = 0;

/** Class ids per pixel, row by row; 0 is always nodata. */
export interface ClassMask {
  width: number;
  height: number;
  classes: Uint8Array;
}

/** One row of a legend. `color` is `#rrggbb`. */
export interface LegendEntry {
  id: number;
  name: string;
  color: string;
}

/** The class table: ids 1 to 255, in order of id. Nodata is never in it. */
export type Legend = readonly LegendEntry[];
