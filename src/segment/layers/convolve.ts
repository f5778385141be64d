/** A plane of single floats, row by row. */
export interface Plane {
  values: Float32Array;
  width: number;
  height: number;
}

/** Pairs of weights added in one pass over a row. */
const PER_PASS = 4;

/**
 * The plane under a symmetric kernel, along rows and then along columns; outside of the plane lies 0. `half` holds the
 * weights from the middle outwards. Every pixel adds up in the same order in double precision, so that its value is the
 * same, to the last bit, in whatever plane its neighbourhood lies.
 */
export function convolve({ values, width, height }: Plane, half: Float64Array): Float32Array {
  const radius = half.length - 1;
  const out = new Float32Array(values.length);
  const line = new Float64Array(width + 2 * radius);
  // Rows that are done along x: the 2 · radius + 1 around the one that is written, and a row of zeros for what is outside.
  const slots = 2 * radius + 1;
  const ring = new Float64Array((slots + 1) * width);
  const sums = new Float64Array(width);
  const at = (row: number): number => (row < 0 || row >= height ? slots : row % slots) * width;
  const alongLine = pairOffsets(half, (k) => [radius - k, radius + k]);
  let done = 0;
  for (let row = 0; row < height; row++) {
    for (; done < Math.min(height, row + radius + 1); done++) {
      for (let x = 0, i = done * width; x < width; x++, i++) line[radius + x] = values[i];
      addUp(sums, line, radius, alongLine, width);
      ring.set(sums, at(done));
    }
    const alongColumn = pairOffsets(half, (k) => [at(row - k), at(row + k)]);
    addUp(sums, ring, at(row), alongColumn, width);
    out.set(sums, row * width);
  }
  return out;
}

/** Weights of pairs of places as far from the middle, filled up with weight 0 to whole passes. */
interface Pairs {
  middle: number;
  weights: Float64Array;
  before: Int32Array;
  after: Int32Array;
}

function pairOffsets(half: Float64Array, placesOf: (k: number) => readonly [number, number]): Pairs {
  const count = Math.ceil((half.length - 1) / PER_PASS) * PER_PASS;
  const pairs = { weights: new Float64Array(count), before: new Int32Array(count), after: new Int32Array(count) };
  for (let k = 1; k < half.length; k++) {
    const [before, after] = placesOf(k);
    pairs.weights[k - 1] = half[k];
    pairs.before[k - 1] = before;
    pairs.after[k - 1] = after;
  }
  return { middle: half[0], ...pairs };
}

/** sums[x] = middle · source[from + x] + Σ weight · (source[before + x] + source[after + x]). */
function addUp(sums: Float64Array, source: Float64Array, from: number, pairs: Pairs, width: number): void {
  const { middle, weights, before, after } = pairs;
  for (let x = 0; x < width; x++) sums[x] = middle * source[from + x];
  for (let k = 0; k < weights.length; k += PER_PASS) {
    const [w0, w1, w2, w3] = [weights[k], weights[k + 1], weights[k + 2], weights[k + 3]];
    const [a0, a1, a2, a3] = [before[k], before[k + 1], before[k + 2], before[k + 3]];
    const [b0, b1, b2, b3] = [after[k], after[k + 1], after[k + 2], after[k + 3]];
    for (let x = 0; x < width; x++) {
      sums[x] +=
        w0 * (source[a0 + x] + source[b0 + x]) +
        w1 * (source[a1 + x] + source[b1 + x]) +
        w2 * (source[a2 + x] + source[b2 + x]) +
        w3 * (source[a3 + x] + source[b3 + x]);
    }
  }
}
