import type { Scaling } from './recipe.js';
import { isFloat, type ScalingFacts, type SceneFacts, type SensorProfile } from './sensors/sensor.js';

interface ScalingChoice {
  scene: SceneFacts;
  sensor: SensorProfile | null;
  /** What the recipe or the caller says. */
  said: Scaling;
  /** True where an index or a rule needs reflectance, not just values in proportion to it. */
  needsReflectance: boolean;
}

/** From stored values to reflectance: what was said, else what the sensor tells, else a stated assumption. */
export function findScaling({ scene, sensor, said, needsReflectance }: ScalingChoice): ScalingFacts {
  if (typeof said === 'object') return { ...said, description: 'as given' };
  if (said === 'none') return { scale: 1, offset: 0, description: 'none: values as stored' };
  if (scene.fileScaling) return { ...scene.fileScaling, description: 'as the file gives it' };
  if (scene.dataType === 'uint8') return scaleBytes(needsReflectance);
  return sensor?.findScaling(scene) ?? assumeScaling(scene);
}

/** No sensor delivers reflectance in 8 bits: such values are a picture of it. */
function scaleBytes(needsReflectance: boolean): ScalingFacts {
  if (!needsReflectance) return { scale: 1, offset: 0, description: '8-bit values as stored, not calibrated' };
  return {
    scale: 1 / 255,
    offset: 0,
    description: '8-bit values as shares of 255',
    warning: '8-bit values are taken as reflectance of 0 to 1; they are not calibrated',
  };
}

function assumeScaling(scene: SceneFacts): ScalingFacts {
  if (isFloat(scene)) return { scale: 1, offset: 0, description: 'values as stored (floating point)' };
  if (!scene.dataType.endsWith('16')) return { scale: 1, offset: 0, description: 'digital numbers as they are' };
  return {
    scale: 1e-4,
    offset: 0,
    description: 'assumed: reflectance times 10,000',
    warning: 'the sensor is not known: values are taken as reflectance times 10,000 with no offset',
  };
}
