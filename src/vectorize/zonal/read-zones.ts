import { parseFeatures } from './parse-zones.js';
import { isFlatGeobuf, readFlatGeobuf } from './read-flatgeobuf.js';
import { isParquet, readGeoParquet } from './read-geoparquet.js';
import { toFeature } from './table-feature.js';
import { type JsonObject, toZones } from './to-zones.js';
import type { Zone } from './zone.js';
import { findToLonLat } from './zones-crs.js';

/**
 * The zones of a file: FlatGeobuf or GeoParquet by its first bytes, else GeoJSON.
 *
 * @throws InputError where it holds something else, or a zone is not as it must be
 */
export async function readZones(bytes: Uint8Array, source: string): Promise<Zone[]> {
  return toZones(await readFeatures(bytes, source), source);
}

/** The features of such a file in longitude and latitude, whatever their geometry: nothing of it is checked. */
export async function readFeatures(bytes: Uint8Array, source: string): Promise<JsonObject[]> {
  if (!isFlatGeobuf(bytes) && !isParquet(bytes)) return parseFeatures(new TextDecoder().decode(bytes), source);
  const { rows, crs } = await (isParquet(bytes) ? readGeoParquet : readFlatGeobuf)(bytes, source);
  const toLonLat = findToLonLat(crs, source);
  return rows.map((row) => toFeature(row, toLonLat));
}
