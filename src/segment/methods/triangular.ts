import { InternalError } from '../../errors.js';

/** A square matrix, row after row. */
export type Matrix = Float64Array;

/** The lower triangular L with L · Lᵀ = the symmetric `matrix`, of which the lower half is read (Cholesky). */
export function decompose(matrix: Matrix, width: number): Matrix {
  const lower = new Float64Array(width * width);
  for (let row = 0; row < width; row++) {
    for (let column = 0; column <= row; column++) {
      let rest = matrix[row * width + column];
      for (let k = 0; k < column; k++) rest -= lower[row * width + k] * lower[column * width + k];
      if (row > column) lower[row * width + column] = rest / lower[column * width + column];
      else if (rest > 0) lower[row * width + row] = Math.sqrt(rest);
      else throw new InternalError({ thing: 'covariance', wanted: 'positive definite', got: `a pivot of ${rest}` });
    }
  }
  return lower;
}

/** The inverse of a lower triangular matrix, which is lower triangular too. */
export function invertLower(lower: Matrix, width: number): Matrix {
  const inverse = new Float64Array(width * width);
  for (let column = 0; column < width; column++) {
    for (let row = column; row < width; row++) {
      let rest = Number(row === column);
      for (let k = column; k < row; k++) rest -= lower[row * width + k] * inverse[k * width + column];
      inverse[row * width + column] = rest / lower[row * width + row];
    }
  }
  return inverse;
}
