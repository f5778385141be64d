import { InputError } from '../../errors.js';
import { quantileOf } from '../methods/sample.js';
import type { Columns } from '../segmenter.js';
import { findDefined } from './defined.js';

/** Values of one column of a sample where all columns are defined; an error where there is none. */
export function definedSample(sample: Columns, column: number, thing: string): Float64Array {
  const defined = findDefined(sample);
  const values = Float64Array.from(sample.values[column]);
  const kept = defined ? values.filter((_, i) => defined[i] === 1) : values;
  if (kept.length > 0) return kept;
  throw new InputError({ thing, wanted: 'at least one pixel with data in the sample of the scene', got: 'none' });
}

/** Mean and standard deviation (of the population) of a sample's first column. */
export function fitMoments(sample: Columns, thing: string): { mean: number; deviation: number } {
  const values = definedSample(sample, 0, thing);
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
  return { mean, deviation: Math.sqrt(variance) };
}

/** Percentiles (0 to 100) of values in increasing order. */
export function percentileOf(sorted: Float64Array, percent: number): number {
  return quantileOf(sorted, percent / 100);
}
