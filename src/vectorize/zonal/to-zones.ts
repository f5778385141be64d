import { InputError } from '../../errors.js';
import type { Json } from '../../raster/json.js';
import type { Zone, ZoneGeometry } from './zone.js';

export type JsonObject = { [name: string]: Json };

/**
 * GeoJSON Features in longitude and latitude as zones. A zone's id is that of the feature, else its property `id` (most
 * formats have no other place for one), else its number, from 1.
 *
 * @throws InputError naming the feature's number and what is wrong with it
 */
export function toZones(features: readonly JsonObject[], source: string): Zone[] {
  if (features.length === 0) throw new InputError({ thing: 'zones', wanted: 'at least one', got: 'none', source });
  return features.map((feature, i) => toZone(feature, i + 1, source));
}

function toZone(feature: JsonObject, number: number, source: string): Zone {
  const id = isObject(feature) ? findId(feature) : null;
  const refuse = (wanted: string, got: string): InputError => {
    const thing = `zone ${number}${id === null ? '' : ` (id ${id})`}`;
    return new InputError({ thing, wanted, got, source });
  };
  if (!isObject(feature) || feature.type !== 'Feature') throw refuse('a Feature', describe(feature));
  const { geometry, properties } = feature;
  if (!isObject(geometry)) throw refuse('a Polygon or a MultiPolygon', 'no geometry');
  if (geometry.type !== 'Polygon' && geometry.type !== 'MultiPolygon') {
    throw refuse('a Polygon or a MultiPolygon', `a ${String(geometry.type)}`);
  }
  const { coordinates } = geometry;
  const polygons = geometry.type === 'Polygon' ? [coordinates] : coordinates;
  if (!Array.isArray(polygons) || polygons.length === 0) throw refuse('at least one polygon', 'an empty one');
  for (const polygon of polygons) {
    if (!Array.isArray(polygon) || polygon.length === 0) throw refuse('rings', 'an empty polygon');
    for (const ring of polygon) checkRing(ring, refuse);
  }
  return {
    id: id ?? number,
    properties: isObject(properties) ? properties : {},
    geometry: geometry as ZoneGeometry,
  };
}

function findId({ id, properties }: JsonObject): string | number | null {
  if (isId(id)) return id;
  return isObject(properties) && isId(properties.id) ? properties.id : null;
}

type Refuse = (wanted: string, got: string) => InputError;

function checkRing(ring: Json, refuse: Refuse): void {
  if (!Array.isArray(ring) || ring.length < 4) {
    throw refuse('rings of four positions at least', Array.isArray(ring) ? `one of ${ring.length}` : describe(ring));
  }
  for (const position of ring) checkPosition(position, refuse);
  const [first, last] = [ring[0], ring[ring.length - 1]] as [number[], number[]];
  if (first[0] !== last[0] || first[1] !== last[1]) {
    throw refuse('closed rings, ending where they begin', `one from [${first}] to [${last}]`);
  }
}

function checkPosition(position: Json, refuse: Refuse): void {
  const [lon, lat] = Array.isArray(position) ? position : [];
  if (typeof lon !== 'number' || typeof lat !== 'number') throw refuse('positions of two numbers', describe(position));
  if (Math.abs(lon) <= 180 && Math.abs(lat) <= 90) return;
  throw refuse('longitudes within ±180 and latitudes within ±90', `[${lon}, ${lat}], which may be in another CRS`);
}

const isId = (value: Json | undefined): value is string | number =>
  typeof value === 'string' || typeof value === 'number';

export const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export const describe = (value: Json | undefined): string => (JSON.stringify(value) ?? 'nothing').slice(0, 60);
