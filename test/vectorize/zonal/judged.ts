import type { Affine } from '../../../src/raster/affine.js';
import type { Crs } from '../../../src/raster/crs.js';
import { fromLonLat, isGeographic, toLonLat } from '../../../src/raster/crs.js';
import { createToPixel } from '../../../src/run/zones-place.js';
import { createGround } from '../../../src/vectorize/ground/ground.js';
import type { ZoneRule } from '../../../src/vectorize/zonal/coverage.js';
import { parseZones } from '../../../src/vectorize/zonal/parse-zones.js';
import { placeZones } from '../../../src/vectorize/zonal/place-zones.js';
import type { ZoneIndexResult, ZoneResult } from '../../../src/vectorize/zonal/zone-totals.js';
import { createRandom } from '../../support/write-scene.js';
import { measureZones } from './in-memory.js';

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

export interface JudgedScene {
  width: number;
  height: number;
  crs: Crs;
  affine: Affine;
}

/** A small scene for stored answers: classes 0 to 3, an index from -1 to 1. */
export const SMALL: JudgedScene = {
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

export const groundOf = ({ crs, ...scene }: JudgedScene) =>
  createGround({ ...scene, geographic: isGeographic(crs), toLonLat: toLonLat(crs), fromLonLat: fromLonLat(crs) });

/** Our answers for zones in GeoJSON, from tiles of 200 pixels. */
export function measureFields(
  scene: JudgedScene & { classes: Uint8Array; index: Float32Array },
  fields: string,
  rule: ZoneRule,
): ZoneResult[] {
  const { width, height, crs, affine, classes, index } = scene;
  const ground = groundOf({ width, height, crs, affine });
  const { bboxLonLat } = ground;
  const toPixel = createToPixel({ crs, affine, width, height, bboxLonLat });
  const placed = placeZones(parseZones(fields, 'fields'), { width, height, bboxLonLat, toPixel }, 'fields');
  return measureZones(placed, { width, height, classes, indices: [index] }, { tileSizePx: 200, rule, ground });
}

/** How far our answers are from the judges': the largest differences over all zones. */
export function compareWithJudges(
  judged: readonly Judged[],
  fractions: readonly ZoneResult[],
  centres: readonly ZoneResult[],
) {
  const worst = { pixels: 0, classes: 0, mean: 0, std: 0, range: 0, percentiles: 0, centres: 0 };
  const note = (name: keyof typeof worst, difference: number) => {
    worst[name] = Math.max(worst[name], Number.isNaN(difference) ? Infinity : Math.abs(difference));
  };
  judged.forEach((judge, i) => {
    const ours = fractions[i];
    // Relative to at least a pixel: exactextract holds the fraction of each in single precision.
    note('pixels', (ours.pixels - judge.pixels) / Math.max(1, judge.pixels));
    for (let id = 1; id < 256; id++) {
      const pixels = judge.classes[id] ?? 0;
      note('classes', ((ours.classes.get(id)?.pixels ?? 0) - pixels) / Math.max(1, judge.pixels));
      note('centres', (centres[i].classes.get(id)?.pixels ?? 0) - (judge.centres[id] ?? 0));
    }
    const [index] = ours.indices;
    if (judge.mean === null || !index || judge.pixels < 0.01) {
      note('mean', judge.pixels < 0.01 || (judge.mean === null) === (index === null) ? 0 : Infinity);
      return;
    }
    note('mean', index.mean - judge.mean);
    note('std', index.std - judge.std!);
    note('range', Math.max(Math.abs(index.min - judge.min!), Math.abs(index.max - judge.max!)));
    if (judge.pixels < 500) return;
    for (const name of ['p10', 'p50', 'p90'] as const) note('percentiles', index[name] - judge[name]);
  });
  return worst;
}
