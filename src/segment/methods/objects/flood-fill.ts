import { z } from 'zod';
import { floodFromSeeds } from './flood-fill-seeds.js';
import { findFlatZones } from './flood-fill-zones.js';
import { connectivityOption, createLevelFinder, levelOptions } from './grey-levels.js';
import { defineObjectMethod, objectOptions } from './object-method.js';
import { joinSmall } from './rag-small.js';
import { pixelsInWindow } from './region-growing-seeds.js';

const options = z.strictObject({
  method: z.literal('flood'),
  ...levelOptions,
  tolerance: z.number().min(0).default(6).describe('How much pixels of one object may differ'),
  seeds: z
    .array(z.tuple([z.int().min(0), z.int().min(0)]))
    .min(1)
    .optional()
    .describe(
      'Column and row of pixels of the scene, from 0. Objects are then the pixels around these that are as they are, and end a little beyond the squares these are in; if missing, all pixels are in an object, and it is neighbours that differ by no more than the tolerance',
    ),
  minPixels: z
    .int()
    .min(1)
    .default(20)
    .describe('Smaller objects join the neighbour that is most like them; 1: none do'),
  connectivity: connectivityOption,
  ...objectOptions,
});

/** Connected pixels that differ little from their neighbours, or from a seed. */
export const flood = defineObjectMethod({
  name: 'flood',
  title: 'Connected pixels that differ little (flood by similarity)',
  options,
  createFinder: (options, scene) =>
    createLevelFinder(options, scene, ({ columns, defined }, window) => {
      const { seeds, connectivity, tolerance, minPixels } = options;
      const shape = { width: window.width, connectivity };
      if (seeds) return floodFromSeeds(columns, defined, pixelsInWindow(seeds, window), { ...shape, tolerance });
      return joinSmall(findFlatZones(columns, defined, { ...shape, tolerance }), columns, { ...shape, minPixels });
    }),
});
