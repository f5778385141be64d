import { InputError } from '../../errors.js';
import type { Json } from '../../raster/json.js';
import { describe, isObject, type JsonObject, toZones } from './to-zones.js';
import type { Zone } from './zone.js';

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
  return toZones(parseFeatures(text, source), source);
}

/** The features themselves, not looked at. */
export function parseFeatures(withMark: string, source: string): JsonObject[] {
  const text = withMark.replace(/^\uFEFF/, '');
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

function notFeatures(source: string, got: string): InputError {
  return new InputError({ thing: 'zones', wanted: 'a GeoJSON FeatureCollection', got, source });
}
