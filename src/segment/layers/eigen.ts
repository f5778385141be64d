/** Axes of a symmetric matrix, by their share of the whole: the greatest first. */
export interface Axes {
  values: number[];
  /** One unit vector for each value; of its numbers the greatest, by size, is positive. */
  vectors: number[][];
}

/** Rounds over all pairs; each makes the digits that are right about twice as many. */
const MAX_ROUNDS = 60;

/** Eigenvalues and vectors by Jacobi's rotations (Golub and Van Loan, Matrix Computations, 8.5). */
export function findAxes(symmetric: readonly (readonly number[])[]): Axes {
  const size = symmetric.length;
  const matrix = symmetric.map((row) => Float64Array.from(row));
  const vectors = matrix.map((_, i) => Float64Array.from({ length: size }, (_, k) => Number(i === k)));
  for (let round = 0; round < MAX_ROUNDS; round++) {
    let changed = false;
    for (let p = 0; p < size; p++) {
      for (let q = p + 1; q < size; q++) changed = rotate(matrix, vectors, p, q) || changed;
    }
    if (!changed) break;
  }
  const order = matrix.map((_, i) => i).sort((a, b) => matrix[b][b] - matrix[a][a] || a - b);
  return { values: order.map((i) => matrix[i][i]), vectors: order.map((i) => turnUp(Array.from(vectors[i]))) };
}

/** Makes the entry at `p`, `q` zero; false where it is zero next to the diagonal. */
function rotate(matrix: Float64Array[], vectors: Float64Array[], p: number, q: number): boolean {
  const off = matrix[p][q];
  if (Math.abs(off) <= 1e-15 * Math.sqrt(Math.abs(matrix[p][p] * matrix[q][q])) || off === 0) return false;
  const ratio = (matrix[q][q] - matrix[p][p]) / (2 * off);
  const tangent = (ratio >= 0 ? 1 : -1) / (Math.abs(ratio) + Math.sqrt(ratio * ratio + 1));
  const cosine = 1 / Math.sqrt(tangent * tangent + 1);
  const sine = tangent * cosine;
  for (const row of matrix) [row[p], row[q]] = [cosine * row[p] - sine * row[q], sine * row[p] + cosine * row[q]];
  turnRows(matrix, p, q, cosine, sine);
  turnRows(vectors, p, q, cosine, sine);
  return true;
}

function turnRows(rows: Float64Array[], p: number, q: number, cosine: number, sine: number): void {
  for (let k = 0; k < rows[p].length; k++) {
    const [a, b] = [rows[p][k], rows[q][k]];
    rows[p][k] = cosine * a - sine * b;
    rows[q][k] = sine * a + cosine * b;
  }
}

/** A vector and its opposite are the same axis. */
function turnUp(vector: number[]): number[] {
  const greatest = vector.reduce((best, value) => (Math.abs(value) > Math.abs(best) ? value : best), 0);
  return greatest < 0 ? vector.map((value) => -value) : vector;
}
