import { z } from 'zod';
import { blankUndefined, findDefined, toPlane } from './defined.js';
import { defineLayer } from './layer.js';
import { oddSizePx, ofOne } from './options.js';
import { slideSum } from './slide-sum.js';

const options = z.strictObject({
  type: z.literal('box'),
  of: ofOne,
  sizePx: oddSizePx(511).default(3).describe('Side of the square'),
});

/** Mean of the square around each pixel, over what is defined and inside the scene. */
export const box = defineLayer({
  name: 'box',
  title: 'Mean of the square around each pixel',
  options,
  create: ({ of, sizePx }, scene) => {
    const reach = (sizePx - 1) / 2;
    return {
      haloPx: reach,
      sources: [scene.sourceOf(of)],
      compute: (columns) => {
        const { width, height } = columns.window;
        const defined = findDefined(columns);
        const sums = slideSum({ values: toPlane(columns.values[0], defined), width, height }, reach);
        if (!defined) return divideByInside(sums, columns.window, reach);
        const counts = slideSum({ values: new Float32Array(defined), width, height }, reach);
        return blankUndefined(
          Float32Array.from(sums, (sum, i) => sum / counts[i]),
          defined,
        );
      },
    };
  },
});

/** Means where all pixels of the window are defined: their number only depends on its edges. */
function divideByInside(sums: Float64Array, { width, height }: { width: number; height: number }, reach: number) {
  const means = new Float32Array(sums.length);
  const inside = (at: number, length: number) => Math.min(length - 1, at + reach) - Math.max(0, at - reach) + 1;
  const columns = Float64Array.from({ length: width }, (_, x) => inside(x, width));
  for (let y = 0, i = 0; y < height; y++) {
    const rows = inside(y, height);
    for (let x = 0; x < width; x++, i++) means[i] = sums[i] / (rows * columns[x]);
  }
  return means;
}
