import { z } from 'zod';
import { gradientInput } from '../../layers/gradient.js';
import { presentIn } from '../../layers/present.js';
import type { Columns, SceneBands, Source, WindowColumns } from '../../segmenter.js';
import { layerName } from '../options.js';
import { findByteCrests } from './canny-bytes.js';
import { findFourWayCrests } from './canny-four-ways.js';
import { findInterpolatedCrests } from './canny-interpolated.js';
import type { Marks } from './edge-marks.js';
import {
  areThresholds,
  findQuantiles,
  THRESHOLD_RULE,
  type ThresholdOptions,
  type Thresholds,
  thresholdOptions,
} from './edge-thresholds.js';
import { growStrong } from './hysteresis-grow.js';

/** Options of Canny's edges, but for the source. */
export const cannyOptions = {
  sigmaPx: z
    .number()
    .min(0)
    .max(16)
    .default(1)
    .describe('Standard deviation, in pixels, of the Gaussian that smooths first; 0: none'),
  norm: z
    .enum(['l2', 'l1'])
    .default('l2')
    .describe(
      'Strength of the gradient: sqrt(x² + y²), crests found between pixels; or |x| + |y|, in four ways, quicker',
    ),
  ...thresholdOptions,
  quantilesOf: layerName
    .optional()
    .describe(
      'With quantiles: the layer of type gradient (Sobel, the same source and sigmaPx) that they are taken from',
    ),
};

export interface CannyOptions extends ThresholdOptions {
  sigmaPx: number;
  norm: 'l1' | 'l2';
  quantilesOf?: string | undefined;
}

/** Where no thresholds are said: these shares of the range from the 1st to the 99th percentile of the source. */
const DEFAULT_SHARES = [0.1, 0.2];

/** From the scale of a gradient layer to that of the sums that Canny compares. */
const SUMS_PER_MAGNITUDE = 4 * Math.SQRT2;

export const areCannyThresholds = (options: CannyOptions): boolean =>
  areThresholds(options) && (options.lowQuantile === undefined) === (options.quantilesOf === undefined);

export const CANNY_RULE = {
  ...THRESHOLD_RULE,
  message: `${THRESHOLD_RULE.message}; with quantiles also quantilesOf`,
};

/** What Canny reads beside its source. */
export function cannySources(source: Source, { quantilesOf }: CannyOptions, scene: SceneBands): Source[] {
  return quantilesOf === undefined ? [source] : [source, scene.sourceOf(quantilesOf)];
}

export function fitCanny(sample: Columns, { low, high, lowQuantile, highQuantile }: CannyOptions): Thresholds {
  if (low !== undefined && high !== undefined) return { low, high };
  if (lowQuantile !== undefined && highQuantile !== undefined) {
    const gradients = { ...sample, values: [sample.values[1]] };
    const [lower, higher] = findQuantiles(gradients, [lowQuantile, highQuantile], 'canny: quantilesOf');
    return { low: lower * SUMS_PER_MAGNITUDE, high: higher * SUMS_PER_MAGNITUDE };
  }
  const [darkest, brightest] = findQuantiles(sample, [0.01, 0.99], 'canny');
  const [lower, higher] = DEFAULT_SHARES;
  return { low: lower * (brightest - darkest), high: higher * (brightest - darkest) };
}

/** Edges of the first column: pixels that are strong. */
export function findCannyEdges(columns: WindowColumns, { sigmaPx, norm }: CannyOptions, thresholds: Thresholds): Marks {
  const marks = norm === 'l1' ? findL1Crests(columns, sigmaPx, thresholds) : findL2Crests(columns, sigmaPx, thresholds);
  growStrong(marks, 8);
  return marks;
}

function findL1Crests(columns: WindowColumns, sigmaPx: number, thresholds: Thresholds): Marks {
  const { width, height } = columns.window;
  const { values, hasGaps } = gradientInput(columns, sigmaPx);
  if (values instanceof Uint8Array && !hasGaps) return findByteCrests({ values, width, height }, thresholds);
  return findFourWayCrests({ values, width, height, hasGaps }, thresholds);
}

function findL2Crests(columns: WindowColumns, sigmaPx: number, thresholds: Thresholds): Marks {
  const { width, height } = columns.window;
  const taken = { values: columns.values[0], present: presentIn(columns) };
  return findInterpolatedCrests(taken, { width, height, sigmaPx, ...thresholds });
}
