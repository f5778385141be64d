import { z } from 'zod';
import { segmentGraph } from './felzenszwalb-graph.js';
import { smoothGaussian } from './felzenszwalb-smooth.js';
import { connectivityOption, createLevelFinder, levelOptions } from './grey-levels.js';
import { defineObjectMethod, objectOptions } from './object-method.js';

const options = z.strictObject({
  method: z.literal('felzenszwalb'),
  ...levelOptions,
  scale: z.number().positive().default(100).describe('How large regions become: more for larger ones'),
  sigmaPx: z
    .number()
    .min(0)
    .max(16)
    .default(0.8)
    .describe('Width of the Gaussian that smooths the image first; 0: none'),
  minPixels: z.int().min(1).default(50).describe('Smaller regions join a neighbour'),
  connectivity: connectivityOption,
  ...objectOptions,
});

/** Regions whose border differs more than what is inside them (Felzenszwalb & Huttenlocher 2004, IJCV 59:167). */
export const felzenszwalb = defineObjectMethod({
  name: 'felzenszwalb',
  title: 'Regions that differ more from each other than within (Felzenszwalb-Huttenlocher)',
  options,
  createFinder: (options, scene) =>
    createLevelFinder(options, scene, ({ columns, defined }, { width, height }) => {
      const { sigmaPx, scale, minPixels, connectivity } = options;
      const smooth = columns.map((column) => smoothGaussian(column, defined, { width, height, sigmaPx }));
      return segmentGraph(smooth, defined, { width, height, connectivity, scale, minPixels });
    }),
});
