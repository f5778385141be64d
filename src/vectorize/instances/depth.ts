import { NODATA_CLASS } from '../../raster/class-mask.js';
import type { Window } from '../../raster/window.js';
import type { Ground } from '../ground/ground.js';

/** Pixels around a tile that decide its depths; deeper pixels all count as this deep. */
export const DEPTH_HALO_PX = 128;
/** Square units of the shorter side of a pixel. With whole numbers, no order of additions can show. */
const UNITS_OF_SIDE = 2 ** 16;
/** Pixels are at most so many times longer than wide. */
const LONGEST_SIDE = DEPTH_HALO_PX;

/**
 * How depths are counted: the square of a depth is a whole number of units, at most `ceiling`. A step along a row is
 * `colUnits`, one along a column `rowUnits` square units long, everywhere in the scene as in its middle.
 */
export interface DepthScale {
  colUnits: number;
  rowUnits: number;
  /** Square of the greatest depth: `DEPTH_HALO_PX` times the shorter side of a pixel. */
  ceiling: number;
  /** Metres of a depth of one unit: depth in metres = `unitM` · √units. */
  unitM: number;
}

/** Measured along one pixel in the middle of the scene. */
export function createDepthScale(
  { ringLengthM }: Pick<Ground, 'ringLengthM'>,
  { width, height }: { width: number; height: number },
): DepthScale {
  const col = Math.floor((width - 1) / 2);
  const row = Math.floor((height - 1) / 2);
  const colM = ringLengthM(Int32Array.of(col, row, col + 1, row)) / 2;
  const rowM = ringLengthM(Int32Array.of(col, row, col, row + 1)) / 2;
  const shorterM = Math.min(colM, rowM);
  const toUnits = (lengthM: number) => Math.round(UNITS_OF_SIDE * Math.min(lengthM / shorterM, LONGEST_SIDE) ** 2);
  return {
    colUnits: toUnits(colM),
    rowUnits: toUnits(rowM),
    ceiling: UNITS_OF_SIDE * DEPTH_HALO_PX ** 2,
    unitM: shorterM / Math.sqrt(UNITS_OF_SIDE),
  };
}

/** Class ids of a window, of which the pixels of another one inside it are measured. */
export interface DepthInput {
  classes: Uint8Array;
  window: Window;
  inner: Window;
  scale: DepthScale;
}

/**
 * Squared depth in units of every pixel of `inner`, row by row: the squared distance from its centre to the
 * nearest centre of another class, nodata among them; 0 where it is nodata itself. What lies outside the window does not
 * count. Exact. Source: Felzenszwalb and Huttenlocher (2012): along columns, then lower envelopes of parabolas along rows.
 */
export function measureDepths({ classes, window, inner, scale }: DepthInput): Uint32Array {
  const { colUnits, ceiling } = scale;
  const { width } = window;
  const inColumn = measureColumns(classes, window, scale);
  const firstCol = inner.col - window.col;
  const endCol = firstCol + inner.width;
  const depths = new Uint32Array(inner.width * inner.height);
  const line = new Uint32Array(width);
  // Parabola `i` stands over column `places[i]`, `heights[i]` high, and is the lowest from `bounds[i]` on.
  const places = new Int32Array(width + 2);
  const heights = new Float64Array(width + 2);
  const bounds = new Float64Array(width + 2);
  let count = 0;

  function addParabola(place: number, height: number): void {
    let bound = Number.NEGATIVE_INFINITY;
    while (count > 0) {
      const other = places[count - 1];
      const rise = height - heights[count - 1] + colUnits * (place * place - other * other);
      bound = rise / (2 * colUnits * (place - other));
      if (bound > bounds[count - 1]) break;
      count--;
      bound = Number.NEGATIVE_INFINITY;
    }
    places[count] = place;
    heights[count] = height;
    bounds[count++] = bound;
  }

  /** Of a run of one class in a row: beside it are pixels of other classes. */
  function measureRun(from: number, end: number, start: number): void {
    count = 0;
    if (from > 0) addParabola(from - 1, 0);
    for (let at = from; at < end; at++) {
      const height = inColumn[start + at];
      if (height < ceiling) addParabola(at, height);
    }
    if (end < width) addParabola(end, 0);
    if (count === 0) line.fill(ceiling, from, end);
    for (let at = from, i = 0; count > 0 && at < end; at++) {
      while (i + 1 < count && bounds[i + 1] < at) i++;
      const away = at - places[i];
      line[at] = Math.min(ceiling, heights[i] + colUnits * away * away);
    }
  }

  for (let row = 0; row < inner.height; row++) {
    const start = (row + inner.row - window.row) * width;
    let from = 0;
    while (from < endCol) {
      const classId = classes[start + from];
      let end = from + 1;
      while (end < width && classes[start + end] === classId) end++;
      if (classId === NODATA_CLASS) line.fill(0, from, end);
      else if (end > firstCol) measureRun(from, end, start);
      from = end;
    }
    depths.set(line.subarray(firstCol, endCol), row * inner.width);
  }
  return depths;
}

/** Squared distance to the nearest pixel of another class in the same column; the ceiling where there is none. */
function measureColumns(classes: Uint8Array, { width }: Window, { rowUnits, ceiling }: DepthScale): Uint32Array {
  const farPx = Math.ceil(Math.sqrt(ceiling / rowUnits));
  const distances = new Uint32Array(classes.length).fill(farPx, 0, width);
  for (let at = width; at < distances.length; at++) {
    const above = at - width;
    distances[at] = classes[at] === classes[above] ? Math.min(farPx, distances[above] + 1) : 1;
  }
  for (let at = distances.length - width - 1; at >= 0; at--) {
    const below = at + width;
    distances[at] = classes[at] === classes[below] ? Math.min(distances[at], distances[below] + 1) : 1;
  }
  for (let at = 0; at < distances.length; at++) {
    distances[at] = Math.min(ceiling, distances[at] * distances[at] * rowUnits);
  }
  return distances;
}
