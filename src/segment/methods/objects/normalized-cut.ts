import { z } from 'zod';
import { segmentGraph } from './felzenszwalb-graph.js';
import { createLevelFinder, levelOptions } from './grey-levels.js';
import { buildLikenessGraph } from './normalized-cut-graph.js';
import { cutGraph } from './normalized-cut-split.js';
import { numberLabels } from './number-objects.js';
import type { FoundObjects } from './object-means.js';
import { defineObjectMethod, objectOptions } from './object-method.js';
import { buildRegionGraph, type GraphShape } from './rag.js';
import { meansOf, squaredDistance } from './rag-costs.js';
import { joinSmall } from './rag-small.js';

const options = z.strictObject({
  method: z.literal('normalized-cut'),
  ...levelOptions,
  likeness: z
    .number()
    .positive()
    .default(16)
    .describe('How much neighbours may differ and still count as alike: σ in the weight exp(−d² / σ²)'),
  limit: z
    .number()
    .min(0)
    .max(2)
    .default(0.05)
    .describe('Regions are cut while it costs no more: more for more regions'),
  startScale: z
    .number()
    .positive()
    .default(60)
    .describe('How large the small regions are that are cut apart: more for larger ones'),
  startPixels: z.int().min(1).default(60).describe('Pixels that each of these has at least'),
  ...objectOptions,
});

/** Regions cut where the border is cheap beside what it holds together (Shi & Malik 2000, IEEE PAMI 22:888). */
export const normalizedCut = defineObjectMethod({
  name: 'normalized-cut',
  title: 'Small regions parted where they are least alike, step by step (normalised cuts)',
  options,
  createFinder: (options, scene) =>
    createLevelFinder(options, scene, ({ columns, defined }, { width, height }) => {
      const { likeness, limit, startScale, startPixels } = options;
      const shape = { width, connectivity: 4 } as const;
      const regions = segmentGraph(columns, defined, { ...shape, height, scale: startScale, minPixels: 1 });
      const start = joinSmall(regions, columns, { ...shape, minPixels: startPixels });
      return cutRegions(start, columns, { ...shape, likeness, limit });
    }),
});

export interface CutOptions extends GraphShape {
  likeness: number;
  limit: number;
}

/** Objects joined to those groups that normalised cuts leave of their graph. */
export function cutRegions(
  found: FoundObjects,
  columns: readonly Float64Array[],
  { likeness, limit, ...shape }: CutOptions,
): FoundObjects {
  const { ends } = buildRegionGraph(found, shape);
  const means = meansOf(found, columns);
  const weights = Float64Array.from({ length: ends.length / 2 }, (_, e) =>
    Math.exp(-squaredDistance(means, ends[2 * e], ends[2 * e + 1]) / (likeness * likeness)),
  );
  const groups = cutGraph(buildLikenessGraph(found.count, ...withoutUnlike(ends, weights)), limit);
  const labels = found.objects.map((object) => (object === 0 ? 0 : groups[object - 1] + 1));
  return numberLabels(labels, found.count + 1);
}

/** Likeness below which two regions count as not touching: to cut there costs next to nothing. */
const LEAST_LIKENESS = 1e-3;

function withoutUnlike(ends: Int32Array, weights: Float64Array): [ends: Int32Array, weights: Float64Array] {
  const isKept = (e: number): boolean => weights[e] >= LEAST_LIKENESS;
  return [ends.filter((_, h) => isKept(h >> 1)), weights.filter((_, e) => isKept(e))];
}
