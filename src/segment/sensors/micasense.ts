import { isFloat, metadataSays, type ScalingFacts, type SceneFacts, type SensorProfile } from './sensor.js';

/** MicaSense RedEdge: five bands, numbered as on the camera (the red edge last). */
export const micasense: SensorProfile = {
  name: 'micasense-rededge',
  title: 'MicaSense RedEdge, 5 bands',
  bandNames: {},
  layouts: {
    5: ['blue', 'green', 'red', 'nir', 'rededge1'],
    6: ['blue', 'green', 'red', 'nir', 'rededge1', 'thermal'],
  },
  recognises: (scene) =>
    metadataSays(scene, /micasense/i) || (hasWavelength(scene, '475') && hasWavelength(scene, '717')),
  findScaling,
};

const hasWavelength = ({ bandNames }: SceneFacts, nanometres: string): boolean =>
  bandNames.some((name) => name.includes(nanometres));

function findScaling(scene: SceneFacts): ScalingFacts {
  if (isFloat(scene)) return { scale: 1, offset: 0, description: 'reflectance as stored (floating point)' };
  if (scene.dataType !== 'uint16') return { scale: 1, offset: 0, description: 'digital numbers as they are' };
  return {
    scale: 1 / 32_768,
    offset: 0,
    description: 'MicaSense: value / 32,768',
    warning: 'the 16-bit values of this MicaSense scene are taken as reflectance times 32,768',
  };
}
