import { z } from 'zod';
import type { SceneBands, Source, WindowColumns } from '../../segmenter.js';
import { bandRef } from '../options.js';
import { smoothGaussian } from './felzenszwalb-smooth.js';
import type { Levels } from './grey-levels.js';
import { numberLabels } from './number-objects.js';
import type { FoundObjects } from './object-means.js';
import { gradientOf, localMinima, partsInRange, pixelsInWindow } from './region-growing-seeds.js';

/** Where regions begin. */
export const seedOptions = z
  .discriminatedUnion('from', [
    z.strictObject({
      from: z.literal('minima').describe('Where the image changes least'),
      radiusPx: z.int().min(1).max(64).default(6).describe('How far around a seed nothing changes less'),
      sigmaPx: z.number().min(0).max(16).default(1.5).describe('Width of the Gaussian that smooths the image first'),
    }),
    z.strictObject({
      from: z.literal('range').describe('Connected pixels with values of a range'),
      of: bandRef.describe('Band, index or layer to look at, in its own unit'),
      min: z.number().optional(),
      max: z.number().optional(),
    }),
    z.strictObject({
      from: z
        .literal('pixels')
        .describe('Pixels of the scene; regions end a little beyond the squares their seeds are in'),
      pixels: z
        .array(z.tuple([z.int().min(0), z.int().min(0)]))
        .min(1)
        .describe('Column and row of each, from 0'),
    }),
  ])
  .describe('Where regions begin');

export type SeedOptions = z.infer<typeof seedOptions>;

export const DEFAULT_SEEDS: SeedOptions = { from: 'minima', radiusPx: 6, sigmaPx: 1.5 };

/** What is read for the seeds beside what regions are made of: nothing, or one source. */
export function seedSources(seeds: SeedOptions, scene: SceneBands): Source[] {
  return seeds.from === 'range' ? [scene.sourceOf(seeds.of)] : [];
}

/** The seeds of a window: one object each. The last of `columns` is what `seedSources` asked for, if anything. */
export function findSeeds(
  seeds: SeedOptions,
  { columns: levels, defined }: Levels,
  columns: WindowColumns,
): FoundObjects {
  const { window } = columns;
  switch (seeds.from) {
    case 'minima': {
      const { radiusPx, sigmaPx } = seeds;
      const smooth = levels.map((band) => smoothGaussian(band, defined, { ...window, sigmaPx }));
      return asObjects(
        localMinima(gradientOf(smooth, defined, window), defined, { ...window, radiusPx }),
        columns.length,
      );
    }
    case 'range': {
      const { min = Number.NEGATIVE_INFINITY, max = Number.POSITIVE_INFINITY } = seeds;
      const values = Float64Array.from(columns.values.at(-1)!);
      return partsInRange(values, defined, { width: window.width, min, max });
    }
    case 'pixels': {
      const pixels = pixelsInWindow(seeds.pixels, window).filter((pixel) => !defined || defined[pixel] === 1);
      return asObjects(pixels, columns.length);
    }
  }
}

function asObjects(pixels: Int32Array, length: number): FoundObjects {
  const labels = new Uint32Array(length);
  for (const pixel of pixels) labels[pixel] = pixel + 1;
  return numberLabels(labels, length + 1);
}
