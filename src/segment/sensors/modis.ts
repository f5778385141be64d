import { fileNameOf, isFloat, metadataSays, numberedNames, type SensorProfile } from './sensor.js';

/** Surface reflectance of MODIS: bands 1 to 7 (MOD09 User's Guide 1.4, section 1; 10,000 to one). */
export const modis: SensorProfile = {
  name: 'modis',
  title: 'MODIS surface reflectance, bands 1 to 7',
  bandNames: numberedNames('red', 'nir', 'blue', 'green', null, 'swir1', 'swir2'),
  layouts: { 7: ['red', 'nir', 'blue', 'green', null, 'swir1', 'swir2'] },
  recognises: (scene) =>
    /^(M[OY]D09|MCD43A4)/.test(fileNameOf(scene)) ||
    metadataSays(scene, /^(M[OY]D09|MCD43A4)/) ||
    scene.bandNames.some((name) => /^sur_refl_b0[1-7]/i.test(name)),
  findScaling: (scene) =>
    isFloat(scene)
      ? { scale: 1, offset: 0, description: 'reflectance as stored (floating point)' }
      : { scale: 1e-4, offset: 0, description: 'MODIS: value / 10,000' },
};
