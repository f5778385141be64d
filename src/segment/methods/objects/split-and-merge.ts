import { z } from 'zod';
import { createLevelFinder, levelOptions } from './grey-levels.js';
import { defineObjectMethod, objectOptions } from './object-method.js';
import { deviationCost, rangeCost } from './rag-costs.js';
import { joinRegions } from './rag-merge.js';
import { joinSmall } from './rag-small.js';
import { splitQuadtree } from './split-and-merge-quadtree.js';

const powerOfTwo = z.int().refine((size) => size > 0 && (size & (size - 1)) === 0, 'wanted a power of two');

const options = z.strictObject({
  method: z.literal('split-and-merge'),
  ...levelOptions,
  measure: z
    .enum(['range', 'deviation'])
    .default('deviation')
    .describe('How much values differ: the largest minus the least, or the standard deviation'),
  tolerance: z.number().min(0).default(12).describe('How much values in a region may differ, in every source'),
  largestPx: powerOfTwo.max(1024).default(64).describe('Side of the squares that are split, a power of two'),
  smallestPx: powerOfTwo.max(256).default(1).describe('Side of the smallest squares, a power of two'),
  minPixels: z
    .int()
    .min(1)
    .default(20)
    .describe('Smaller regions join the neighbour that is most like them; 1: none do'),
  ...objectOptions,
});

/** Squares split until each is uniform, then joined while they stay so (Horowitz & Pavlidis 1976, J. ACM 23:368). */
export const splitAndMerge = defineObjectMethod({
  name: 'split-and-merge',
  title: 'Squares split until uniform, then joined (quadtree)',
  options,
  createFinder: (options, scene) =>
    createLevelFinder(options, scene, ({ columns, defined }, window) => {
      const { measure, tolerance, largestPx, smallestPx, minPixels } = options;
      const cost = measure === 'range' ? rangeCost : deviationCost;
      const shape = { width: window.width, connectivity: 4 } as const;
      const squares = splitQuadtree(columns, defined, { window, largestPx, smallestPx, measure, tolerance });
      const joined = joinRegions(squares, columns, { ...shape, cost, limit: tolerance });
      return joinSmall(joined, columns, { ...shape, minPixels });
    }),
});
