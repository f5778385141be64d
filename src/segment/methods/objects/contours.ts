import { z } from 'zod';
import { takePresent } from '../../layers/present.js';
import { hasOneSource, ONE_SOURCE_RULE, oneSource, toSource } from '../options.js';
import { createEdgeDetector, edgeOptions } from './contours-edges.js';
import { findEnclosed } from './contours-regions.js';
import { defineObjectMethod, objectOptions } from './object-method.js';
import { joinSmall } from './rag-small.js';

const options = z
  .strictObject({
    method: z.literal('contours'),
    ...oneSource,
    edges: edgeOptions.prefault({ detector: 'canny' }).describe('How edges are found'),
    closePx: z
      .int()
      .min(0)
      .max(16)
      .default(2)
      .describe(
        'Gaps in edges up to about twice as wide as this are closed; regions narrower than that may join others',
      ),
    minPixels: z.int().min(1).default(50).describe('Smaller regions join the neighbour that is most like them'),
    ...objectOptions,
  })
  .refine(hasOneSource, ONE_SOURCE_RULE);

/** Regions enclosed by edges: fields between their boundaries. */
export const contours = defineObjectMethod({
  name: 'contours',
  title: 'Regions that edges enclose (closed contours)',
  options,
  createFinder: ({ edges, closePx, minPixels, ...source }, scene) => {
    const detector = createEdgeDetector(edges, toSource(source), scene);
    return {
      sources: detector.sources,
      fit: detector.fit,
      find: (columns, params) => {
        const { width } = columns.window;
        const { values, present } = takePresent(columns.values[0], columns.valid);
        const picture = { edges: detector.find(columns, params), present, values, width };
        return joinSmall(findEnclosed(picture, closePx), [values], { width, connectivity: 4, minPixels });
      },
    };
  },
});
