import { z } from 'zod';
import type { Json } from '../../../raster/json.js';
import type { Band } from '../../../raster/raster.js';
import type { Window } from '../../../raster/window.js';
import type { BandRef, Columns, SceneBands, Source } from '../../segmenter.js';
import { bandRef } from '../options.js';
import { spreadOf } from './grey-percentiles.js';
import type { FoundObjects } from './object-means.js';
import type { ObjectFinder } from './object-method.js';

/** Options of methods that compare pixels by their grey levels. */
export const levelOptions = {
  of: z
    .union([z.literal('all'), z.array(bandRef).min(1).max(32)])
    .default('all')
    .describe('What to look at: names of bands, indices or layers; all bands if missing'),
  units: z
    .enum(['levels', 'own'])
    .default('levels')
    .describe(
      'What differences are measured in. levels: each source is stretched so that the 2nd and the 98th percentile of the scene become 0 and 255; own: in its own unit',
    ),
};

export const connectivityOption = z
  .union([z.literal(4), z.literal(8)])
  .default(4)
  .describe('Neighbours of a pixel: the 4 at its sides, or the 8 around it');

export interface LevelOptions {
  of: 'all' | readonly BandRef[];
  units: 'levels' | 'own';
}

/** Values to compare: one column per source; where `defined` is 0, a pixel holds no data. */
export interface Levels {
  columns: readonly Float64Array[];
  /** 1 where every column is a number; null where all pixels are. */
  defined: Uint8Array | null;
}

/** Level of a value: (value − offset) · gain. */
interface Stretch {
  offset: number;
  gain: number;
}

/** A finder that sees levels alone. */
export function createLevelFinder(
  options: LevelOptions,
  scene: SceneBands,
  find: (levels: Levels, window: Window) => FoundObjects,
): ObjectFinder {
  return {
    sources: levelSources(options, scene),
    fit: (sample) => fitLevels(options, sample),
    find: (columns, params) => find(toLevels(columns, params), columns.window),
  };
}

export function levelSources({ of, units }: LevelOptions, scene: SceneBands): Source[] {
  if (of !== 'all') return of.map((name) => scene.sourceOf(name));
  const kind = units === 'own' ? 'band' : 'raw';
  return scene.dataBands.map((band): Source => ({ kind, band }));
}

/** How each source of the sample is stretched: from its 2nd and 98th percentile; null where values stay as they are. */
export function fitLevels({ units }: LevelOptions, sample: Columns): Json {
  if (units === 'own') return null;
  return sample.values.map((_, k): Json => {
    const { least, low, high, most } = spreadOf(sample, k, { low: 0.02, high: 0.98 });
    // Where nearly all pixels are alike, the whole range counts; a constant source says nothing.
    const [from, to] = high > low ? [low, high] : [least, most];
    return { offset: from, gain: to > from ? 255 / (to - from) : 0 };
  });
}

/** Levels by the parameters of `fitLevels`. They go below 0 and above 255 where values are outside the percentiles. */
export function toLevels({ length, values, valid }: Columns, params: Json): Levels {
  const stretches = params as unknown as Stretch[] | null;
  const defined = new Uint8Array(length).fill(1);
  let undefinedCount = 0;
  const columns = values.map((column, k) => {
    const { offset, gain } = stretches?.[k] ?? { offset: 0, gain: 1 };
    const levels = new Float64Array(length);
    undefinedCount += stretch(column, { offset, gain, valid }, { levels, defined });
    return levels;
  });
  return { columns, defined: undefinedCount > 0 ? defined : null };
}

/** Writes levels where there are any, and 0 to `defined` elsewhere; gives how many are not. */
function stretch(
  column: Band,
  { offset, gain, valid }: Stretch & { valid: Uint8Array | null },
  { levels, defined }: { levels: Float64Array; defined: Uint8Array },
): number {
  let undefinedCount = 0;
  for (let i = 0; i < levels.length; i++) {
    const level = (column[i] - offset) * gain;
    // Not a number where it is not finite.
    if (level - level === 0 && (!valid || valid[i] === 1)) levels[i] = level;
    else {
      defined[i] = 0;
      undefinedCount++;
    }
  }
  return undefinedCount;
}
