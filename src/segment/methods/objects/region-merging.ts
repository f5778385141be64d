import { z } from 'zod';
import { segmentGraph } from './felzenszwalb-graph.js';
import { connectivityOption, createLevelFinder, type Levels, levelOptions } from './grey-levels.js';
import { numberLabels } from './number-objects.js';
import type { FoundObjects } from './object-means.js';
import { defineObjectMethod, objectOptions } from './object-method.js';
import { meanCost, wardCost } from './rag-costs.js';
import { joinRegions } from './rag-merge.js';
import { joinSmall } from './rag-small.js';

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
    .enum(['regions', 'pixels'])
    .default('regions')
    .describe('What is joined: small regions of like pixels, or single pixels (slow in large blocks)'),
  startScale: z.number().positive().default(20).describe('How large the small regions are: more for larger ones'),
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
    createLevelFinder(options, scene, (levels, { width, height }) => {
      const { tolerance, minPixels, connectivity } = options;
      const cost = options.cost === 'ward' ? wardCost : meanCost;
      const start = findStart(levels, { width, height }, options);
      const merged = joinRegions(start, levels.columns, { width, connectivity, cost, limit: tolerance });
      return joinSmall(merged, levels.columns, { width, connectivity, minPixels });
    }),
});

function findStart(
  { columns, defined }: Levels,
  size: { width: number; height: number },
  { start, startScale, connectivity }: Options,
): FoundObjects {
  if (start === 'regions')
    return segmentGraph(columns, defined, { ...size, connectivity, scale: startScale, minPixels: 1 });
  const labels = new Uint32Array(size.width * size.height).map((_, i) => (defined && defined[i] === 0 ? 0 : i + 1));
  return numberLabels(labels, labels.length + 1);
}
