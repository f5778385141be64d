/** A kernel along one axis: its weights at distance 0, 1, ... radius ahead; behind, the same or for an odd kernel the negative. */
export interface Taps {
  weights: Float64Array;
  odd: boolean;
}

/** A kernel in two dimensions: one down the columns, then one along the rows. */
export interface Product {
  down: Taps;
  along: Taps;
}

/** Rows of a window, one after the other. */
export interface Rows {
  values: Float64Array;
  width: number;
  height: number;
}

/** `width` places of an array from `at` on. */
export interface Line {
  values: Float64Array;
  at: number;
}

export const radiusOf = ({ weights }: Taps): number => weights.length - 1;

/**
 * The kernel down the columns at one row, written to `out`. Rows outside the window count nothing. Pairs are added
 * farthest first, as scipy.ndimage does: always in the same order, wherever the window begins.
 */
export function filterColumns({ values, width, height }: Rows, row: number, taps: Taps, out: Line): void {
  const { weights, odd } = taps;
  const source = { values, at: row * width };
  let k = weights.length - 1;
  if (row >= k && row + k < height) {
    addPairs(source, width, taps, out, width);
    return;
  }
  scale(source, weights[0], out, width);
  for (; k > 0; k--) {
    const away = k * width;
    if (row >= k && row + k < height) addPair(source, away, { weight: weights[k], odd }, out, width);
    else if (row >= k) addLine(values, source.at - away, odd ? -weights[k] : weights[k], out, width);
    else if (row + k < height) addLine(values, source.at + away, weights[k], out, width);
  }
}

/** The kernel along a row that stands in `padded` between at least `radius` zeros on either side. */
export function filterRow(padded: Line, taps: Taps, out: Line, width: number): void {
  addPairs(padded, 1, taps, out, width);
}

/** All of a kernel; places `step` apart are one pixel apart. Four pairs go in one pass. */
function addPairs(source: Line, step: number, { weights, odd }: Taps, out: Line, width: number): void {
  let k = weights.length - 1;
  if (k < 4) scale(source, weights[0], out, width);
  else {
    const addFour = odd ? addFourDifferences : addFourSums;
    addFour(source, step, { weights, k, base: source, baseWeight: weights[0] }, out, width);
    for (k -= 4; k >= 4; k -= 4) addFour(source, step, { weights, k, base: out, baseWeight: 1 }, out, width);
  }
  for (; k > 0; k--) addPair(source, k * step, { weight: weights[k], odd }, out, width);
}

function scale({ values, at }: Line, weight: number, { values: sums, at: o }: Line, width: number): void {
  for (let x = 0; x < width; x++) sums[o + x] = values[at + x] * weight;
}

function addLine(values: Float64Array, at: number, weight: number, { values: sums, at: o }: Line, width: number): void {
  for (let x = 0; x < width; x++) sums[o + x] += values[at + x] * weight;
}

function addPair(source: Line, away: number, pair: { weight: number; odd: boolean }, out: Line, width: number): void {
  const { values } = source;
  const { values: sums, at: o } = out;
  const { weight } = pair;
  const sign = pair.odd ? -1 : 1;
  const [a, b] = [source.at - away, source.at + away];
  for (let x = 0; x < width; x++) sums[o + x] += (values[b + x] + sign * values[a + x]) * weight;
}

/** Four pairs, from distance `k` down, on top of what `base` holds. */
interface Four {
  weights: Float64Array;
  k: number;
  base: Line;
  baseWeight: number;
}

function addFourSums(
  source: Line,
  step: number,
  { weights, k, base, baseWeight }: Four,
  out: Line,
  width: number,
): void {
  const { values, at } = source;
  const { values: sums, at: o } = out;
  const { values: bases, at: from } = base;
  const [w0, w1, w2, w3] = [weights[k], weights[k - 1], weights[k - 2], weights[k - 3]];
  const [a0, a1, a2, a3] = [at - k * step, at - (k - 1) * step, at - (k - 2) * step, at - (k - 3) * step];
  const [b0, b1, b2, b3] = [at + k * step, at + (k - 1) * step, at + (k - 2) * step, at + (k - 3) * step];
  for (let x = 0; x < width; x++) {
    sums[o + x] =
      bases[from + x] * baseWeight +
      (values[a0 + x] + values[b0 + x]) * w0 +
      (values[a1 + x] + values[b1 + x]) * w1 +
      (values[a2 + x] + values[b2 + x]) * w2 +
      (values[a3 + x] + values[b3 + x]) * w3;
  }
}

function addFourDifferences(source: Line, step: number, four: Four, out: Line, width: number): void {
  const { weights, k, base, baseWeight } = four;
  const { values, at } = source;
  const { values: sums, at: o } = out;
  const { values: bases, at: from } = base;
  const [w0, w1, w2, w3] = [weights[k], weights[k - 1], weights[k - 2], weights[k - 3]];
  const [a0, a1, a2, a3] = [at - k * step, at - (k - 1) * step, at - (k - 2) * step, at - (k - 3) * step];
  const [b0, b1, b2, b3] = [at + k * step, at + (k - 1) * step, at + (k - 2) * step, at + (k - 3) * step];
  for (let x = 0; x < width; x++) {
    sums[o + x] =
      bases[from + x] * baseWeight +
      (values[b0 + x] - values[a0 + x]) * w0 +
      (values[b1 + x] - values[a1 + x]) * w1 +
      (values[b2 + x] - values[a2 + x]) * w2 +
      (values[b3 + x] - values[a3 + x]) * w3;
  }
}

/** A row that filters can look beyond the ends of. */
export function createPaddedRow(width: number, radius: number): Line {
  return { values: new Float64Array(width + 2 * radius), at: radius };
}
