import { createRandom } from '../random.js';
import type { LikenessGraph } from './normalized-cut-graph.js';

const MOST_STEPS = 80;
const STEPS_BETWEEN_CHECKS = 10;
const ENOUGH = 1e-4;

/**
 * The vector y, one value per node, that solves (D − W) y = λ D y with the second smallest λ, of a graph in one piece. By Lanczos steps with
 * D^½ W D^½ (exponents −½; Golub & Van Loan, Matrix Computations, section 10.1), kept at right angles to all vectors so far and to the first
 * solution, which is known: all values alike.
 */
export function secondEigenvector(graph: LikenessGraph): Float64Array {
  const { nodeCount, degrees } = graph;
  const roots = degrees.map(Math.sqrt);
  const first = normalize(roots.slice());
  const random = createRandom(1);
  let start: Float64Array = new Float64Array(nodeCount).map(() => random() - 0.5);
  for (let round = 0; ; round++) {
    const { vector, residual } = lanczos(graph, roots, { first, start });
    // A start from the best vector so far takes up where the room for steps ended.
    if (residual < ENOUGH || round === 3) return vector.map((value, n) => value / roots[n]);
    start = vector;
  }
}

interface Basis {
  first: Float64Array;
  start: Float64Array;
}

/** The best vector after so many steps, and how far it is from a solution. */
function lanczos(graph: LikenessGraph, roots: Float64Array, { first, start }: Basis) {
  const { nodeCount } = graph;
  const most = Math.min(nodeCount - 1, MOST_STEPS);
  const basis: Float64Array[] = [];
  const alphas: number[] = [];
  const betas: number[] = [];
  let vector: Float64Array = start.slice();
  removePart(vector, first);
  normalize(vector);
  for (;;) {
    basis.push(vector);
    const next = multiply(graph, roots, vector);
    alphas.push(dot(next, vector));
    // Twice is enough (Kahan; Parlett 1998, section 6.9).
    for (let pass = 0; pass < 2; pass++) {
      removePart(next, first);
      for (const known of basis) removePart(next, known);
    }
    const beta = Math.sqrt(dot(next, next));
    const isLast = basis.length === most || beta < 1e-12;
    if (isLast || basis.length % STEPS_BETWEEN_CHECKS === 0) {
      const weights = largestEigenvector(alphas, betas);
      const residual = basis.length === nodeCount - 1 ? 0 : beta * Math.abs(weights[weights.length - 1]);
      if (isLast || residual < ENOUGH) return { vector: combine(basis, weights), residual };
    }
    betas.push(beta);
    for (let n = 0; n < nodeCount; n++) next[n] /= beta;
    vector = next;
  }
}

/** D^−½ W D^−½ times a vector. */
function multiply({ nodeCount, starts, others, weights }: LikenessGraph, roots: Float64Array, vector: Float64Array) {
  const scaled = vector.map((value, n) => value / roots[n]);
  const product = new Float64Array(nodeCount);
  for (let n = 0; n < nodeCount; n++) {
    let sum = scaled[n];
    for (let h = starts[n]; h < starts[n + 1]; h++) sum += weights[h] * scaled[others[h]];
    product[n] = sum / roots[n];
  }
  return product;
}

/** Unit vector of the largest eigenvalue of a symmetric matrix with three diagonals: by bisection, then by inverse iteration. */
export function largestEigenvector(alphas: readonly number[], betas: readonly number[]): Float64Array {
  const size = alphas.length;
  const reach = alphas.map((alpha, i) => Math.abs(alpha) + Math.abs(betas[i - 1] ?? 0) + Math.abs(betas[i] ?? 0));
  let above = Math.max(...reach) + 1e-9;
  let below = -above;
  for (let round = 0; round < 80; round++) {
    const middle = (above + below) / 2;
    if (isAboveAll(alphas, betas, middle)) above = middle;
    else below = middle;
  }
  let vector: Float64Array = new Float64Array(size).fill(1 / Math.sqrt(size));
  for (let round = 0; round < 4; round++) vector = normalize(solveShifted(alphas, betas, above, vector));
  return vector;
}

/** All pivots of value · I − T are positive where no eigenvalue is larger (Sylvester's law of inertia). */
function isAboveAll(alphas: readonly number[], betas: readonly number[], value: number): boolean {
  let pivot = value - alphas[0];
  for (let i = 1; i < alphas.length && pivot > 0; i++) pivot = value - alphas[i] - betas[i - 1] ** 2 / pivot;
  return pivot > 0;
}

function solveShifted(
  alphas: readonly number[],
  betas: readonly number[],
  shift: number,
  right: Float64Array,
): Float64Array {
  const size = alphas.length;
  const pivots = new Float64Array(size);
  const solution = right.slice();
  for (let i = 0; i < size; i++) {
    // Counted as `isAboveAll` counts them, so none is 0 or less.
    pivots[i] = shift - alphas[i] - (i > 0 ? betas[i - 1] ** 2 / pivots[i - 1] : 0);
    if (i > 0) solution[i] += (betas[i - 1] / pivots[i - 1]) * solution[i - 1];
  }
  for (let i = size - 1; i >= 0; i--) {
    solution[i] = (solution[i] + (i + 1 < size ? betas[i] * solution[i + 1] : 0)) / pivots[i];
  }
  return solution;
}

function combine(basis: readonly Float64Array[], weights: Float64Array): Float64Array {
  const sum = new Float64Array(basis[0].length);
  basis.forEach((vector, i) => {
    for (let n = 0; n < sum.length; n++) sum[n] += weights[i] * vector[n];
  });
  return normalize(sum);
}

function dot(one: Float64Array, other: Float64Array): number {
  let sum = 0;
  for (let n = 0; n < one.length; n++) sum += one[n] * other[n];
  return sum;
}

function removePart(vector: Float64Array, unit: Float64Array): void {
  const length = dot(vector, unit);
  for (let n = 0; n < vector.length; n++) vector[n] -= length * unit[n];
}

function normalize(vector: Float64Array): Float64Array {
  const length = Math.sqrt(dot(vector, vector));
  for (let n = 0; n < vector.length; n++) vector[n] /= length;
  return vector;
}
