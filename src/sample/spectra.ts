import type { Legend } from '../raster/class-mask.js';

/** The bands of the sample scene, in the order of its file. */
export const SAMPLE_BANDS = ['B02', 'B03', 'B04', 'B05', 'B08', 'B11', 'B12', 'B06', 'B07', 'B8A'] as const;

export const RED_BAND = 2;
export const NIR_BAND = 4;

/** Bands that Sentinel-2 takes at 20 m: each value is repeated over 2 × 2 pixels. */
export const BANDS_OF_20M = [3, 5, 6, 7, 8, 9] as const;

/** Surface reflectance (0 to 1) in each of the ten bands. */
export type Spectrum = readonly number[];

/** Ids of the true classes. */
export const TRUTH = {
  water: 1,
  trees: 2,
  denseCrop: 3,
  sparseCrop: 4,
  bareSoil: 5,
  grass: 6,
  builtUp: 7,
  cloud: 8,
  cloudShadow: 9,
} as const;

export const TRUTH_LEGEND: Legend = [
  { id: TRUTH.water, name: 'water', color: '#2b7bba' },
  { id: TRUTH.trees, name: 'trees', color: '#14532d' },
  { id: TRUTH.denseCrop, name: 'dense crop', color: '#4d9a2f' },
  { id: TRUTH.sparseCrop, name: 'sparse crop', color: '#c9d36b' },
  { id: TRUTH.bareSoil, name: 'bare soil', color: '#b08458' },
  { id: TRUTH.grass, name: 'grass', color: '#8fd175' },
  { id: TRUTH.builtUp, name: 'built-up', color: '#c0392b' },
  { id: TRUTH.cloud, name: 'cloud', color: '#f2f2f2' },
  { id: TRUTH.cloudShadow, name: 'cloud shadow', color: '#55556b' },
];

/**
 * Typical surface reflectances of central Europe in June, in the order of `SAMPLE_BANDS`: round numbers after the
 * known shapes of the spectra (chlorophyll's red trough and red edge, soil's steady rise, water's fall to nothing).
 */
export const SPECTRA = {
  river: [0.072, 0.093, 0.07, 0.05, 0.032, 0.014, 0.011, 0.04, 0.036, 0.028],
  lake: [0.04, 0.052, 0.028, 0.022, 0.016, 0.009, 0.007, 0.018, 0.017, 0.014],
  gravel: [0.15, 0.18, 0.2, 0.21, 0.25, 0.27, 0.24, 0.228, 0.24, 0.255],
  broadleaf: [0.019, 0.04, 0.021, 0.077, 0.36, 0.165, 0.072, 0.265, 0.338, 0.37],
  conifer: [0.016, 0.028, 0.018, 0.048, 0.22, 0.098, 0.044, 0.157, 0.202, 0.226],
  grass: [0.03, 0.072, 0.044, 0.115, 0.38, 0.22, 0.11, 0.288, 0.352, 0.392],
  mownGrass: [0.045, 0.095, 0.082, 0.15, 0.33, 0.27, 0.16, 0.262, 0.308, 0.345],
  wheat: [0.026, 0.052, 0.031, 0.095, 0.4, 0.18, 0.085, 0.298, 0.374, 0.412],
  maize: [0.028, 0.064, 0.032, 0.105, 0.46, 0.2, 0.09, 0.338, 0.43, 0.474],
  beet: [0.024, 0.075, 0.026, 0.115, 0.54, 0.19, 0.085, 0.395, 0.502, 0.555],
  straw: [0.078, 0.116, 0.152, 0.184, 0.262, 0.33, 0.225, 0.218, 0.24, 0.275],
  stubble: [0.095, 0.132, 0.168, 0.2, 0.275, 0.36, 0.28, 0.228, 0.25, 0.288],
  brightSoil: [0.098, 0.134, 0.18, 0.205, 0.248, 0.34, 0.3, 0.222, 0.236, 0.256],
  brownSoil: [0.067, 0.092, 0.13, 0.152, 0.188, 0.285, 0.25, 0.166, 0.177, 0.197],
  darkSoil: [0.05, 0.067, 0.09, 0.105, 0.132, 0.21, 0.188, 0.115, 0.123, 0.139],
  track: [0.105, 0.132, 0.155, 0.175, 0.25, 0.28, 0.235, 0.212, 0.232, 0.258],
  asphalt: [0.105, 0.115, 0.122, 0.128, 0.15, 0.165, 0.15, 0.135, 0.142, 0.154],
  redRoof: [0.07, 0.083, 0.15, 0.17, 0.2, 0.24, 0.21, 0.182, 0.191, 0.206],
  greyRoof: [0.125, 0.13, 0.135, 0.14, 0.16, 0.17, 0.16, 0.145, 0.152, 0.162],
  brightRoof: [0.29, 0.3, 0.31, 0.315, 0.33, 0.31, 0.28, 0.319, 0.324, 0.332],
  cloud: [0.72, 0.7, 0.7, 0.71, 0.74, 0.48, 0.36, 0.72, 0.73, 0.74],
} as const satisfies Record<string, Spectrum>;
