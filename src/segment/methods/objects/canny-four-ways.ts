import { type Field, type GradientRow, gradientRow, mendGradientRow } from '../../layers/gradient-rows.js';
import type { Thresholds } from './edge-thresholds.js';
import { createMarks, type Marks, rowOfMarks, STRONG, WEAK } from './hysteresis-grow.js';

const SOBEL = { middle: 2, side: 1 };

/** Tangent of 22.5 degrees, and 1, in whole multiples of 2⁻¹⁵: with them the same gradients fall into the same ways as in OpenCV. */
const TANGENT = 13_573;
const ONE = 32_768;
const TWICE = 65_536;

/** Whole numbers where the field holds bytes. */
type Numbers = Float64Array | Int32Array;

interface StrengthRow {
  x: Numbers;
  y: Numbers;
  /** One more at either end, which stays 0, as do rows outside the window. */
  strength: Numbers;
}

/**
 * Crests of the gradient in one of four ways (across, down and the diagonals): pixels whose |x| + |y| of Sobel's sums is
 * above `low` and above that of the neighbours on either side. Strong where it is above `high`. The pixels are those of
 * OpenCV's `Canny` with an aperture of 3. A neighbour without a value counts as having the pixel's own.
 */
export function findFourWayCrests(field: Field, { low, high }: Thresholds): Marks {
  const { width, height } = field;
  const marks = createMarks(width, height);
  const isBytes = field.values instanceof Uint8Array;
  const create = (length: number): Numbers => (isBytes ? new Int32Array(length) : new Float64Array(length));
  const createRow = (): StrengthRow => ({ x: create(width), y: create(width), strength: create(width + 2) });
  let [above, middle, below] = [createRow(), createRow(), createRow()];
  for (let row = 0; row <= height; row++) {
    [above, middle, below] = [middle, below, above];
    if (row === height) below.strength.fill(0);
    else if (isBytes) measureBytes(field, row, below as StrengthRow & Record<string, Int32Array>);
    else measureRow(field, row, below as StrengthRow & GradientRow);
    if (row > 0) markCrests({ above, middle, below }, { low, high }, marks.values, rowOfMarks(marks, row - 1));
  }
  return marks;
}

/** What is not a number is no edge, and less than any. */
function measureRow(field: Field, row: number, out: StrengthRow & GradientRow): void {
  gradientRow(field, row, SOBEL, out);
  if (field.hasGaps) mendGradientRow(field, row, SOBEL, out);
  const { x, y, strength } = out;
  for (let i = 0; i < x.length; i++) {
    const sum = Math.abs(x[i]) + Math.abs(y[i]);
    strength[i + 1] = Number.isNaN(sum) ? 0 : sum;
  }
}

/** The same for bytes, in whole numbers. */
function measureBytes({ values, width, height }: Field, row: number, out: Record<keyof StrengthRow, Int32Array>): void {
  const { x: outX, y: outY, strength } = out;
  const start = row * width;
  const above = row > 0 ? start - width : start;
  const below = row < height - 1 ? start + width : start;
  let sum0 = values[above] + 2 * values[start] + values[below];
  let sum1 = sum0;
  let down0 = values[below] - values[above];
  let down1 = down0;
  const last = width - 1;
  for (let i = 0; i < width; i++) {
    const next = i < last ? i + 1 : last;
    const a = values[above + next];
    const b = values[below + next];
    const sum2 = (a + 2 * values[start + next] + b) | 0;
    const down2 = (b - a) | 0;
    const x = (sum2 - sum0) | 0;
    const y = (down0 + 2 * down1 + down2) | 0;
    outX[i] = x;
    outY[i] = y;
    strength[i + 1] = ((x < 0 ? -x : x) + (y < 0 ? -y : y)) | 0;
    sum0 = sum1;
    sum1 = sum2;
    down0 = down1;
    down1 = down2;
  }
}

interface ThreeRows {
  above: StrengthRow;
  middle: StrengthRow;
  below: StrengthRow;
}

function markCrests(rows: ThreeRows, { low, high }: Thresholds, marks: Uint8Array, from: number): void {
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
    if (isCrest) marks[from + i] = own > high ? STRONG : WEAK;
  }
}
