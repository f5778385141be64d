import { z } from 'zod';
import { blankUndefined, findDefined, toPlane } from './defined.js';
import { fewMedian } from './few-median.js';
import { defineLayer } from './layer.js';
import { oddSizePx, ofOne } from './options.js';
import { slideMedian } from './slide-median.js';

const options = z.strictObject({
  type: z.literal('median'),
  of: ofOne,
  sizePx: oddSizePx(101).default(3).describe('Side of the square'),
});

/** Up to here comparing all values is quicker than counting them. */
const FEW_REACH = 2;

/** Median of the square around each pixel, over what is defined and inside the scene; of two in the middle the lower. */
export const median = defineLayer({
  name: 'median',
  title: 'Median of the square around each pixel',
  options,
  create: ({ of, sizePx }, scene) => {
    const reach = (sizePx - 1) / 2;
    return {
      haloPx: reach,
      sources: [scene.sourceOf(of)],
      compute: (columns) => {
        const defined = findDefined(columns);
        const { width, height } = columns.window;
        const plane = { values: toPlane(columns.values[0], defined), width, height };
        const medianOf = reach <= FEW_REACH ? fewMedian : slideMedian;
        return blankUndefined(medianOf(plane, defined, reach), defined);
      },
    };
  },
});
