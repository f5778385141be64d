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

/** All of a kernel; places `step` apart are one pixel apart. Two pairs go in one pass. */
function addPairs(source: Line, step: number, { weights, odd }: Taps, out: Line, width: number): void {
  scale(source, weights[0], out, width);
  let k = weights.length - 1;
  const addTwo = odd ? addTwoDifferences : addTwoSums;
  for (; k > 1; k -= 2) addTwo(source.values, out.values, { at: source.at, to: out.at, step, width, k, weights });
  if (k === 1) addPair(source, step, { weight: weights[1], odd }, out, width);
}

/** Writes a line times a weight. */
export function scale({ values, at }: Line, weight: number, { values: sums, at: o }: Line, width: number): void {
  for (let x = 0; x < width; x++) sums[o + x] = values[at + x] * weight;
}

function addLine(values: Float64Array, at: number, weight: number, { values: sums, at: o }: Line, width: number): void {
  for (let x = 0; x < width; x++) sums[o + x] += values[at + x] * weight;
}

/** Adds one pair of places, `away` on either side. */
export function addPair(
  source: Line,
  away: number,
  pair: { weight: number; odd: boolean },
  out: Line,
  width: number,
): void {
  const { values } = source;
  const { values: sums, at: o } = out;
  const { weight } = pair;
  const sign = pair.odd ? -1 : 1;
  const a = source.at - away;
  const b = source.at + away;
  for (let x = 0; x < width; x++) sums[o + x] += (values[b + x] + sign * values[a + x]) * weight;
}

/** The pairs at distances `k` and `k` - 1. */
interface TwoPairs {
  at: number;
  to: number;
  step: number;
  width: number;
  k: number;
  weights: Float64Array;
}

function addTwoSums(values: Float64Array, sums: Float64Array, { at, to, step, width, k, weights }: TwoPairs): void {
  const far = weights[k];
  const near = weights[k - 1];
  const a0 = at - k * step;
  const b0 = at + k * step;
  const a1 = a0 + step;
  const b1 = b0 - step;
  for (let x = 0; x < width; x++) {
    sums[to + x] = sums[to + x] + (values[a0 + x] + values[b0 + x]) * far + (values[a1 + x] + values[b1 + x]) * near;
  }
}

function addTwoDifferences(
  values: Float64Array,
  sums: Float64Array,
  { at, to, step, width, k, weights }: TwoPairs,
): void {
  const far = weights[k];
  const near = weights[k - 1];
  const a0 = at - k * step;
  const b0 = at + k * step;
  const a1 = a0 + step;
  const b1 = b0 - step;
  for (let x = 0; x < width; x++) {
    sums[to + x] = sums[to + x] + (values[b0 + x] - values[a0 + x]) * far + (values[b1 + x] - values[a1 + x]) * near;
  }
}

/** A row that filters can look beyond the ends of. */
export function createPaddedRow(width: number, radius: number): Line {
  return { values: new Float64Array(width + 2 * radius), at: radius };
}
