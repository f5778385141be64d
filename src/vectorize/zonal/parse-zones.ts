import { InputError } from '../../errors.js';
import type { Json } from '../../raster/json.js';
import type { Zone, ZoneGeometry } from './zone.js';

type JsonObject = { [name: string]: Json };

/** Begins each record of a GeoJSON text sequence. */
const RECORD_SEPARATOR = String.fromCharCode(0x1e);
/** Names under which a file may say that it holds longitude and latitude, as GDAL and others still write them. */
const LON_LAT_NAMES = /^(urn:ogc:def:crs:OGC:(1\.3)?:CRS84|OGC:CRS84|(urn:ogc:def:crs:)?EPSG:{1,2}4326)$/i;

/**
 * The zones of a GeoJSON text (RFC 7946): a FeatureCollection, a Feature, or one Feature per line (RFC 8142, with or
 * without record separators). Inside is by the even-odd rule, so the direction of rings does not matter and rings may
 * cross themselves.
 *
 * @throws InputError naming the feature's number and what is wrong with it
 */
export function parseZones(text: string, source: string): Zone[] {
  const zones = findFeatures(text.replace(/^\uFEFF/, ''), source).map((feature, i) => toZone(feature, i + 1, source));
  if (zones.length > 0) return zones;
  throw new InputError({ thing: 'zones', wanted: 'at least one', got: 'none', source });
}

function findFeatures(text: string, source: string): JsonObject[] {
  const lines = text.split('\n').map((line) => line.replace(RECORD_SEPARATOR, '').trim());
  const first = lines.find((line) => line !== '') ?? '';
  if (first !== text.trim() && isJson(first)) return parseLines(lines, source);
  const whole = parseJson(text, 'the file', source);
  if (!isObject(whole)) throw notFeatures(source, describe(whole));
  checkCrs(whole, source);
  if (whole.type === 'Feature') return [whole];
  if (whole.type !== 'FeatureCollection') throw notFeatures(source, `type ${JSON.stringify(whole.type ?? null)}`);
  if (!Array.isArray(whole.features)) throw notFeatures(source, 'a FeatureCollection without features');
  return whole.features as JsonObject[];
}

/** A Feature per line; empty lines are nothing. */
function parseLines(lines: readonly string[], source: string): JsonObject[] {
  return lines.flatMap((line, i) => (line === '' ? [] : [parseJson(line, `line ${i + 1}`, source) as JsonObject]));
}

function parseJson(text: string, where: string, source: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch (cause) {
    const got = `${where}: ${(cause as Error).message}`;
    throw new InputError({ thing: 'zones', wanted: 'GeoJSON, or a GeoJSON feature a line', got, source }, { cause });
  }
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function checkCrs({ crs }: JsonObject, source: string): void {
  if (crs === undefined || crs === null) return;
  const properties = isObject(crs) ? crs.properties : null;
  const name = isObject(properties) ? properties.name : null;
  if (typeof name === 'string' && LON_LAT_NAMES.test(name)) return;
  const wanted = 'longitude and latitude on WGS84 (RFC 7946), without another crs';
  throw new InputError({ thing: 'crs of the zones', wanted, got: JSON.stringify(name ?? crs), source });
}

function toZone(feature: JsonObject, number: number, source: string): Zone {
  const refuse = (wanted: string, got: string): InputError => {
    const id = isObject(feature) && isId(feature.id) ? ` (id ${feature.id})` : '';
    return new InputError({ thing: `zone ${number}${id}`, wanted, got, source });
  };
  if (!isObject(feature) || feature.type !== 'Feature') throw refuse('a Feature', describe(feature));
  const { geometry, id, properties } = feature;
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
    id: isId(id) ? id : number,
    properties: isObject(properties) ? properties : {},
    geometry: geometry as ZoneGeometry,
  };
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

const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const describe = (value: Json | undefined): string => (JSON.stringify(value) ?? 'nothing').slice(0, 60);

function notFeatures(source: string, got: string): InputError {
  return new InputError({ thing: 'zones', wanted: 'a GeoJSON FeatureCollection', got, source });
}
