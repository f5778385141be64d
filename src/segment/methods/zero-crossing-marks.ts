import { gaussianRadius } from '../layers/gaussian-taps.js';
import { computeLaplacian } from '../layers/laplacian-of-gaussian.js';
import type { WindowColumns } from '../segmenter.js';

/** A curvature so small beside the value smoothed is what rounding leaves on flat ground. */
const ROUNDING = 1e-9;

export interface CrossingOptions {
  sigmaPx: number;
  minStep: number;
}

/** How far a crossing looks around a pixel. */
export const crossingReach = ({ sigmaPx }: CrossingOptions): number => gaussianRadius(sigmaPx) + 1;

/**
 * 1 where the Laplacian of Gaussian changes its sign between a pixel and its right or lower neighbour, at the one of the two
 * that is nearer to 0 (the first where both are as near); 0 elsewhere (Marr & Hildreth 1980, Proc. R. Soc. Lond. B 207).
 * The change has to be that of a step of `minStep` or more: across an edge between two flat areas that differ by h, the
 * Laplacian falls by h / (σ³ · sqrt(2π)) a pixel. A pixel where it is 0 is marked between two of opposite signs.
 */
export function findCrossings(columns: WindowColumns, { sigmaPx, minStep }: CrossingOptions): Uint8Array {
  const { width, height } = columns.window;
  const curvature = computeLaplacian(columns, sigmaPx);
  clearRounding(curvature, columns);
  const slope = minStep / (sigmaPx ** 3 * Math.sqrt(2 * Math.PI));
  const marks = new Uint8Array(width * height);
  const compare = (i: number, j: number): void => {
    const [own, other] = [curvature[i], curvature[j]];
    if (!(own * other < 0) || Math.abs(own - other) < slope) return;
    marks[Math.abs(own) <= Math.abs(other) ? i : j] = 1;
  };
  const isBetween = (i: number, j: number): boolean =>
    curvature[i] * curvature[j] < 0 && Math.abs(curvature[i] - curvature[j]) >= 2 * slope;
  for (let row = 0, i = 0; row < height; row++) {
    for (let x = 0; x < width; x++, i++) {
      if (x < width - 1) compare(i, i + 1);
      if (row < height - 1) compare(i, i + width);
      if (curvature[i] !== 0) continue;
      const isAcross = x > 0 && x < width - 1 && isBetween(i - 1, i + 1);
      if (isAcross || (row > 0 && row < height - 1 && isBetween(i - width, i + width))) marks[i] = 1;
    }
  }
  return marks;
}

function clearRounding(curvature: Float64Array, { values: [column] }: WindowColumns): void {
  for (let i = 0; i < curvature.length; i++) {
    if (Math.abs(curvature[i]) <= ROUNDING * Math.abs(column[i])) curvature[i] = 0;
  }
}
