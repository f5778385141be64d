import { fileNameOf, isFloat, metadataSays, type ScalingFacts, type SceneFacts, type SensorProfile } from './sensor.js';

/** WorldView-2 and -3, eight bands; the last is a second near infrared (860 to 1040 nm) that has no role. */
export const worldview: SensorProfile = {
  name: 'worldview',
  title: 'WorldView-2 and -3, 8 bands',
  bandNames: { nir2: null },
  layouts: { 8: ['coastal', 'blue', 'green', 'yellow', 'red', 'rededge1', 'nir', null] },
  recognises: (scene) =>
    /(^|[_-])WV0?[23]([_-]|$)/i.test(fileNameOf(scene)) || metadataSays(scene, /^(WV0?[23]|WorldView-?[23])$/i),
  findScaling,
};

function findScaling(scene: SceneFacts): ScalingFacts {
  if (isFloat(scene)) return { scale: 1, offset: 0, description: 'reflectance as stored (floating point)' };
  return {
    scale: 1e-4,
    offset: 0,
    description: 'assumed: reflectance times 10,000',
    warning: 'WorldView values are taken as reflectance times 10,000; digital numbers have to be calibrated first',
  };
}
