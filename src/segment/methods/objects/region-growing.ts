import { z } from 'zod';
import type { Columns } from '../../segmenter.js';
import { fitLevels, levelOptions, levelSources, toLevels } from './grey-levels.js';
import { defineObjectMethod, objectOptions } from './object-method.js';
import { growRegions } from './region-growing-grow.js';
import { DEFAULT_SEEDS, findSeeds, seedOptions, seedSources } from './region-growing-seed-options.js';

const options = z.strictObject({
  method: z.literal('region-growing'),
  ...levelOptions,
  seeds: seedOptions.default(DEFAULT_SEEDS),
  tolerance: z
    .number()
    .min(0)
    .optional()
    .describe('How much a pixel may differ from the region; regions grow until they meet if missing'),
  compareWith: z
    .enum(['mean', 'seed'])
    .default('mean')
    .describe('What a pixel is compared with: the mean of the region as it grows, or its seed'),
  ...objectOptions,
});

/** Regions that grow from seeds, the most alike pixel first (Adams & Bischof 1994, IEEE PAMI 16:641). */
export const regionGrowing = defineObjectMethod({
  name: 'region-growing',
  title: 'Regions grown from seeds, the most alike pixel first (seeded region growing)',
  options,
  createFinder: (options, scene) => {
    const { tolerance = Number.POSITIVE_INFINITY, compareWith } = options;
    const sources = levelSources(options, scene);
    const seen = (columns: Columns): Columns => ({ ...columns, values: columns.values.slice(0, sources.length) });
    return {
      sources: [...sources, ...seedSources(options.seeds, scene)],
      fit: (sample) => fitLevels(options, seen(sample)),
      find: (columns, params) => {
        const levels = toLevels(seen(columns), params);
        const { width, height } = columns.window;
        const seeds = findSeeds(options.seeds, levels, columns);
        return growRegions(levels.columns, levels.defined, seeds, { width, height, tolerance, compareWith });
      },
    };
  },
});
