import type { Role } from '../roles.js';
import { fileNameOf, type ScalingFacts, type SceneFacts, type SensorProfile } from './sensor.js';

const EIGHT: readonly (Role | null)[] = ['coastal', 'blue', 'green1', 'green', 'yellow', 'red', 'rededge1', 'nir'];

/** Planet Imagery Product Specification: four bands, or eight with two greens of which `green_i` is the shorter. */
export const planetscope: SensorProfile = {
  name: 'planetscope',
  title: 'PlanetScope, 4 or 8 bands',
  bandNames: { greeni: 'green1' },
  layouts: { 4: ['blue', 'green', 'red', 'nir'], 8: EIGHT },
  recognises: (scene) =>
    /_3B_.*Analytic|PSScene|PSOrthoTile/i.test(fileNameOf(scene)) ||
    scene.bandNames.some((name) => /^green[_ ]?i$/i.test(name)),
  findScaling,
};

function findScaling(scene: SceneFacts): ScalingFacts {
  const surface = { scale: 1e-4, offset: 0, description: 'PlanetScope surface reflectance: value / 10,000' };
  if (/_SR(_|\.)/i.test(fileNameOf(scene))) return surface;
  const warning = 'this PlanetScope scene is not named as surface reflectance (_SR): its bands may not be calibrated';
  return { ...surface, warning };
}
