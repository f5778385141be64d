import type { Role } from '../roles.js';
import { fileNameOf, metadataSays, numberedNames, type ScalingFacts, type SensorProfile } from './sensor.js';

/** Harmonized Landsat Sentinel-2 User Guide 2.0, tables 6 and 7: 10,000 to one, whatever the data type. */
const SCALING: ScalingFacts = { scale: 1e-4, offset: 0, description: 'HLS: value / 10,000' };

/** The six bands that both products share, as model chips carry them. */
const COMMON_SIX: readonly Role[] = ['blue', 'green', 'red', 'nir08', 'swir1', 'swir2'];

export const hlsL30: SensorProfile = {
  name: 'hls-l30',
  title: 'HLS L30 (Landsat 8-9)',
  bandNames: {
    ...numberedNames('coastal', 'blue', 'green', 'red', 'nir08', 'swir1', 'swir2', null, 'cirrus', 'thermal'),
    b11: 'thermal2',
  },
  layouts: {
    6: COMMON_SIX,
    10: ['coastal', 'blue', 'green', 'red', 'nir08', 'swir1', 'swir2', 'cirrus', 'thermal', 'thermal2'],
  },
  recognises: (scene) => /^HLS\.L30/.test(fileNameOf(scene)) || metadataSays(scene, /^HLS\.L30/),
  findScaling: () => SCALING,
};

export const hlsS30: SensorProfile = {
  name: 'hls-s30',
  title: 'HLS S30 (Sentinel-2)',
  bandNames: {
    ...numberedNames('coastal', 'blue', 'green', 'red', 'rededge1', 'rededge2', 'rededge3', 'nir', 'nir09', 'cirrus'),
    ...{ b8a: 'nir08', b11: 'swir1', b12: 'swir2' },
  },
  layouts: {
    6: COMMON_SIX,
    13: [
      ...(['coastal', 'blue', 'green', 'red', 'rededge1', 'rededge2', 'rededge3'] as const),
      ...(['nir', 'nir08', 'nir09', 'cirrus', 'swir1', 'swir2'] as const),
    ],
  },
  recognises: (scene) => /^HLS\.S30/.test(fileNameOf(scene)) || metadataSays(scene, /^HLS\.S30/),
  findScaling: () => SCALING,
};
