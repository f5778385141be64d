import { rgb } from './rgb.js';
import type { SensorProfile } from './sensor.js';

/** Every sensor profile, the more particular first. */
export const SENSORS: readonly SensorProfile[] = [rgb];

export const SENSOR_NAMES: readonly string[] = SENSORS.map(({ name }) => name);

export function findSensor(name: string): SensorProfile | null {
  return SENSORS.find((sensor) => sensor.name === name) ?? null;
}
