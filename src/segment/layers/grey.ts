import { z } from 'zod';
import { blankUndefined, findDefined } from './defined.js';
import { defineLayer } from './layer.js';
import { ofColors } from './options.js';

/** What red, green and blue give to brightness. */
const WEIGHTS = {
  bt601: [0.299, 0.587, 0.114],
  bt709: [0.2125, 0.7154, 0.0721],
} as const;

const options = z.strictObject({
  type: z.literal('grey'),
  of: ofColors,
  weights: z
    .enum(['bt601', 'bt709'])
    .default('bt601')
    .describe('ITU-R BT.601 (as OpenCV and Pillow) or BT.709 (as scikit-image)'),
});

/** Brightness of a colour, in the units of its bands. */
export const grey = defineLayer({
  name: 'grey',
  title: 'Colour to grey',
  options,
  create: ({ of, weights }, scene) => ({
    haloPx: 0,
    sources: of.map(scene.sourceOf),
    compute: (columns) => {
      const [r, g, b] = WEIGHTS[weights];
      const [red, green, blue] = columns.values;
      const plane = new Float32Array(columns.length);
      for (let i = 0; i < plane.length; i++) plane[i] = r * red[i] + g * green[i] + b * blue[i];
      return blankUndefined(plane, findDefined(columns));
    },
  }),
});
