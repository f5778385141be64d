import { z } from 'zod';
import { blankUndefined, findDefined } from './defined.js';
import { defineLayer } from './layer.js';
import { ofSeveral } from './options.js';

const options = z.strictObject({ type: z.literal('mean'), of: ofSeveral });

/** Mean of several sources at each pixel. */
export const mean = defineLayer({
  name: 'mean',
  title: 'Mean of several bands',
  options,
  create: ({ of }, scene) => ({
    haloPx: 0,
    sources: of.map(scene.sourceOf),
    compute: (columns) => {
      const sums = new Float64Array(columns.length);
      for (const column of columns.values) for (let i = 0; i < sums.length; i++) sums[i] += column[i];
      return blankUndefined(
        Float32Array.from(sums, (sum) => sum / of.length),
        findDefined(columns),
      );
    },
  }),
});
