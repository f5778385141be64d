import type { Affine } from '../../../src/raster/affine.js';
import type { Crs } from '../../../src/raster/crs.js';
import type { ZoneIndexResult } from '../../../src/vectorize/zonal/zone-totals.js';
import { createRandom } from '../../support/write-scene.js';

/** What the judges say of a zone. */
export interface Judged extends Omit<ZoneIndexResult, 'mean' | 'min' | 'max' | 'std' | 'histogram'> {
  pixels: number;
  classes: Record<string, number>;
  mean: number | null;
  min: number | null;
  max: number | null;
  std: number | null;
  /** Pixels of each class whose centre is inside. */
  centres: Record<string, number>;
}

/** A small scene for stored answers: classes 0 to 3, an index from -1 to 1. */
export const SMALL: { width: number; height: number; crs: Crs; affine: Affine } = {
  width: 48,
  height: 36,
  crs: { epsg: 32633, proj: '+proj=utm +zone=33 +datum=WGS84 +units=m +no_defs' },
  affine: [10, 0, 545000, 0, -10, 5340000],
};

export function makeSmallPixels() {
  const random = createRandom(5);
  const count = SMALL.width * SMALL.height;
  const classes = Uint8Array.from({ length: count }, () => Math.floor(4 * random()));
  const index = Float32Array.from(classes, (id) => (id === 0 ? Number.NaN : 2 * random() - 1));
  return { classes, index };
}

export interface FieldsRequest {
  bboxLonLat: readonly [west: number, south: number, east: number, north: number];
  count: number;
  seed: number;
  /** Smallest and largest radius, in parts of the scene's extent. */
  radii: readonly [least: number, most: number];
}

/** Random fields over a scene and its border, every third one with a hole, as GeoJSON. */
export function makeFields({
  bboxLonLat: [west, south, east, north],
  count,
  seed,
  radii: [least, most],
}: FieldsRequest) {
  const random = createRandom(seed);
  const ring = (lon: number, lat: number, radius: number, isHole: boolean): number[][] => {
    const corners = 3 + Math.floor(9 * random());
    const positions = Array.from({ length: corners }, (_, i) => {
      const angle = ((isHole ? -2 : 2) * Math.PI * i) / corners;
      // Corners of a field lie between 0.6 and 1 radius from its middle, those of its hole nearer than 0.3.
      const r = radius * (isHole ? 0.15 + 0.14 * random() : 0.6 + 0.4 * random());
      return [lon + r * (east - west) * Math.cos(angle), lat + r * (north - south) * Math.sin(angle)];
    });
    return [...positions, positions[0]];
  };
  const features = Array.from({ length: count }, (_, i) => {
    const lon = west + (east - west) * (1.1 * random() - 0.05);
    const lat = south + (north - south) * (1.1 * random() - 0.05);
    const radius = least * (most / least) ** random();
    const rings = [ring(lon, lat, radius, false), ...(i % 3 === 2 ? [ring(lon, lat, radius, true)] : [])];
    return { type: 'Feature', id: i + 1, properties: {}, geometry: { type: 'Polygon', coordinates: rings } };
  });
  return { type: 'FeatureCollection', features };
}
