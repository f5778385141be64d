import { hlsL30, hlsS30 } from './hls.js';
import { landsat47L2, landsat89L1, landsat89L2 } from './landsat.js';
import { micasense } from './micasense.js';
import { modis } from './modis.js';
import { naip } from './naip.js';
import { planetscope } from './planetscope.js';
import { sentinel1 } from './radar.js';
import { bgrn, rgb, rgbn } from './rgb.js';
import type { SensorProfile } from './sensor.js';
import { sentinel2L1c, sentinel2L2a } from './sentinel-2.js';
import { worldview } from './worldview.js';

/** Every sensor profile; the first that recognises a scene is taken, so the more particular come first. */
export const SENSORS: readonly SensorProfile[] = [
  hlsL30,
  hlsS30,
  sentinel2L1c,
  sentinel2L2a,
  landsat89L2,
  landsat47L2,
  landsat89L1,
  modis,
  planetscope,
  worldview,
  micasense,
  sentinel1,
  naip,
  rgb,
  rgbn,
  bgrn,
];

export const SENSOR_NAMES: readonly string[] = SENSORS.map(({ name }) => name);

export function findSensor(name: string): SensorProfile | null {
  return SENSORS.find((sensor) => sensor.name === name) ?? null;
}
