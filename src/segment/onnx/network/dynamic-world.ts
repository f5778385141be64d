import { InputError } from '../../../errors.js';
import type { NetworkSpec } from './spec.js';

/** What the network of Dynamic World reads, in order: B2 B3 B4 B5 B6 B7 B8 B11 B12 of Sentinel-2, Level-1C. */
export const DYNAMIC_WORLD_BANDS = [
  'blue',
  'green',
  'red',
  'rededge1',
  'rededge2',
  'rededge3',
  'nir',
  'swir1',
  'swir2',
] as const;

/**
 * Where each band lies on the logarithmic scale, and what it is divided by: percentiles of many scenes, measured by its
 * makers (github.com/google/dynamicworld, single_image_runner.ipynb).
 */
const PLACES: readonly (readonly [place: number, spread: number])[] = [
  [1.7417268, 2.0232987],
  [1.7261205, 2.0389052],
  [1.6798346, 2.1795928],
  [1.7734969, 2.2890068],
  [2.2891541, 2.6171675],
  [2.3829397, 2.7734186],
  [2.3828939, 2.7578333],
  [2.1952484, 2.7890925],
  [1.5548129, 2.4140535],
];

/** 0.005 for each of 10,000 steps that reflectance has in the products. */
const STEEPNESS = 50;

/**
 * Brings reflectance (0 to 1) of a band, by its place in `DYNAMIC_WORLD_BANDS`, to what the network reads, 0 to 1, in place:
 * y = (log(1 + 50 x) − place) / spread, then e^(5y − 1) / (1 + e^(5y − 1)). Below 0 counts as 0.
 */
export function toDynamicWorld(plane: Float32Array, band: number): void {
  const [place, spread] = PLACES[band];
  for (let i = 0; i < plane.length; i++) {
    const scaled = (Math.log1p(STEEPNESS * Math.max(0, plane[i])) - place) / spread;
    plane[i] = 1 / (1 + Math.exp(1 - 5 * scaled));
  }
}

/** @throws InputError where a network that goes by this has another number of bands, or is fed stored values */
export function checkDynamicWorld({ bands, values, model }: Pick<NetworkSpec, 'bands' | 'values' | 'model'>): void {
  if (bands.length === PLACES.length && values === 'reflectance') return;
  const wanted = `reflectance of ${PLACES.length} bands, ${DYNAMIC_WORLD_BANDS.join(', ')}`;
  const got = `${values === 'stored' ? 'stored values' : values} of ${bands.length}: ${bands.join(', ')}`;
  throw new InputError({ thing: 'recipe: segmenter.transform dynamic-world', wanted, got, source: model });
}
