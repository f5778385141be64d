/** Points on a circle around each pixel, and between which pixels they lie. */
export interface CirclePoints {
  count: number;
  /** Pixels below and to the right of the middle, to the upper left of each point. */
  rows: Int32Array;
  cols: Int32Array;
  /** 1 where the point lies between two rows or columns, 0 where it lies on one. */
  stepRows: Int32Array;
  stepCols: Int32Array;
  /** Offsets from the middle, from which the shares are computed. */
  down: Float64Array;
  right: Float64Array;
}

/** Counter-clockwise from the right; offsets rounded to 5 decimals as in scikit-image, so that points meet pixels. */
export function circlePoints(count: number, radiusPx: number): CirclePoints {
  const angles = Array.from({ length: count }, (_, k) => (2 * Math.PI * k) / count);
  const down = Float64Array.from(angles, (angle) => roundTo5(-radiusPx * Math.sin(angle)));
  const right = Float64Array.from(angles, (angle) => roundTo5(radiusPx * Math.cos(angle)));
  const floors = (offsets: Float64Array) => Int32Array.from(offsets, Math.floor);
  const steps = (offsets: Float64Array) => Int32Array.from(offsets, (offset) => Math.ceil(offset) - Math.floor(offset));
  return { count, down, right, rows: floors(down), cols: floors(right), stepRows: steps(down), stepCols: steps(right) };
}

const roundTo5 = (value: number): number => Math.round(value * 1e5) / 1e5;
