import type { Band } from '../../raster/raster.js';

/** Values of a window, row by row; NaN where there is none. */
export interface Field {
  values: Band;
  width: number;
  height: number;
  /** False where no value is NaN. */
  hasGaps: boolean;
}

/** How much the middle row (or column) of three counts, and those beside it. */
export interface Smoothing {
  middle: number;
  side: number;
}

/** Differences across two pixels of one row of a field, to the right and down: weighted sums over three rows or columns. */
export interface GradientRow {
  x: Float64Array;
  y: Float64Array;
}

/** Where three rows of values begin; at the edge of the window the outermost row stands in for the one beyond. */
export interface ThreeRows {
  values: Band;
  above: number;
  middle: number;
  below: number;
}

/** The rows around one of a field. */
export function rowsAround({ values, width, height }: Omit<Field, 'hasGaps'>, row: number): ThreeRows {
  const middle = row * width;
  return {
    values,
    above: row > 0 ? middle - width : middle,
    middle,
    below: row < height - 1 ? middle + width : middle,
  };
}

/**
 * The differences of one row; beyond its ends the outermost pixels go on. NaN where one of the values is. Added in the
 * order of scipy.ndimage, so that with the weights of Sobel the bits are those of `scipy.ndimage.sobel`.
 */
export function gradientRow(rows: ThreeRows, width: number, weights: Smoothing, out: GradientRow): void {
  const { values, above, middle: start, below } = rows;
  const { middle, side } = weights;
  const { x: outX, y: outY } = out;
  let [a0, m0, b0] = [values[above], values[start], values[below]];
  let [a1, m1, b1] = [a0, m0, b0];
  let down0 = b0 - a0;
  let down1 = down0;
  for (let x = 0; x < width; x++) {
    const next = x < width - 1 ? x + 1 : x;
    const a2 = values[above + next];
    const m2 = values[start + next];
    const b2 = values[below + next];
    const down2 = b2 - a2;
    outX[x] = (m2 - m0) * middle + (a2 - a0 + (b2 - b0)) * side;
    outY[x] = down1 * middle + (down0 + down2) * side;
    a0 = a1;
    a1 = a2;
    m0 = m1;
    m1 = m2;
    b0 = b1;
    b1 = b2;
    down0 = down1;
    down1 = down2;
  }
}

/** The same for one pixel that has a value beside others that have none: those count as having the pixel's own. */
function gradientAtGap({ values, width, height }: Field, row: number, col: number, weights: Smoothing) {
  const own = values[row * width + col];
  const at = (down: number, right: number): number => {
    const y = Math.min(Math.max(row + down, 0), height - 1);
    const x = Math.min(Math.max(col + right, 0), width - 1);
    const value = values[y * width + x];
    return Number.isNaN(value) ? own : value;
  };
  const { middle, side } = weights;
  const across = (down: number): number => at(down, 1) - at(down, -1);
  const along = (right: number): number => at(1, right) - at(-1, right);
  return {
    x: across(0) * middle + (across(-1) + across(1)) * side,
    y: along(0) * middle + (along(-1) + along(1)) * side,
  };
}

/** Mends the row's differences at pixels that have a value beside others that have none. */
export function mendGradientRow(field: Field, row: number, weights: Smoothing, out: GradientRow): void {
  for (let x = 0; x < field.width; x++) {
    if (!Number.isNaN(out.x[x] + out.y[x]) || Number.isNaN(field.values[row * field.width + x])) continue;
    const mended = gradientAtGap(field, row, x, weights);
    out.x[x] = mended.x;
    out.y[x] = mended.y;
  }
}
