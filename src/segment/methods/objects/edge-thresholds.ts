import { z } from 'zod';
import { InputError } from '../../../errors.js';
import type { Columns } from '../../segmenter.js';
import { definedValues, quantileOf } from '../sample.js';

/** Two thresholds: what is above the high one counts, and what is above the low one and joined to it. */
export interface Thresholds {
  low: number;
  high: number;
}

const share = z.number().min(0).max(1).optional();

/** Options of two thresholds as values or as shares of the scene's pixels that are lower. */
export const thresholdOptions = {
  low: z.number().optional().describe('The lower threshold'),
  high: z.number().optional().describe('The higher threshold'),
  lowQuantile: share.describe('In place of `low`: the value that this share of the scene is below'),
  highQuantile: share.describe('In place of `high`: the value that this share of the scene is below'),
};

export interface ThresholdOptions {
  low?: number | undefined;
  high?: number | undefined;
  lowQuantile?: number | undefined;
  highQuantile?: number | undefined;
}

const isBoth = (a: number | undefined, b: number | undefined): boolean => (a === undefined) === (b === undefined);

/** Both thresholds are said in the same way, or neither is; the lower is no higher than the other. */
export function areThresholds({ low, high, lowQuantile, highQuantile }: ThresholdOptions): boolean {
  if (!isBoth(low, high) || !isBoth(lowQuantile, highQuantile)) return false;
  if (low !== undefined && lowQuantile !== undefined) return false;
  return (low ?? 0) <= (high ?? 0) && (lowQuantile ?? 0) <= (highQuantile ?? 0);
}

export const THRESHOLD_RULE = {
  message: 'wanted low and high, or lowQuantile and highQuantile, the lower one first',
  path: ['low'],
};

/** Values that shares of the first column are below, between pixels as numpy.quantile takes them. */
export function findQuantiles(sample: Columns, shares: readonly number[], thing: string): number[] {
  const sorted = definedValues(sample, thing).sort();
  return shares.map((share) => quantileOf(sorted, share));
}

/** @throws InputError where a threshold of the scene is no number to compare with */
export function toThresholds([low, high]: readonly number[], thing: string): Thresholds {
  if (Number.isFinite(low) && Number.isFinite(high)) return { low, high };
  throw new InputError({ thing, wanted: 'two finite thresholds', got: `${low} and ${high}` });
}
