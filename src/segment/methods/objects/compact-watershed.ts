import { z } from 'zod';
import { presentIn } from '../../layers/present.js';
import { fitMoments } from '../../layers/sample-statistics.js';
import { hasOneSource, ONE_SOURCE_RULE, oneSource, toSource } from '../options.js';
import { floodCompact } from './compact-flood.js';
import { findFlatZones } from './flood-fill-zones.js';
import { connectivityOption } from './grey-levels.js';
import { findLatticeSeeds } from './lattice-seeds.js';
import { defineObjectMethod, objectOptions } from './object-method.js';
import { createSlope } from './watershed-surface.js';

const options = z
  .strictObject({
    method: z.literal('compact-watershed'),
    ...oneSource,
    sigmaPx: z
      .number()
      .min(0)
      .max(32)
      .default(1)
      .describe('Standard deviation, in pixels, of a Gaussian that smooths the source first; 0: none'),
    stepPx: z.int().min(3).max(256).default(16).describe('Distance of the seeds, which is about how wide objects are'),
    compactness: z
      .number()
      .min(0)
      .default(0.5)
      .describe(
        'How much a distance of stepPx counts against a rise, over a pixel, of one standard deviation of the source over the scene: more for rounder objects',
      ),
    connectivity: connectivityOption,
    ...objectOptions,
  })
  .refine(hasOneSource, ONE_SOURCE_RULE);

/** Superpixels by a watershed that distance slows down (Neubert & Protzel 2014), from seeds on a lattice of the scene. */
export const compactWatershed = defineObjectMethod({
  name: 'compact-watershed',
  title: 'Superpixels that end where the image changes (compact watershed)',
  options,
  createFinder: (given, scene) => {
    const { sigmaPx, stepPx, compactness, connectivity } = given;
    const source = toSource(given);
    const slopeOf = createSlope(source, sigmaPx, scene);
    return {
      sources: [source],
      fit: (sample) => ({ perPx: (compactness * fitMoments(sample, given.method).deviation) / stepPx }),
      find: (columns, params) => {
        const { perPx } = params as { perPx: number };
        const { window } = columns;
        const defined = presentIn(columns);
        const markers = new Uint32Array(columns.length);
        const seeds = findLatticeSeeds({ window, stepPx, defined }).seeds.filter((seed) => seed >= 0);
        for (let i = 0; i < seeds.length; i++) markers[seeds[i]] = i + 1;
        const shape = { width: window.width, height: window.height, connectivity };
        const basins = floodCompact(slopeOf(columns), { ...shape, markers, mask: defined }, perPx);
        // What no seed reaches, since data is missing all around it, is an object too.
        return findFlatZones([new Float64Array(basins)], defined, { ...shape, tolerance: 0 });
      },
    };
  },
});
