import { z } from 'zod';
import type { Json } from '../../../raster/json.js';
import type { Band } from '../../../raster/raster.js';
import { roundHalfUp } from '../../../raster/round.js';
import { presentIn } from '../../layers/present.js';
import { fitMoments } from '../../layers/sample-statistics.js';
import type { Columns, SceneBands } from '../../segmenter.js';
import { hasOneSource, ONE_SOURCE_RULE, oneSource, toSource } from '../options.js';
import { toFloodLevels } from './flood-levels.js';
import { connectivityOption } from './grey-levels.js';
import { numberLabels } from './number-objects.js';
import { defineObjectMethod, type ObjectFinder, objectOptions } from './object-method.js';
import { joinSmall } from './rag-small.js';
import { floodLevels } from './watershed-flood.js';
import { createForeground, foregroundOptions } from './watershed-foreground.js';
import { findMarkers, markerOptions } from './watershed-markers.js';
import { createSurface } from './watershed-surface.js';

const options = z
  .strictObject({
    method: z.literal('watershed'),
    ...oneSource,
    on: z
      .enum(['gradient', 'distance', 'value'])
      .default('gradient')
      .describe(
        'What is flooded. gradient: how steep the source is, so that objects end where it changes; distance: how far the foreground reaches around a pixel, so that what touches is parted at its narrows; value: the source itself, or with peaks its reverse',
      ),
    sigmaPx: z
      .number()
      .min(0)
      .max(32)
      .default(2)
      .describe('Standard deviation, in pixels, of a Gaussian that smooths the source first; 0: none'),
    ...foregroundOptions,
    ...markerOptions,
    connectivity: connectivityOption,
    minPixels: z
      .int()
      .min(1)
      .default(1)
      .describe(
        'Smaller objects join the one beside them that is most like them in the first of what is read; 1: none do',
      ),
    lines: z.boolean().default(false).describe('Pixels where two objects meet belong to none'),
    ...objectOptions,
  })
  .refine((given) => given.on === 'distance' || hasOneSource(given), ONE_SOURCE_RULE)
  .refine(({ on, markers, foreground }) => foreground || (on !== 'distance' && markers !== 'classical'), {
    message: 'wanted for the distance, and for classical markers',
    path: ['foreground'],
  })
  .refine(({ on, markers }) => on !== 'gradient' || markers !== 'peaks', {
    message: 'wanted minima or classical on the gradient',
    path: ['markers'],
  });

type Options = z.infer<typeof options>;

/** Basins of a relief, flooded from markers (Beucher & Lantuéjoul 1979; Meyer 1994). */
export const watershed = defineObjectMethod({
  name: 'watershed',
  title: 'Basins flooded from markers, on a gradient, a distance or a value (watershed)',
  options,
  createFinder,
});

/** How deep minima are where nothing is said, in pixels or standard deviations of the source. */
const DEPTHS = { distance: 1, gradient: 0.03, value: 0.1 };

/** Steps in which the water rises over a pixel, or a standard deviation: levels are fewer than pixels, and need no sorting. */
const STEPS = 4096;

interface Params {
  foreground: Json;
  depth: number;
  /** Height of a step of the surface. */
  step: number;
}

function createFinder(given: Options, scene: SceneBands): ObjectFinder {
  const { on, connectivity, lines, minPixels } = given;
  const foreground = createForeground(given, scene);
  const sources = on === 'distance' ? [] : [toSource(given)];
  const markers = given.markers ?? (on === 'distance' ? 'peaks' : 'minima');
  const surfaceOf = createSurface({ ...given, markers }, scene, sources[0]);
  const own = <C extends Columns>(columns: C): C => ({ ...columns, values: columns.values.slice(0, sources.length) });
  const others = <C extends Columns>(columns: C): C => ({ ...columns, values: columns.values.slice(sources.length) });
  return {
    sources: [...sources, ...(foreground?.sources ?? [])],
    needsReflectance: foreground?.needsReflectance ?? false,
    fit: (sample) => {
      const spread = on === 'distance' ? 1 : fitMoments(own(sample), given.method).deviation;
      return {
        foreground: foreground?.fit(others(sample)) ?? null,
        depth: given.depth ?? DEPTHS[on] * spread,
        step: spread > 0 ? spread / STEPS : 1,
      };
    },
    find: (columns, params) => {
      const { depth, step, foreground: fitted } = params as unknown as Params;
      const { width, height } = columns.window;
      const present = sources.length > 0 ? presentIn(own(columns)) : columns.valid;
      const found = foreground?.find(others(columns), fitted) ?? null;
      const inside = onlyPresent(found ?? new Uint8Array(columns.length).fill(1), present);
      const relief = surfaceOf(own(columns), inside);
      // Squares of distances are whole already.
      const surface = relief instanceof Int32Array ? relief : inSteps(relief, step);
      const levels = toFloodLevels(surface);
      const springs = findMarkers(
        { ...given, markers },
        { surface, levels, inside, width, height, depth: depth / step },
      );
      // Only a gradient knows better than the foreground where it ends.
      const mask = !found || (markers === 'classical' && on !== 'distance') ? present : inside;
      const basins = floodLevels(levels, { width, height, markers: springs.markers, mask, connectivity, lines });
      if (markers === 'classical') clearLabel(basins, springs.count);
      const objects = numberLabels(basins, springs.count + 1);
      if (minPixels === 1) return objects;
      return joinSmall(objects, [insideOnly(columns.values[0], basins)], { width, connectivity, minPixels });
    },
  };
}

/** Heights as whole numbers of steps; 0 where there is none. */
function inSteps(relief: Band, step: number): Int32Array {
  const steps = new Int32Array(relief.length);
  for (let i = 0; i < steps.length; i++) steps[i] = roundHalfUp(relief[i] / step);
  return steps;
}

/** Values of pixels that are in a basin. */
function insideOnly(values: Band, basins: Uint32Array): Float64Array {
  const inside = new Float64Array(values);
  for (let i = 0; i < inside.length; i++) if (basins[i] === 0) inside[i] = 0;
  return inside;
}

function clearLabel(labels: Uint32Array, label: number): void {
  for (let i = 0; i < labels.length; i++) if (labels[i] === label) labels[i] = 0;
}

/** The array itself, with 0 where there is no data. */
function onlyPresent(inside: Uint8Array, present: Uint8Array | null): Uint8Array {
  if (present) for (let i = 0; i < inside.length; i++) inside[i] &= present[i];
  return inside;
}
