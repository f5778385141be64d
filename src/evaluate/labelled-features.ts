import { readFile } from 'node:fs/promises';
import { InputError } from '../errors.js';
import type { Json } from '../raster/json.js';
import { readFeatures } from '../vectorize/zonal/read-zones.js';
import { isObject, type JsonObject, toZones } from '../vectorize/zonal/to-zones.js';
import type { Zone } from '../vectorize/zonal/zone.js';
import type { TruthLabel } from './class-table.js';

/** Areas of known class, or points. `unlabelled` features have no class and are left out. */
export type LabelledFeatures = { classProperty: string; unlabelled: number } & (
  | { kind: 'polygons'; zones: Zone[]; labels: TruthLabel[] }
  | { kind: 'points'; points: LabelledPoint[] }
);

export interface LabelledPoint {
  lon: number;
  lat: number;
  label: TruthLabel;
}

/** A text cannot be longer in Node. */
const LARGEST_BYTES = 500e6;

/** Properties that are taken for the class, in this order, where none is named. */
const CLASS_PROPERTIES = ['class', 'label', 'class_name', 'class_id', 'name'];

/**
 * Reads truth from GeoJSON, FlatGeobuf or GeoParquet: all polygons, or all points.
 *
 * @throws InputError where it cannot be read, mixes both, or no feature has the property
 */
export async function loadLabelledFeatures(location: string, property?: string): Promise<LabelledFeatures> {
  const bytes = await readFile(location).catch((cause: NodeJS.ErrnoException) => {
    const got = cause.code === 'ENOENT' ? 'none' : cause.message;
    throw new InputError({ thing: 'truth', wanted: 'a file to read', got, source: location }, { cause });
  });
  if (bytes.length > LARGEST_BYTES) {
    const got = `${Math.round(bytes.length / 1e6)} MB`;
    throw new InputError({ thing: 'truth', wanted: 'features of at most 500 MB', got, source: location });
  }
  const all = await readFeatures(bytes, location);
  if (all.length === 0) throw new InputError({ thing: 'truth', wanted: 'features', got: 'none', source: location });
  const classProperty = findProperty(all, property, location);
  const features = all.filter((feature) => labelOf(feature, classProperty) !== null);
  const found = { classProperty, unlabelled: all.length - features.length };
  const labels = features.map((feature) => labelOf(feature, classProperty)!);
  const arePoints = features.map((feature, i) => isPoint(feature, i + 1, location));
  if (!arePoints.includes(true)) return { ...found, kind: 'polygons', zones: toZones(features, location), labels };
  if (arePoints.includes(false)) {
    throw new InputError({ thing: 'truth', wanted: 'polygons or points', got: 'both', source: location });
  }
  const points = features.flatMap((feature, i) => pointsOf(feature, labels[i], i + 1, location));
  return { ...found, kind: 'points', points };
}

function findProperty(features: readonly JsonObject[], wanted: string | undefined, source: string): string {
  const has = (name: string) => features.some((feature) => labelOf(feature, name) !== null);
  const found = (wanted === undefined ? CLASS_PROPERTIES : [wanted]).find(has);
  if (found !== undefined) return found;
  const there = [...new Set(features.flatMap(({ properties }) => Object.keys(isObject(properties) ? properties : {})))];
  const got = there.length > 0 ? `properties ${there.slice(0, 12).join(', ')}` : 'features without properties';
  const thing = 'class property of the truth';
  throw new InputError({
    thing,
    wanted: wanted ?? `${CLASS_PROPERTIES.join(', ')} (or --class-property)`,
    got,
    source,
  });
}

function labelOf({ properties }: JsonObject, name: string): TruthLabel | null {
  const value: Json | undefined = isObject(properties) ? properties[name] : undefined;
  if (typeof value === 'string') return value.trim() === '' ? null : value;
  if (typeof value === 'boolean') return String(value);
  return typeof value === 'number' ? value : null;
}

function isPoint({ geometry }: JsonObject, number: number, source: string): boolean {
  const type = isObject(geometry) ? geometry.type : undefined;
  if (type === 'Point' || type === 'MultiPoint') return true;
  if (type === 'Polygon' || type === 'MultiPolygon') return false;
  const got = isObject(geometry) ? `a ${String(type)}` : 'no geometry';
  throw new InputError({ thing: `truth feature ${number}`, wanted: 'a polygon or a point', got, source });
}

function pointsOf({ geometry }: JsonObject, label: TruthLabel, number: number, source: string): LabelledPoint[] {
  const { type, coordinates } = geometry as JsonObject;
  const positions = type === 'Point' ? [coordinates] : Array.isArray(coordinates) ? coordinates : [];
  return positions.map((position) => {
    const [lon, lat] = Array.isArray(position) ? position : [];
    if (typeof lon === 'number' && typeof lat === 'number' && Math.abs(lon) <= 180 && Math.abs(lat) <= 90) {
      return { lon, lat, label };
    }
    const got = JSON.stringify(position ?? null).slice(0, 60);
    const wanted = 'longitude and latitude in degrees';
    throw new InputError({ thing: `truth feature ${number}`, wanted, got, source });
  });
}
