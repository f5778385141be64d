import { createRequire } from 'node:module';
import type * as GeoKeysTable from 'geotiff-geokeys-to-proj4';
import proj4 from 'proj4';
import { InputError } from '../errors.js';
import { datumShift, knownProj, WGS84 } from './crs-tables.js';

/** A coordinate reference system: its EPSG code where it has one, and what it means, as a PROJ string (or Esri's WKT). */
export interface Crs {
  epsg: number | null;
  proj: string;
}

export type Projection = (x: number, y: number) => [number, number];

/** A table of 1.5 MB: read where a file's CRS is none of the common ones, and not by every thread that starts. */
let table: typeof GeoKeysTable | undefined;

const toProj4: typeof GeoKeysTable.toProj4 = (keys) => {
  table ??= createRequire(import.meta.url)('geotiff-geokeys-to-proj4') as typeof GeoKeysTable;
  return table.toProj4(keys);
};

const USER_DEFINED = 32767;
const MODEL_PROJECTED = 1;
const METHOD_POLAR_STEREOGRAPHIC = 15;
const MODEL_GEOGRAPHIC = 2;
const MODEL_GEOCENTRIC = 3;

/**
 * The CRS that a GeoTIFF's keys name; null where they name none. Coordinates of a GeoTIFF are always x (east) before
 * y (north), whatever the axis order of the authority. Throws `InputError` for a CRS that cannot be computed with.
 */
export function crsFromGeoKeys(geoKeys: Record<string, unknown>): Crs | null {
  const model = geoKeys.GTModelTypeGeoKey;
  const projected = keyCode(geoKeys, 'ProjectedCRSGeoKey', 'ProjectedCSTypeGeoKey');
  const geographic = keyCode(geoKeys, 'GeodeticCRSGeoKey', 'GeographicTypeGeoKey');
  if (model === MODEL_GEOCENTRIC) throw unusable('CRS', 'geocentric coordinates');
  if (isEpsg(projected)) return crsFromEpsg(projected);
  if (projected === 0 && model !== MODEL_PROJECTED) {
    if (isEpsg(geographic)) return crsFromEpsg(geographic);
    if (geographic === 0) return null;
  }
  const wkt = findEsriWkt(geoKeys.PCSCitationGeoKey);
  if (wkt !== null) return crsFromWkt(wkt);
  if (model !== MODEL_PROJECTED && model !== MODEL_GEOGRAPHIC)
    throw unusable('CRS of the file', 'keys that do not say what it is');
  return crsFromParameters(geoKeys, model === MODEL_PROJECTED);
}

/**
 * A CRS by its EPSG code, from a table that comes along: nothing is asked of the network. Positions in datums on GRS80
 * and WGS84 are taken for WGS84; other datums are shifted where `DATUM_SHIFTS` has them (some metres), and where it
 * does not they are some hundred metres off.
 */
export function crsFromEpsg(code: number): Crs {
  const known = knownProj(code);
  if (known !== null) return { epsg: code, proj: known };
  const found = toProj4({ ProjectedCSTypeGeoKey: code } as Parameters<typeof toProj4>[0]);
  if (!Number.isInteger(code) || found.errors.CRSNotSupported !== undefined) {
    throw unusable('CRS', `EPSG:${code}, which is not in the table`);
  }
  return { epsg: code, proj: cleanProj(found, { name: `EPSG:${code}`, datum: datumShift(code) }) };
}

/** True where coordinates are degrees of longitude and latitude. */
export function isGeographic(crs: Crs): boolean {
  return /\+proj=(longlat|latlong)\b/.test(crs.proj);
}

/** Map coordinates → longitude and latitude in degrees on WGS84. */
export function toLonLat(crs: Crs): Projection {
  const converter = proj4(crs.proj, WGS84);
  return (x, y) => converter.forward([x, y]) as [number, number];
}

/** Longitude and latitude in degrees on WGS84 → map coordinates. */
export function fromLonLat(crs: Crs): Projection {
  const converter = proj4(crs.proj, WGS84);
  return (longitude, latitude) => converter.inverse([longitude, latitude]) as [number, number];
}

function keyCode(geoKeys: Record<string, unknown>, ...names: string[]): number {
  const value = names.map((name) => geoKeys[name]).find((key) => typeof key === 'number');
  return value ?? 0;
}

function isEpsg(code: number): boolean {
  return code > 0 && code !== USER_DEFINED;
}

const ESRI_WKT = /^ESRI PE String = (PROJCS\[.*)$/s;
/** Projections whose WKT parameters leave nothing to guess. */
const WKT_PROJECTIONS = /PROJECTION\["(Albers\w*|Lambert_Conformal_Conic\w*|Transverse_Mercator)"/;

/** Esri's software writes a CRS without a code as WKT into the citation. */
function findEsriWkt(citation: unknown): string | null {
  return typeof citation === 'string' ? (ESRI_WKT.exec(citation)?.[1]?.replace(/\|$/, '') ?? null) : null;
}

function crsFromWkt(wkt: string): Crs {
  if (!WKT_PROJECTIONS.test(wkt) || !isUnderstood(wkt)) {
    throw unusable('CRS of the file', `the projection ${/PROJECTION\["(\w*)/.exec(wkt)?.[1]}`);
  }
  return { epsg: null, proj: wkt };
}

/** Keys that the table of conversions stumbles over, and that say nothing of a plane. */
const VERTICAL_KEY = /^Vertical/;

function crsFromParameters(geoKeys: Record<string, unknown>, isProjected: boolean): Crs {
  const keys = Object.fromEntries(Object.entries(geoKeys).filter(([name]) => !VERTICAL_KEY.test(name)));
  if (isProjected) {
    // With both codes present the geographic one would win: it stays only as the base of a projection by parameters.
    delete keys.ProjectedCSTypeGeoKey;
    delete keys.ProjectedCRSGeoKey;
  }
  const found = toProj4(keys as unknown as Parameters<typeof toProj4>[0]);
  const problem = Object.keys(found.errors).find((name) => name !== 'bothGCSAndPCSAreSet');
  if (problem !== undefined)
    throw unusable('CRS of the file', `${problem.replace(/NotSupported$/, '')} ${errorCode(found, problem)}`);
  if (isProjected && /\+proj=longlat\b/.test(found.proj4))
    throw unusable('CRS of the file', 'a projection that its keys do not name');
  const geographic = keyCode(geoKeys, 'GeodeticCRSGeoKey', 'GeographicTypeGeoKey');
  const isPolar = keyCode(keys, 'ProjMethodGeoKey', 'ProjCoordTransGeoKey') === METHOD_POLAR_STEREOGRAPHIC;
  const poleLongitude = keys.ProjStraightVertPoleLongGeoKey;
  if (isPolar && typeof poleLongitude === 'number') found.proj4 += `+lon_0=${poleLongitude}`;
  return { epsg: null, proj: cleanProj(found, { name: 'CRS of the file', datum: datumShift(geographic), isPolar }) };
}

type Found = ReturnType<typeof toProj4>;

function errorCode(found: Found, problem: string): string {
  return String((found.errors as unknown as Record<string, unknown>)[problem]);
}

interface CrsHints {
  name: string;
  datum: string | null;
  /** Stereographic around a pole that only the latitude of true scale tells. */
  isPolar?: boolean;
}

/** Makes the table's strings say what a GeoTIFF means by them, and what proj4 understands. */
function cleanProj(found: Found, { name, datum, isPolar = !/\+lat_0=/.test(found.proj4) }: CrsHints): string {
  const { x, y } = found.coordinatesConversionParameters;
  const tokens = new Map<string, string>();
  for (const token of found.proj4.split(/\s+/).filter(Boolean)) {
    const [key, value] = token.split('=', 2) as [string, string?];
    if (value !== 'undefined') tokens.set(key, value ?? '');
  }
  if (tokens.get('+proj') === 'geocent') throw unusable(name, 'geocentric coordinates');
  const isDegrees = tokens.get('+proj') === 'longlat';
  if (x !== y || (isDegrees && x !== 1)) throw unusable(name, 'coordinates in another unit than degrees');
  // North before east is the authority's order, not that of a GeoTIFF. Axes that point west or south are another matter.
  if (/[ws]/.test(tokens.get('+axis') ?? '')) throw unusable(name, 'axes that point west and south');
  tokens.delete('+axis');
  const unitM = Number(tokens.get('+to_meter') ?? x);
  if (unitM !== 1) tokens.set('+to_meter', String(exactUnit(unitM, name)));
  const trueScale = tokens.get('+lat_1') ?? tokens.get('+lat_0');
  if (/^(eqc|merc)$/.test(tokens.get('+proj')!) && tokens.has('+lat_1')) tokens.set('+lat_ts', trueScale!);
  if (tokens.get('+proj') === 'stere' && isPolar) setPole(tokens, name);
  if (/^(ortho|mill|vandg|geos)$/.test(tokens.get('+proj')!))
    throw unusable(name, `the projection ${tokens.get('+proj')}`);
  if (datum !== null && !tokens.has('+towgs84')) tokens.set('+towgs84', datum);
  const proj = [...tokens].map(([key, value]) => (value === '' ? key : `${key}=${value}`)).join(' ');
  if (!isUnderstood(proj)) throw unusable(name, `the projection ${tokens.get('+proj')}`);
  return proj;
}

/** A polar stereographic projection names its latitude of true scale, one way or the other; the pole follows. */
function setPole(tokens: Map<string, string>, name: string): void {
  const trueScale = Number(tokens.get('+lat_ts') ?? tokens.get('+lat_0') ?? Number.NaN);
  if (!(Math.abs(trueScale) > 45)) throw unusable(name, 'a stereographic projection without a pole');
  if (Math.abs(trueScale) < 90) tokens.set('+lat_ts', String(trueScale));
  tokens.set('+lat_0', trueScale < 0 ? '-90' : '90');
}

/** Feet, exactly; the table's other units are partly wrong (Indian yards). */
function exactUnit(unitM: number, name: string): number {
  const unit = [0.3048, 1200 / 3937].find((foot) => Math.abs(foot - unitM) < 1e-9);
  if (unit === undefined) throw unusable(name, `coordinates in units of ${unitM} m`);
  return unit;
}

/** proj4 throws strings and errors alike at a projection it does not have, or parameters it cannot start with. */
function isUnderstood(proj: string): boolean {
  try {
    proj4(proj, WGS84);
    return true;
  } catch {
    return false;
  }
}

function unusable(thing: string, got: string): InputError {
  return new InputError({ thing, wanted: 'a CRS that can be computed with (name one with --crs EPSG:n)', got });
}
