import { z } from 'zod';
import type { WindowColumns } from '../segmenter.js';
import { useDoubles } from '../simd/doubles.js';
import { createFilterRows, layOutFilter } from './filter-rows.js';
import { curvatureTaps, gaussianRadius, gaussianTaps } from './gaussian-taps.js';
import { defineLayer } from './layer.js';
import { ofOne } from './options.js';
import { createPresenceSums } from './presence-sums.js';
import { presentIn } from './present.js';
import type { Product } from './separable.js';

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
    compute: (columns) => writeLaplacian(columns, sigmaPx, new Float32Array(columns.length)),
  }),
});

/**
 * The Laplacian of the Gaussian (Marr & Hildreth 1980, Proc. R. Soc. Lond. B 207) of the first column; NaN where it has no
 * value. The kernel is that of `scipy.ndimage.gaussian_laplace`, less what it leaves on flat ground, so that there the
 * answer is 0: pixels without a value, and those beyond the scene, count as having the pixel's own.
 */
export function computeLaplacian(columns: WindowColumns, sigmaPx: number): Float64Array {
  return writeLaplacian(columns, sigmaPx, new Float64Array(columns.length));
}

function writeLaplacian<Out extends Float32Array | Float64Array>(
  columns: WindowColumns,
  sigmaPx: number,
  out: Out,
): Out {
  const { width, height } = columns.window;
  const present = presentIn(columns);
  const [smooth, curved] = [gaussianTaps(sigmaPx), curvatureTaps(sigmaPx)];
  const kernels: Product[] = [
    { down: curved, along: smooth },
    { down: smooth, along: curved },
  ];
  const sumsOf = createPresenceSums(present, columns.window, kernels);
  const layout = layOutFilter(width, kernels);
  const simd = useDoubles(layout.end);
  const moveTo = createFilterRows({ values: columns.values[0], present, width, height }, kernels, layout, simd);
  const view = (place: number): Float64Array => new Float64Array(simd.memory.buffer, place, width);
  const [first, second] = layout.results.map(view);
  for (let row = 0, at = 0; row < height; row++, at += width) {
    const own = view(moveTo(row));
    subtractOwn(own, [first, second], sumsOf(row), out.subarray(at, at + width));
  }
  if (present) for (let i = 0; i < out.length; i++) if (present[i] === 0) out[i] = Number.NaN;
  return out;
}

/** What both kernels give, less what they would for the pixel's own value alone. */
function subtractOwn(
  own: Float64Array,
  [first, second]: readonly Float64Array[],
  [weights1, weights2]: readonly Float64Array[],
  out: Float32Array | Float64Array,
): void {
  for (let x = 0; x < own.length; x++) {
    out[x] = first[x] - own[x] * weights1[x] + (second[x] - own[x] * weights2[x]);
  }
}
