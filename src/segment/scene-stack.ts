import { InputError } from '../errors.js';
import { type BandFinder, createBandFinder } from './find-bands.js';
import type { LinearScaling } from './indices/compute.js';
import type { Scaling } from './recipe.js';
import { suggest } from './recipe-problems.js';
import { findScaling } from './scaling.js';
import type { BandRef, OtherScene } from './segmenter.js';
import { findSensor, SENSOR_NAMES, SENSORS } from './sensors/list.js';
import type { ScalingFacts, SceneFacts, SensorProfile } from './sensors/sensor.js';

/** What is said of the bands, the sensor and the scaling of the scene that is mapped. */
export interface StackOptions {
  recipeName: string;
  bands: Readonly<Record<string, BandRef>>;
  sensor: string | undefined;
  scaling: Scaling;
}

/**
 * The scenes of a run: the one that is mapped and those beside it, brought to its pixels. Bands are numbered through: those
 * of a scene beside it go on where the scene before ends.
 */
export interface SceneStack {
  sensor: SensorProfile | null;
  /** Number of a band in the stack, or null where there is none. */
  find(band: BandRef, scene?: OtherScene): number | null;
  /** One error for all the bands of a scene that are missing. */
  missing(bands: readonly BandRef[], scene?: OtherScene): InputError;
  /** From stored values to reflectance; `needsReflectance` where an index or a rule needs it, not just values in proportion. */
  scaling(needsReflectance: boolean, scene?: OtherScene): ScalingFacts & LinearScaling;
}

interface StackedScene {
  facts: SceneFacts;
  sensor: SensorProfile | null;
  finder: BandFinder;
  /** How many bands come before its own. */
  offset: number;
  said: Scaling;
}

export function createSceneStack(scene: SceneFacts, options: StackOptions): SceneStack {
  const { recipeName, bands, sensor, scaling } = options;
  const make = (facts: SceneFacts, offset: number, said: Pick<StackOptions, 'bands' | 'sensor' | 'scaling'>) => {
    const profile = chooseSensor(facts, said.sensor, recipeName);
    const finder = createBandFinder(facts, profile, said.bands, recipeName);
    return { facts, sensor: profile, finder, offset, said: said.scaling };
  };
  const main: StackedScene = make(scene, 0, { bands, sensor, scaling });
  const others = new Map<string, StackedScene>();
  let offset = scene.bandCount;
  for (const [name, facts] of Object.entries(scene.others ?? {})) {
    // What is said of the scene holds for one beside it that is of the same kind; else it tells for itself.
    const isAlike = facts.bandCount === scene.bandCount && facts.dataType === scene.dataType;
    others.set(
      name,
      make(facts, offset, isAlike ? { bands, sensor, scaling } : { bands: {}, sensor: undefined, scaling: 'auto' }),
    );
    offset += facts.bandCount;
  }
  const sceneOf = (name: OtherScene | undefined): StackedScene | null => (name ? (others.get(name) ?? null) : main);
  return {
    sensor: main.sensor,
    find: (band, name) => {
      const stacked = sceneOf(name);
      const found = stacked?.finder.find(band) ?? null;
      return stacked && found !== null ? stacked.offset + found : null;
    },
    missing: (wanted, name) => sceneOf(name)?.finder.missing(wanted) ?? noScene(name!, wanted, recipeName),
    scaling: (needsReflectance, name) => {
      const stacked = sceneOf(name)!;
      return findScaling({ scene: stacked.facts, sensor: stacked.sensor, said: stacked.said, needsReflectance });
    },
  };
}

function noScene(name: OtherScene, bands: readonly BandRef[], recipeName: string): InputError {
  const wanted = `a scene to take ${bands.map((band) => `${name}.${band}`).join(', ')} from`;
  return new InputError({ thing: `recipe ${recipeName}`, wanted, got: `none: name it with --${name} FILE` });
}

function chooseSensor(scene: SceneFacts, name: string | undefined, recipeName: string): SensorProfile | null {
  if (!name) return SENSORS.find((sensor) => sensor.recognises(scene)) ?? null;
  const sensor = findSensor(name);
  if (sensor) return sensor;
  const wanted = `one of ${SENSOR_NAMES.join(', ')}`;
  throw new InputError({ thing: 'sensor', wanted, got: `${name}${suggest(name, SENSOR_NAMES)}`, source: recipeName });
}
