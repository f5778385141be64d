import { z } from 'zod';
import type { Window } from '../../../raster/window.js';
import { segmentGraph } from './felzenszwalb-graph.js';
import { findFlatZones } from './flood-fill-zones.js';
import { connectivityOption, createLevelFinder, type Levels, levelOptions } from './grey-levels.js';
import { numberSets } from './number-objects.js';
import type { FoundObjects } from './object-means.js';
import { defineObjectMethod, objectOptions } from './object-method.js';
import { meanCost, wardCost } from './rag-costs.js';
import { joinRegions } from './rag-merge.js';
import { joinSmall } from './rag-small.js';
import { clusterSlic } from './slic-clusters.js';

const options = z.strictObject({
  method: z.literal('region-merging'),
  ...levelOptions,
  tolerance: z.number().min(0).default(12).describe('Regions join while the cheapest costs no more'),
  cost: z
    .enum(['mean', 'ward'])
    .default('mean')
    .describe(
      'What joining costs. mean: the distance of the means; ward: that, times the root of n₁ n₂ / (n₁ + n₂), so that small regions join first',
    ),
  start: z
    .enum(['regions', 'superpixels', 'pixels'])
    .default('regions')
    .describe('What is joined: small regions of like pixels, superpixels, or single pixels (slow in large blocks)'),
  startScale: z.number().positive().default(20).describe('How large the small regions are: more for larger ones'),
  startStepPx: z.int().min(3).max(64).default(6).describe('Distance of the superpixels'),
  minPixels: z.int().min(1).default(20).describe('Smaller regions join the neighbour that is most like them'),
  connectivity: connectivityOption,
  ...objectOptions,
});

type Options = z.infer<typeof options>;

/** Regions joined with the most alike neighbour, step by step, on the graph of regions that touch. */
export const regionMerging = defineObjectMethod({
  name: 'region-merging',
  title: 'Small regions joined with their most alike neighbours (region adjacency graph)',
  options,
  createFinder: (options, scene) =>
    createLevelFinder(options, scene, (levels, window) => {
      const { tolerance, minPixels, connectivity } = options;
      const cost = options.cost === 'ward' ? wardCost : meanCost;
      const { width } = window;
      const start = findStart(levels, window, options);
      const merged = joinRegions(start, levels.columns, { width, connectivity, cost, limit: tolerance });
      return joinSmall(merged, levels.columns, { width, connectivity, minPixels });
    }),
});

function findStart(
  { columns, defined }: Levels,
  window: Window,
  { start, startScale, startStepPx, connectivity }: Options,
): FoundObjects {
  const { width, height } = window;
  switch (start) {
    case 'regions':
      return segmentGraph(columns, defined, { width, height, connectivity, scale: startScale, minPixels: 1 });
    case 'superpixels': {
      const slic = { stepPx: startStepPx, compactness: 20, adaptive: false, rounds: 10, window, defined };
      const clusters = Float64Array.from(clusterSlic(columns, slic));
      return findFlatZones([clusters], defined, { width, connectivity, tolerance: 0 });
    }
    case 'pixels':
      return numberSets(
        new Int32Array(width * height).map((_, i) => i),
        defined,
      );
  }
}
