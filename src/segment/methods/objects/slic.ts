import { z } from 'zod';
import { findFlatZones } from './flood-fill-zones.js';
import { connectivityOption, createLevelFinder, levelOptions } from './grey-levels.js';
import { defineObjectMethod, objectOptions } from './object-method.js';
import { joinSmall } from './rag-small.js';
import { clusterSlic } from './slic-clusters.js';

const options = z.strictObject({
  method: z.literal('slic'),
  ...levelOptions,
  stepPx: z.int().min(3).max(256).default(16).describe('Distance of the superpixels, which is about how wide they are'),
  compactness: z
    .number()
    .positive()
    .default(20)
    .describe('The difference that counts as much as a distance of stepPx: more for rounder superpixels'),
  adaptive: z
    .boolean()
    .default(false)
    .describe(
      'SLICO: each superpixel finds its own compactness, so that they are as round on rough ground as on smooth',
    ),
  rounds: z.int().min(1).max(100).default(10).describe('How often pixels are given to superpixels'),
  minPixels: z
    .int()
    .min(1)
    .optional()
    .describe('Smaller pieces join the neighbour that is most like them; a quarter of stepPx by stepPx if missing'),
  connectivity: connectivityOption,
  ...objectOptions,
  overlapPx: objectOptions.overlapPx
    .default(128)
    .describe(
      'Pixels seen around each square; eight times stepPx are enough for superpixels to be the same whatever the squares',
    ),
});

/** Superpixels by SLIC (Achanta et al. 2012), from seeds on a lattice of the scene. */
export const slic = defineObjectMethod({
  name: 'slic',
  title: 'Superpixels: small clusters of pixels that are alike and near (SLIC)',
  options,
  createFinder: (options, scene) =>
    createLevelFinder(options, scene, ({ columns, defined }, window) => {
      const { stepPx, minPixels = Math.ceil(stepPx ** 2 / 4), connectivity } = options;
      const clusters = new Float64Array(clusterSlic(columns, { ...options, window, defined }));
      const pieces = findFlatZones([clusters], defined, { width: window.width, connectivity, tolerance: 0 });
      return joinSmall(pieces, columns, { width: window.width, connectivity, minPixels });
    }),
});
