import { z } from 'zod';
import type { Json } from '../../raster/json.js';
import { definedValues } from '../methods/sample.js';
import type { Columns } from '../segmenter.js';
import { findDefined } from './defined.js';

/** Options of layers that see a picture in a few levels of grey. */
export const levelOptions = {
  min: z
    .number()
    .optional()
    .describe('Start of the lowest level; what is below belongs to it. The 1st percentile of the scene if missing'),
  max: z
    .number()
    .optional()
    .describe('End of the highest level; what is above belongs to it. The 99th percentile of the scene if missing'),
};

export interface LevelLimits {
  min?: number | undefined;
  max?: number | undefined;
}

export const areLimits = ({ min, max }: LevelLimits): boolean => min === undefined || max === undefined || min < max;

export const LIMITS_RULE = { message: 'wanted min below max', path: ['min'] };

/** The limits said, and for those that are not, percentiles of the sample's first column. */
export function fitLimits(sample: Columns, { min, max }: LevelLimits, thing: string): Json {
  if (min !== undefined && max !== undefined) return { min, max };
  const sorted = definedValues(sample, thing).sort();
  const percentile = (share: number): number => sorted[Math.round(share * (sorted.length - 1))];
  return { min: min ?? percentile(0.01), max: max ?? percentile(0.99) };
}

/** Levels from 0 to `levels` - 1, equally wide between the limits; -1 where the first column has no value. */
export function toLevels({ length, values: [column], valid }: Columns, levels: number, limits: Json): Int16Array {
  const { min, max } = limits as { min: number; max: number };
  const scale = max > min ? levels / (max - min) : 0;
  const present = findDefined({ length, values: [column], valid });
  const found = new Int16Array(length);
  for (let i = 0; i < length; i++) {
    const level = Math.floor((column[i] - min) * scale);
    found[i] = level < 0 ? 0 : level >= levels ? levels - 1 : level;
  }
  if (present) for (let i = 0; i < length; i++) if (present[i] === 0) found[i] = -1;
  return found;
}
