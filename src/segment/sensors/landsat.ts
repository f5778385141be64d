import {
  fileNameOf,
  isFloat,
  metadataSays,
  numberedNames,
  type ScalingFacts,
  type SceneFacts,
  type SensorProfile,
} from './sensor.js';

/** Operational Land Imager: Landsat 8 and 9. */
const OLI = {
  bandNames: {
    ...numberedNames('coastal', 'blue', 'green', 'red', 'nir', 'swir1', 'swir2', 'pan', 'cirrus', 'thermal'),
    ...{ stb10: 'thermal', b11: 'thermal2', band11: 'thermal2' },
  },
  layouts: { 7: ['coastal', 'blue', 'green', 'red', 'nir', 'swir1', 'swir2'] },
} satisfies Pick<SensorProfile, 'bandNames' | 'layouts'>;

/** Thematic Mapper: Landsat 4, 5 and 7. */
const TM = {
  bandNames: { ...numberedNames('blue', 'green', 'red', 'nir', 'swir1', 'thermal', 'swir2', 'pan'), stb6: 'thermal' },
  layouts: { 6: ['blue', 'green', 'red', 'nir', 'swir1', 'swir2'] },
} satisfies Pick<SensorProfile, 'bandNames' | 'layouts'>;

/** Landsat 8-9 Collection 2 Level 2 Science Product Guide (LSDS-1619), section 4. */
const LEVEL_2 = { scale: 2.75e-5, offset: -0.2, description: 'Landsat Collection 2 Level 2: value × 2.75e-5 − 0.2' };
/** REFLECTANCE_MULT and REFLECTANCE_ADD of every Landsat 8-9 Level 1 scene; the sun's height is not taken out. */
const LEVEL_1 = {
  scale: 2e-5,
  offset: -0.1,
  description: 'Landsat 8-9 Level 1: value × 2e-5 − 0.1, sun not corrected',
};

export const landsat89L2: SensorProfile = {
  name: 'landsat-8-9-l2',
  title: 'Landsat 8-9 Collection 2 Level 2, surface',
  ...OLI,
  recognises: (scene) =>
    /^L[CO]0[89]_L2/.test(fileNameOf(scene)) ||
    (metadataSays(scene, /^LANDSAT_?[89]$/i) && metadataSays(scene, /^L2S[PR]$/)) ||
    (hasSurfaceNames(scene) && hasName(scene, /^SR_B6$/i)),
  findScaling: (scene) => unlessFloat(scene, LEVEL_2),
};

export const landsat47L2: SensorProfile = {
  name: 'landsat-4-7-l2',
  title: 'Landsat 4, 5 and 7 Collection 2 Level 2, surface',
  ...TM,
  recognises: (scene) =>
    /^L[TE]0[457]_L2/.test(fileNameOf(scene)) ||
    (metadataSays(scene, /^LANDSAT_?[457]$/i) && metadataSays(scene, /^L2S[PR]$/)) ||
    (hasSurfaceNames(scene) && hasName(scene, /^SR_B1$/i) && !hasName(scene, /^SR_B6$/i)),
  findScaling: (scene) => unlessFloat(scene, LEVEL_2),
};

export const landsat89L1: SensorProfile = {
  name: 'landsat-8-9-l1',
  title: 'Landsat 8-9 Level 1, top of atmosphere',
  ...OLI,
  recognises: (scene) => /^L[CO](0[89]_L1|8\d{13})/.test(fileNameOf(scene)) || metadataSays(scene, /^LANDSAT_?[89]$/i),
  findScaling: (scene) => unlessFloat(scene, LEVEL_1),
};

const hasName = ({ bandNames }: SceneFacts, name: RegExp): boolean => bandNames.some((text) => name.test(text));
const hasSurfaceNames = (scene: SceneFacts): boolean => hasName(scene, /^SR_B[1-7]$/i);

function unlessFloat(scene: SceneFacts, scaling: ScalingFacts): ScalingFacts {
  return isFloat(scene) ? { scale: 1, offset: 0, description: 'reflectance as stored (floating point)' } : scaling;
}
