import { type GradientRow, gradientRow } from '../../layers/gradient-rows.js';
import { smoothGaussian } from '../../layers/gradient-smoothing.js';
import type { PresentValues } from '../../layers/present.js';
import { createMarks, type Marks, rowOfMarks, STRONG, WEAK } from './hysteresis-grow.js';

const SOBEL = { middle: 2, side: 1 };

interface EdgeOptions {
  width: number;
  height: number;
  sigmaPx: number;
  low: number;
  high: number;
}

interface StrengthRow extends GradientRow {
  strength: Float64Array;
}

/**
 * Crests of the gradient (Canny 1986, IEEE Trans. PAMI 8(6)): pixels whose strength is `low` or more and no less than that
 * one step ahead and behind across the edge, where it is interpolated between two pixels. Strong where it is `high` or more.
 * Strength is sqrt(x² + y²) of Sobel's sums, as they are. The pixels are those of scikit-image's `canny`, which also gives
 * no edge beside pixels without data and at the outermost pixels of the picture.
 */
export function findInterpolatedCrests(taken: PresentValues, options: EdgeOptions): Marks {
  const { width, height, sigmaPx, low, high } = options;
  const { present } = taken;
  const values = sigmaPx > 0 ? smoothGaussian(taken, options, sigmaPx) : taken.values;
  const marks = createMarks(width, height);
  const createRow = (): StrengthRow => ({
    x: new Float64Array(width),
    y: new Float64Array(width),
    strength: new Float64Array(width),
  });
  let [above, middle, below] = [createRow(), createRow(), createRow()];
  const field = { values, width, height };
  for (let row = 0; row < height; row++) {
    [above, middle, below] = [middle, below, above];
    gradientRow(field, row, SOBEL, below);
    measureStrength(below);
    if (row < 2) continue;
    markCrests({ above, middle, below }, { low, high }, marks.values, rowOfMarks(marks, row - 1));
  }
  if (present) clearBesideGaps(marks, present);
  return marks;
}

function measureStrength({ x, y, strength }: StrengthRow): void {
  for (let i = 0; i < strength.length; i++) strength[i] = Math.sqrt(y[i] * y[i] + x[i] * x[i]);
}

interface ThreeRows {
  above: StrengthRow;
  middle: StrengthRow;
  below: StrengthRow;
}

/** Marks the crests of the middle row but for its first and last pixel. */
function markCrests(
  rows: ThreeRows,
  { low, high }: { low: number; high: number },
  marks: Uint8Array,
  from: number,
): void {
  const { x: gradientX, y: gradientY, strength } = rows.middle;
  const [above, below] = [rows.above.strength, rows.below.strength];
  for (let i = 1; i < strength.length - 1; i++) {
    const own = strength[i];
    if (!(own >= low)) continue;
    const right = gradientX[i];
    const down = gradientY[i];
    const across = Math.abs(right);
    const along = Math.abs(down);
    // Down to the right, or up to the left; a gradient of 0 counts as both.
    const isFalling = (right >= 0 && down >= 0) || (right <= 0 && down <= 0);
    const side = isFalling ? 1 : -1;
    const ahead = below[i + side];
    const behind = above[i - side];
    let isCrest: boolean;
    if (along > across || (along === across && !isFalling)) {
      const share = across / along;
      isCrest = ahead * share + below[i] * (1 - share) <= own && behind * share + above[i] * (1 - share) <= own;
    } else {
      const share = along / across;
      const [next, last] = [strength[i + side], strength[i - side]];
      isCrest = ahead * share + next * (1 - share) <= own && behind * share + last * (1 - share) <= own;
    }
    if (isCrest) marks[from + i] = own >= high ? STRONG : WEAK;
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
