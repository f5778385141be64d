import { type Crs, crsFromEpsg, fromLonLat, toLonLat } from '../../raster/crs.js';
import type { BboxLonLat, Feature } from '../feature-source.js';
import { badValue } from './problem.js';

/** A coordinate reference system that an answer may be in, by its URI (OGC API - Features, Part 2). */
export interface ApiCrs {
  uri: string;
  crs: Crs;
  isGeographic: boolean;
  /** The authority puts latitude before longitude. */
  isNorthFirst: boolean;
}

export const CRS84 = 'http://www.opengis.net/def/crs/OGC/1.3/CRS84';
const epsgUri = (code: number): string => `http://www.opengis.net/def/crs/EPSG/0/${code}`;

const LON_LAT: ApiCrs = { uri: CRS84, crs: crsFromEpsg(4326), isGeographic: true, isNorthFirst: false };
const LAT_LON: ApiCrs = { ...LON_LAT, uri: epsgUri(4326), isNorthFirst: true };
const WEB_MERCATOR = projected(3857);
/** Where Web Mercator's square ends. */
const MERCATOR_LATITUDE = 85.0511287798066;

function projected(code: number): ApiCrs {
  return { uri: epsgUri(code), crs: crsFromEpsg(code), isGeographic: false, isNorthFirst: false };
}

/** What a collection can be had in: degrees, Web Mercator, and the UTM zone of its middle where it is not wider than two. */
export function listCrs(bbox: BboxLonLat | null): ApiCrs[] {
  const utm = bbox && utmZone(bbox);
  return [LON_LAT, LAT_LON, WEB_MERCATOR, ...(utm ? [projected(utm)] : [])];
}

function utmZone([west, south, east, north]: BboxLonLat): number | null {
  if (west > east || east - west > 12 || south < -80 || north > 84) return null;
  const zone = Math.min(60, Math.floor(((west + east) / 2 + 180) / 6) + 1);
  return (south + north >= 0 ? 32600 : 32700) + zone;
}

/** @throws UsageError where the collection cannot be had in it */
export function findCrs(parameter: string, uri: string | null, known: readonly ApiCrs[]): ApiCrs {
  if (uri === null) return LON_LAT;
  const found = known.find((candidate) => candidate.uri === uri);
  if (found) return found;
  throw badValue(parameter, `one of ${known.map((candidate) => candidate.uri).join(', ')}`, uri);
}

type Move = (x: number, y: number) => [number, number];

/** Longitude and latitude → a position as the CRS has it; metres to the millimetre. */
export function intoCrs({ crs, isGeographic, isNorthFirst }: ApiCrs): Move | null {
  if (isGeographic) return isNorthFirst ? (lon, lat) => [lat, lon] : null;
  const project = fromLonLat(crs);
  const limit = crs.epsg === 3857 ? MERCATOR_LATITUDE : 90;
  return (lon, lat) => {
    const [x, y] = project(lon, Math.max(-limit, Math.min(limit, lat)));
    return [toMillimetre(x), toMillimetre(y)];
  };
}

/** A position as the CRS has it → longitude and latitude. */
export function outOfCrs({ crs, isGeographic, isNorthFirst }: ApiCrs): Move {
  if (isGeographic) return isNorthFirst ? (lat, lon) => [lon, lat] : (lon, lat) => [lon, lat];
  return toLonLat(crs);
}

const toMillimetre = (metres: number): number => Math.round(metres * 1000) / 1000;

export function moveGeometry(geometry: Feature['geometry'], move: Move | null): Feature['geometry'] {
  if (!move || !geometry) return geometry;
  const moveRings = (rings: number[][][]) => rings.map((ring) => ring.map(([x, y]) => move(x, y)));
  return geometry.type === 'Polygon'
    ? { type: 'Polygon', coordinates: moveRings(geometry.coordinates) }
    : { type: 'MultiPolygon', coordinates: geometry.coordinates.map(moveRings) };
}
