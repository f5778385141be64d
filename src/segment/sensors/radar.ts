import { fileNameOf, isFloat, metadataSays, type ScalingFacts, type SceneFacts, type SensorProfile } from './sensor.js';

/** Sentinel-1: backscatter by polarisation, as the bands are named (`VV`, `sigma0_vh`). */
export const sentinel1: SensorProfile = {
  name: 'sentinel-1',
  title: 'Sentinel-1 radar backscatter, as linear power',
  bandNames: {},
  layouts: { 2: ['vv', 'vh'] },
  recognises: (scene) => /(^|_)S1[A-D]_/.test(fileNameOf(scene)) || metadataSays(scene, /^Sentinel-?1[A-D]?$/i),
  findScaling,
};

function findScaling(scene: SceneFacts): ScalingFacts {
  const asStored = { scale: 1, offset: 0, description: 'backscatter as stored' };
  if (isFloat(scene)) return asStored;
  return { ...asStored, warning: 'whole numbers of Sentinel-1 are not calibrated backscatter' };
}
