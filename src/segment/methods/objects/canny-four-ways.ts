import { type Field, type GradientRow, gradientRow, mendGradientRow, rowsAround } from '../../layers/gradient-rows.js';
import { createMarks, type Marks, markPixel, rowOfMarks } from './edge-marks.js';
import type { Thresholds } from './edge-thresholds.js';

const SOBEL = { middle: 2, side: 1 };

/** Tangent of 22.5 degrees, and 1, in whole multiples of 2⁻¹⁵: with them the same gradients fall into the same ways as in OpenCV. */
const TANGENT = 13_573;
const ONE = 32_768;
const TWICE = 65_536;

interface StrengthRow extends GradientRow {
  /** One more at either end, which stays 0, as do rows outside the window. */
  strength: Float64Array;
}

/**
 * Crests of the gradient in one of four ways (across, down and the diagonals): pixels whose |x| + |y| of Sobel's sums is
 * above `low` and above that of the neighbours on either side. Strong where it is above `high`. The pixels are those of
 * OpenCV's `Canny` with an aperture of 3. A neighbour without a value counts as having the pixel's own.
 */
export function findFourWayCrests(field: Field, { low, high }: Thresholds): Marks {
  const { width, height } = field;
  const marks = createMarks(width, height);
  const createRow = (): StrengthRow => ({
    x: new Float64Array(width),
    y: new Float64Array(width),
    strength: new Float64Array(width + 2),
  });
  let [above, middle, below] = [createRow(), createRow(), createRow()];
  for (let row = 0; row <= height; row++) {
    [above, middle, below] = [middle, below, above];
    if (row === height) below.strength.fill(0);
    else measureRow(field, row, below);
    if (row > 0) markCrests({ above, middle, below }, { low, high }, marks, rowOfMarks(marks, row - 1));
  }
  return marks;
}

/** What is not a number is no edge, and less than any. */
function measureRow(field: Field, row: number, out: StrengthRow): void {
  gradientRow(rowsAround(field, row), field.width, SOBEL, out);
  if (field.hasGaps) mendGradientRow(field, row, SOBEL, out);
  const { x, y, strength } = out;
  for (let i = 0; i < x.length; i++) {
    const sum = Math.abs(x[i]) + Math.abs(y[i]);
    strength[i + 1] = Number.isNaN(sum) ? 0 : sum;
  }
}

interface ThreeRows {
  above: StrengthRow;
  middle: StrengthRow;
  below: StrengthRow;
}

function markCrests(rows: ThreeRows, { low, high }: Thresholds, { weak, strong }: Marks, from: number): void {
  const { x, y, strength } = rows.middle;
  const [above, below] = [rows.above.strength, rows.below.strength];
  for (let i = 0; i < x.length; i++) {
    const own = strength[i + 1];
    if (!(own > low)) continue;
    const across = Math.abs(x[i]);
    const down = Math.abs(y[i]) * ONE;
    const flat = across * TANGENT;
    let isCrest: boolean;
    if (down < flat) isCrest = own > strength[i] && own >= strength[i + 2];
    else if (down > flat + across * TWICE) isCrest = own > above[i + 1] && own >= below[i + 1];
    else {
      const side = x[i] < 0 !== y[i] < 0 ? -1 : 1;
      isCrest = own > above[i + 1 - side] && own > below[i + 1 + side];
    }
    if (!isCrest) continue;
    markPixel(weak, from, i);
    if (own > high) markPixel(strong, from, i);
  }
}
