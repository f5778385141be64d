import { type GradientRow, gradientRow, rowsAround, type ThreeRows } from '../../layers/gradient-rows.js';
import { createGaussianRows } from '../../layers/gradient-smoothing.js';
import type { PresentValues } from '../../layers/present.js';
import type { Thresholds } from './edge-thresholds.js';
import { createMarks, type Marks, rowOfMarks } from './hysteresis-grow.js';

const SOBEL = { middle: 2, side: 1 };

interface EdgeOptions extends Thresholds {
  width: number;
  height: number;
  sigmaPx: number;
}

/**
 * Crests of the gradient (Canny 1986, IEEE Trans. PAMI 8(6)): pixels whose strength is `low` or more and no less than that
 * one step ahead and behind across the edge, where it is interpolated between two pixels. Strong where it is `high` or more.
 * Strength is sqrt(x² + y²) of Sobel's sums, as they are. The pixels are those of scikit-image's `canny`, which also gives
 * no edge beside pixels without data and at the outermost pixels of the picture.
 */
export function findInterpolatedCrests(taken: PresentValues, options: EdgeOptions): Marks {
  const { width, height, low, high } = options;
  const marks = createMarks(width, height);
  const rowsOf = createSmoothRows(taken, options);
  const ring = new Float64Array(3 * width);
  const [above, middle, below] = [0, 1, 2].map(() => ({ x: new Float64Array(width), y: new Float64Array(width) }));
  const gradients = [above, middle, below];
  for (let row = 0; row < height; row++) {
    const gradient = gradients[row % 3];
    gradientRow(rowsOf(row), width, SOBEL, gradient);
    measureStrength(gradient, ring, (row % 3) * width);
    if (row < 2) continue;
    markCrests(gradients[(row - 1) % 3], { ring, row: row - 1 }, { low, high }, marks);
  }
  if (taken.present) clearBesideGaps(marks, taken.present);
  return marks;
}

/** The smoothed rows around one: rows are asked for in order, and no more than three are kept. */
function createSmoothRows(taken: PresentValues, { width, height, sigmaPx }: EdgeOptions): (row: number) => ThreeRows {
  if (sigmaPx === 0) return (row) => rowsAround({ values: taken.values, width, height }, row);
  const smoothRow = createGaussianRows(taken, { width, height }, sigmaPx);
  const values = new Float64Array(3 * width);
  const placeOf = (row: number): number => (Math.min(Math.max(row, 0), height - 1) % 3) * width;
  let made = 0;
  return (row) => {
    for (; made <= Math.min(row + 1, height - 1); made++) smoothRow(made, { values, at: placeOf(made) });
    return { values, above: placeOf(row - 1), middle: placeOf(row), below: placeOf(row + 1) };
  };
}

function measureStrength({ x, y }: GradientRow, ring: Float64Array, at: number): void {
  for (let i = 0; i < x.length; i++) ring[at + i] = Math.sqrt(y[i] * y[i] + x[i] * x[i]);
}

/**
 * Where the gradient points by two bits: x and y have the same sign; it is steep. The next pixel lies straight ahead, or on
 * the diagonal; those behind lie opposite.
 */
const WAYS = Array.from({ length: 4 }, (_, bits) => {
  const side = (bits & 1) !== 0 ? 1 : -1;
  const straight = (bits & 2) !== 0 ? { down: 1, right: 0 } : { down: 0, right: side };
  return { straight, diagonal: { down: 1, right: side } };
});

/** Marks the crests of a row but for its first and last pixel: without branches once a pixel is steep enough. */
function markCrests(
  { x: gradientX, y: gradientY }: GradientRow,
  { ring, row }: { ring: Float64Array; row: number },
  { low, high }: Thresholds,
  marks: Marks,
): void {
  const { values: out, width } = marks;
  const from = rowOfMarks(marks, row);
  const placeOf = ({ down, right }: { down: number; right: number }, sign: number): number =>
    ((row + sign * down + 3) % 3) * width + sign * right;
  const straightAhead = Int32Array.from(WAYS, ({ straight }) => placeOf(straight, 1));
  const straightBehind = Int32Array.from(WAYS, ({ straight }) => placeOf(straight, -1));
  const ahead = Int32Array.from(WAYS, ({ diagonal }) => placeOf(diagonal, 1));
  const behind = Int32Array.from(WAYS, ({ diagonal }) => placeOf(diagonal, -1));
  const at = (row % 3) * width;
  for (let i = 1; i < width - 1; i++) {
    const own = ring[at + i];
    if (!(own >= low)) continue;
    const x = gradientX[i];
    const y = gradientY[i];
    const across = Math.abs(x);
    const along = Math.abs(y);
    const isAlike = Number(x * y >= 0);
    const isSteep = Number(along > across) | (Number(along === across) & (1 - isAlike));
    const way = isAlike | (isSteep << 1);
    const share = Math.min(across, along) / Math.max(across, along);
    const rest = 1 - share;
    const next = ring[ahead[way] + i] * share + ring[straightAhead[way] + i] * rest;
    const last = ring[behind[way] + i] * share + ring[straightBehind[way] + i] * rest;
    out[from + i] = (Number(next <= own) & Number(last <= own)) * (1 + Number(own >= high));
  }
}

/** No edge where one of the eight pixels around holds no data. */
function clearBesideGaps(marks: Marks, present: Uint8Array): void {
  const { values, width, height } = marks;
  for (let row = 1; row < height - 1; row++) {
    const from = rowOfMarks(marks, row);
    for (let x = 1; x < width - 1; x++) {
      if (values[from + x] === 0) continue;
      for (let near = (row - 1) * width + x; near <= (row + 1) * width + x; near += width) {
        if (present[near - 1] && present[near] && present[near + 1]) continue;
        values[from + x] = 0;
      }
    }
  }
}
