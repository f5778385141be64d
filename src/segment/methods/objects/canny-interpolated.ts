import { createGaussianRows, layOutGaussian, type Present } from '../../layers/gradient-smoothing.js';
import { useDoubles } from '../../simd/doubles.js';
import { createRowRing, rowBytes, rowStride } from '../../simd/row-ring.js';
import { createBitRows, createMarks, type Marks, rowOfMarks } from './edge-marks.js';
import type { Thresholds } from './edge-thresholds.js';

const DOUBLE = 8;

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
export function findInterpolatedCrests(taken: Present, options: EdgeOptions): Marks {
  const { width, height, low, high } = options;
  const marks = createMarks(width, height);
  const { simd, places, rowsOf } = createRows(taken, options);
  const bytes = rowBytes(width);
  const found = new Uint8Array(simd.memory.buffer, places.marks, width);
  const bits = createBitRows(width);
  const gradients = (row: number): [x: number, y: number, strength: number] => {
    const first = places.gradients + (row % 3) * 3 * rowStride(width);
    return [first, first + rowStride(width), first + 2 * rowStride(width) + DOUBLE];
  };
  const strengthOf = (row: number): number => gradients(row)[2] - DOUBLE;
  for (let row = 0; row < height; row++) {
    simd.gradient(...gradients(row), bytes, ...rowsOf(row), 2, 1, 1);
    if (row < 2) continue;
    const [x, y] = gradients(row - 1);
    simd.crests(places.marks, bytes, strengthOf(row - 2), strengthOf(row - 1), strengthOf(row), x, y, low, high);
    // Not the outermost pixels.
    found[0] = found[width - 1] = 0;
    if (taken.present) clearBesideGaps(found, taken.present, row - 1);
    bits.row.set(found);
    bits.take(1, marks.weak, rowOfMarks(marks, row - 1));
    bits.take(2, marks.strong, rowOfMarks(marks, row - 1));
  }
  return marks;
}

/** Places in memory, and the smoothed rows around each. */
function createRows({ values, present }: Present, { width, height, sigmaPx }: EdgeOptions) {
  const smoothing = sigmaPx > 0 ? layOutGaussian(width, sigmaPx) : null;
  const begin = smoothing?.end ?? 0;
  const gradients = begin + 3 * rowStride(width);
  const marks = gradients + 9 * rowStride(width);
  const simd = useDoubles(marks + rowBytes(width));
  const doubles = new Float64Array(simd.memory.buffer);
  const load = (row: number, place: number): void => {
    const first = place / DOUBLE;
    const from = row * width;
    doubles.set(values.subarray(from, from + width), first);
    if (present) for (let x = 0; x < width; x++) if (present[from + x] === 0) doubles[first + x] = 0;
  };
  const smooth = smoothing && createGaussianRows({ values, present }, { width, height }, smoothing, simd);
  const rowsOf = createRowRing({ width, height, begin, memory: doubles, load: smooth ?? load });
  return { simd, places: { gradients, marks }, rowsOf };
}

/** No edge where one of the eight pixels around holds no data. */
function clearBesideGaps(found: Uint8Array, present: Uint8Array, row: number): void {
  const width = found.length;
  for (let x = 1; x < width - 1; x++) {
    if (found[x] === 0) continue;
    for (let near = (row - 1) * width + x; near <= (row + 1) * width + x; near += width) {
      if (present[near - 1] && present[near] && present[near + 1]) continue;
      found[x] = 0;
    }
  }
}
