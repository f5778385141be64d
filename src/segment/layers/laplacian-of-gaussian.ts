import { z } from 'zod';
import type { WindowColumns } from '../segmenter.js';
import { curvatureTaps, gaussianRadius, gaussianTaps } from './gaussian-taps.js';
import { defineLayer } from './layer.js';
import { ofOne } from './options.js';
import { createPresenceSums } from './presence-sums.js';
import { takePresent } from './present.js';
import { createPaddedRow, filterColumns, filterRow, type Product } from './separable.js';

export const logSigmaPx = z
  .number()
  .min(0.5)
  .max(32)
  .default(1.5)
  .describe('Standard deviation of the Gaussian, in pixels: details smaller than about twice this vanish');

const options = z.strictObject({
  type: z.literal('laplacian-of-gaussian'),
  of: ofOne,
  sigmaPx: logSigmaPx,
});

/** Curvature of the smoothed picture: below 0 on bright spots and ridges, above 0 on dark ones, 0 on edges and slopes. */
export const laplacianOfGaussian = defineLayer({
  name: 'laplacian-of-gaussian',
  title: 'Laplacian of Gaussian: bright and dark spots, and edges where it crosses 0',
  options,
  create: ({ of, sigmaPx }, scene) => ({
    haloPx: gaussianRadius(sigmaPx),
    sources: [scene.sourceOf(of)],
    compute: (columns) => new Float32Array(computeLaplacian(columns, sigmaPx)),
  }),
});

/**
 * The Laplacian of the Gaussian (Marr & Hildreth 1980, Proc. R. Soc. Lond. B 207) of the first column; NaN where it has no
 * value. The kernel is that of `scipy.ndimage.gaussian_laplace`, less what it leaves on flat ground, so that there the
 * answer is 0: pixels without a value, and those beyond the scene, count as having the pixel's own.
 */
export function computeLaplacian({ values: [column], valid, window }: WindowColumns, sigmaPx: number): Float64Array {
  const { width, height } = window;
  const { values, present } = takePresent(column, valid);
  const [smooth, curved] = [gaussianTaps(sigmaPx), curvatureTaps(sigmaPx)];
  const kernels: Product[] = [
    { down: curved, along: smooth },
    { down: smooth, along: curved },
  ];
  const sumsOf = createPresenceSums(present, window, kernels);
  const radius = gaussianRadius(sigmaPx);
  const padded = createPaddedRow(width, radius);
  const [first, second] = kernels.map(() => ({ values: new Float64Array(width), at: 0 }));
  const out = new Float64Array(width * height);
  for (let row = 0, at = 0; row < height; row++, at += width) {
    filterColumns({ values, width, height }, row, curved, padded);
    filterRow(padded, smooth, first, width);
    filterColumns({ values, width, height }, row, smooth, padded);
    filterRow(padded, curved, second, width);
    const [weights1, weights2] = sumsOf(row);
    for (let x = 0; x < width; x++) {
      const own = values[at + x];
      out[at + x] = first.values[x] - own * weights1[x] + (second.values[x] - own * weights2[x]);
    }
  }
  if (present) for (let i = 0; i < out.length; i++) if (present[i] === 0) out[i] = Number.NaN;
  return out;
}
