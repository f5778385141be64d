/**
 * What is in the square around each pixel of a row where all pixels count: that follows from its place. `columns` and `rows`
 * say what of a square's columns and rows lies inside; what comes out is put in `weights`.
 */
export function createPlainWeights(columns: Float64Array, rows: Float64Array, weights: Float64Array) {
  return {
    /** For rows 0, 1, 2 and so on. */
    moveTo(row: number): Float64Array {
      if (row > 0 && rows[row] === rows[row - 1]) return weights;
      for (let x = 0; x < weights.length; x++) weights[x] = columns[x] * rows[row];
      return weights;
    },
  };
}
