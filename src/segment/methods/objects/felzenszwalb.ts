import { z } from 'zod';
import { defineMethod } from '../../segmenter.js';
import { segmentGraph } from './felzenszwalb-graph.js';
import { smoothGaussian } from './felzenszwalb-smooth.js';
import { connectivityOption, fitLevels, levelOptions, levelSources, toLevels } from './grey-levels.js';
import { createObjectSegmenter, objectClassIds, objectOptions } from './object-method.js';

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
export const felzenszwalb = defineMethod({
  name: 'felzenszwalb',
  title: 'Regions that differ more from each other than within (Felzenszwalb-Huttenlocher)',
  options,
  classIds: objectClassIds,
  create: (options, scene) =>
    createObjectSegmenter(options, scene, {
      sources: levelSources(options, scene),
      fit: (sample) => fitLevels(options, sample),
      find: (columns, params) => {
        const { columns: levels, defined } = toLevels(columns, params);
        const { width, height } = columns.window;
        const { sigmaPx, scale, minPixels, connectivity } = options;
        const smooth = levels.map((band) => smoothGaussian(band, defined, { width, height, sigmaPx }));
        return segmentGraph(smooth, defined, { width, height, connectivity, scale, minPixels });
      },
    }),
});
