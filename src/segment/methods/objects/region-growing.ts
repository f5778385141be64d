import { z } from 'zod';
import { defineMethod, type WindowColumns } from '../../segmenter.js';
import { fitLevels, levelOptions, levelSources, toLevels } from './grey-levels.js';
import { createObjectSegmenter, objectClassIds, objectOptions } from './object-method.js';
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
export const regionGrowing = defineMethod({
  name: 'region-growing',
  title: 'Regions grown from seeds, the most alike pixel first (seeded region growing)',
  options,
  classIds: objectClassIds,
  create: (options, scene) => {
    const sources = levelSources(options, scene);
    const seen = <C extends Pick<WindowColumns, 'values'>>(columns: C): C => ({
      ...columns,
      values: columns.values.slice(0, sources.length),
    });
    return createObjectSegmenter(options, scene, {
      sources: [...sources, ...seedSources(options.seeds, scene)],
      fit: (sample) => fitLevels(options, seen({ ...sample })),
      find: (columns, params) => {
        const levels = toLevels(seen(columns), params);
        const { width, height } = columns.window;
        const { tolerance = Number.POSITIVE_INFINITY, compareWith } = options;
        const seeds = findSeeds(options.seeds, levels, columns);
        return growRegions(levels.columns, levels.defined, seeds, { width, height, tolerance, compareWith });
      },
    });
  },
});
