import { z } from 'zod';
import type { Json } from '../../../raster/json.js';
import { computeGradient, gradientInput, OPERATORS, operatorOption, smoothingOption } from '../../layers/gradient.js';
import type { Columns, SceneBands, Source, WindowColumns } from '../../segmenter.js';
import { crossingOptions } from '../zero-crossing.js';
import { findCrossings } from '../zero-crossing-marks.js';
import { areCannyThresholds, CANNY_RULE, cannyOptions, cannySources, findCannyEdges, fitCanny } from './canny-edges.js';
import { spreadMarks } from './edge-marks.js';
import { findQuantiles, type Thresholds } from './edge-thresholds.js';

/** Where nothing is said of how steep an edge is: this share of the range from the 1st to the 99th percentile. */
const DEFAULT_SHARE = 0.1;

export const edgeOptions = z.discriminatedUnion('detector', [
  z.strictObject({ detector: z.literal('canny'), ...cannyOptions }).refine(areCannyThresholds, CANNY_RULE),
  z.strictObject({ detector: z.literal('zero-crossing'), ...crossingOptions }),
  z.strictObject({
    detector: z.literal('gradient'),
    operator: operatorOption,
    sigmaPx: smoothingOption,
    above: z
      .number()
      .min(0)
      .optional()
      .describe(
        'Magnitudes, as a gradient layer gives them, above this are edges; a tenth of the range of the scene if missing',
      ),
  }),
]);

export type EdgeOptions = z.infer<typeof edgeOptions>;

/** A way to find edges, made ready. */
export interface EdgeDetector {
  sources: readonly Source[];
  fit(sample: Columns): Json;
  /** 1 on edges of the first column. */
  find(columns: WindowColumns, params: Json): Uint8Array;
}

export function createEdgeDetector(options: EdgeOptions, source: Source, scene: SceneBands): EdgeDetector {
  if (options.detector === 'canny') {
    return {
      sources: cannySources(source, options, scene),
      fit: (sample) => ({ ...fitCanny(sample, options) }),
      find: (columns, params) => {
        const marks = findCannyEdges(columns, options, params as unknown as Thresholds);
        return spreadMarks(marks.strong, marks, 0);
      },
    };
  }
  if (options.detector === 'zero-crossing') {
    return { sources: [source], fit: () => null, find: (columns) => findCrossings(columns, options) };
  }
  const { operator, sigmaPx, above } = options;
  return {
    sources: [source],
    fit: (sample) => {
      if (above !== undefined) return above;
      const [darkest, brightest] = findQuantiles(sample, [0.01, 0.99], 'contours');
      return DEFAULT_SHARE * (brightest - darkest);
    },
    find: (columns, params) => {
      const { width, height } = columns.window;
      const field = { width, height, ...gradientInput(columns, sigmaPx) };
      const magnitudes = computeGradient(field, OPERATORS[operator], 'magnitude');
      const edges = new Uint8Array(magnitudes.length);
      for (let i = 0; i < edges.length; i++) edges[i] = Number(magnitudes[i] > (params as number));
      return edges;
    },
  };
}
