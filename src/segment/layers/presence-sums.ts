import { createPaddedRow, filterColumns, filterRow, type Product, radiusOf } from './separable.js';

interface Shape {
  width: number;
  height: number;
}

/**
 * For each kernel, the sum of its weights over the pixels that have a value, row by row: what a kernel gives for a picture
 * of ones. Rows with no gap near them are alike and computed once. The arrays returned are used again for the next row.
 */
export function createPresenceSums(present: Uint8Array | null, shape: Shape, kernels: readonly Product[]) {
  const { width, height } = shape;
  const reach = Math.max(...kernels.map(({ down }) => radiusOf(down)));
  const ones = present && { values: Float64Array.from(present), width, height };
  const column = { values: new Float64Array(height).fill(1), width: 1, height };
  const gapsAbove = countGaps(present, shape);
  const rows = kernels.map(({ along }) => createPaddedRow(width, radiusOf(along)));
  const sums = kernels.map(() => new Float64Array(width));
  const one = new Float64Array(1);
  const last = kernels.map(() => Number.NaN);

  return (row: number): Float64Array[] => {
    const hasGap = gapsAbove[Math.min(row + reach + 1, height)] > gapsAbove[Math.max(row - reach, 0)];
    kernels.forEach(({ down, along }, k) => {
      const padded = rows[k];
      if (hasGap && ones) {
        filterColumns(ones, row, down, padded);
        last[k] = Number.NaN;
      } else {
        filterColumns(column, row, down, { values: one, at: 0 });
        if (one[0] === last[k]) return;
        last[k] = one[0];
        padded.values.fill(one[0], padded.at, padded.at + width);
      }
      filterRow(padded, along, { values: sums[k], at: 0 }, width);
    });
    return sums;
  };
}

/** Rows above each row that have a gap. */
function countGaps(present: Uint8Array | null, { width, height }: Shape): Uint32Array {
  const above = new Uint32Array(height + 1);
  if (!present) return above;
  for (let row = 0; row < height; row++) {
    const gap = present.indexOf(0, row * width);
    above[row + 1] = above[row] + Number(gap >= 0 && gap < (row + 1) * width);
  }
  return above;
}

/** The sum of a kernel where nothing is missing, to the bit that `createPresenceSums` gives it. */
export function sumOfKernel(kernel: Product): number {
  const width = 2 * radiusOf(kernel.along) + 1;
  const height = 2 * radiusOf(kernel.down) + 1;
  return createPresenceSums(null, { width, height }, [kernel])(radiusOf(kernel.down))[0][radiusOf(kernel.along)];
}
