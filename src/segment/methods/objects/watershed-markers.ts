import { z } from 'zod';
import type { Band } from '../../../raster/raster.js';
import { findFlatZones } from './flood-fill-zones.js';
import type { FloodLevels } from './flood-levels.js';
import type { Markers } from './markers.js';
import { findClassicalMarkers } from './markers-classical.js';
import { findMinima } from './markers-minima.js';
import { findPeaks } from './markers-peaks.js';

/** Options that say where basins begin. */
export const markerOptions = {
  markers: z
    .enum(['minima', 'peaks', 'classical'])
    .optional()
    .describe(
      'Where objects begin. minima: where what is flooded is lowest, and `depth` lower than the way to a lower place; peaks: where the distance or the value is highest within `minDistancePx`; classical: at the cores of the opened foreground. Peaks on the distance and minima else if missing',
    ),
  depth: z
    .number()
    .min(0)
    .optional()
    .describe(
      'Minima: shallower ones are none. In pixels on the distance, else in the unit of what is flooded; if missing, 1 pixel, or a tenth of the standard deviation of the source over the scene',
    ),
  minDistancePx: z.int().min(1).max(256).default(7).describe('Peaks: nearer to a higher one they are none'),
  openingPx: z.number().min(0).max(64).default(1).describe('Classical: radius of the disk that opens the foreground'),
  dilatePx: z
    .number()
    .min(0)
    .max(256)
    .default(3)
    .describe('Classical: pixels farther than this from it are background'),
  sureDistancePx: z
    .number()
    .min(0)
    .max(256)
    .default(3)
    .describe('Classical: pixels of the foreground farther than this from its edge are surely an object'),
};

export interface MarkerOptions {
  markers: 'minima' | 'peaks' | 'classical';
  minDistancePx: number;
  openingPx: number;
  dilatePx: number;
  sureDistancePx: number;
  connectivity: 4 | 8;
}

/** What markers are looked for in. */
export interface Ground {
  /** What is flooded. */
  surface: Band;
  levels: FloodLevels;
  /** 1 where objects may be. */
  inside: Uint8Array;
  width: number;
  height: number;
  /** What `depth` comes to. */
  depth: number;
}

/** Markers by the recipe's way; with `classical` the last one is the background. */
export function findMarkers(options: MarkerOptions, ground: Ground): Markers {
  const { markers, minDistancePx, connectivity } = options;
  const { surface, levels, inside, width, height, depth } = ground;
  if (markers === 'classical') return findClassicalMarkers({ ...options, inside, width, height });
  if (markers === 'minima') {
    return findMinima({ values: surface, levels, width, height, mask: inside, connectivity }, depth);
  }
  const parts = findFlatZones([new Float64Array(inside.length)], inside, { width, connectivity, tolerance: 0 });
  const heights = new Int32Array(levels.levels.length);
  for (let i = 0; i < heights.length; i++) heights[i] = -levels.levels[i];
  return findPeaks({ values: heights, width, height, parts: parts.objects, minDistancePx });
}
