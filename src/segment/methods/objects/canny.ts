import { z } from 'zod';
import { presentIn } from '../../layers/present.js';
import { defineMethod } from '../../segmenter.js';
import { hasOneSource, ONE_SOURCE_RULE, oneSource, toSource } from '../options.js';
import { areCannyThresholds, CANNY_RULE, cannyOptions, cannySources, findCannyEdges, fitCanny } from './canny-edges.js';
import { classesOfMarks } from './edge-marks.js';
import type { Thresholds } from './edge-thresholds.js';
import { objectOptions } from './object-method.js';

const options = z
  .strictObject({
    method: z.literal('canny'),
    ...oneSource,
    ...cannyOptions,
    blockPx: objectOptions.blockPx,
    overlapPx: objectOptions.overlapPx,
  })
  .refine(hasOneSource, ONE_SOURCE_RULE)
  .refine(areCannyThresholds, CANNY_RULE);

/** Edges one pixel wide (Canny 1986, IEEE Trans. PAMI 8(6)): class 2; all else is class 1. */
export const canny = defineMethod({
  name: 'canny',
  title: "Canny's edges",
  options,
  classIds: () => [1, 2],
  create: (given, scene) => ({
    haloPx: given.overlapPx,
    blockPx: given.blockPx,
    sources: cannySources(toSource(given), given, scene),
    fit: (sample) => ({ ...fitCanny(sample, given) }),
    predict: (columns, params) => {
      const edges = findCannyEdges(columns, given, params as unknown as Thresholds);
      return classesOfMarks(edges, presentIn(columns));
    },
  }),
});
