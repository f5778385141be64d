import { z } from 'zod';
import type { Json } from '../../../raster/json.js';
import type { Window } from '../../../raster/window.js';
import type { BandRef, Columns, SceneBands, Source } from '../../segmenter.js';
import { bandRef } from '../options.js';
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
    const values = Float64Array.from(definedOf(sample, k)).sort();
    const low = percentileOf(values, 0.02);
    const high = percentileOf(values, 0.98);
    // Where nearly all pixels are alike, the whole range counts; a constant source says nothing.
    const [from, to] = high > low ? [low, high] : [values.at(0) ?? 0, values.at(-1) ?? 0];
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
    for (let i = 0; i < length; i++) {
      const level = (column[i] - offset) * gain;
      if (Number.isFinite(level) && (!valid || valid[i] === 1)) levels[i] = level;
      else {
        defined[i] = 0;
        undefinedCount++;
      }
    }
    return levels;
  });
  return { columns, defined: undefinedCount > 0 ? defined : null };
}

function* definedOf({ length, values, valid }: Columns, k: number): Iterable<number> {
  const column = values[k];
  for (let i = 0; i < length; i++) if (Number.isFinite(column[i]) && (!valid || valid[i] === 1)) yield column[i];
}

function percentileOf(sorted: Float64Array, share: number): number {
  return sorted.length > 0 ? sorted[Math.round(share * (sorted.length - 1))] : 0;
}
