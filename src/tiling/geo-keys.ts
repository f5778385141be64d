import type { Crs } from '../raster/crs.js';
import type { Tag } from './cog/ifd.js';
import { type KeyValues, type ProjParameters, parseProj, projectionKeys } from './cog/projection-keys.js';

const MODEL_PROJECTED = 1;
const MODEL_GEOGRAPHIC = 2;
const USER_DEFINED = 32767;
/** Codes below are EPSG's; those from here on are GeoTIFF's own or don't fit in a SHORT. */
const FIRST_PRIVATE_CODE = 32767;

const DATUM_CRS: Record<string, number> = { WGS84: 4326, NAD83: 4269, NAD27: 4267 };
const LINEAR_UNITS: Record<string, { code: number; meters: number }> = {
  m: { code: 9001, meters: 1 },
  ft: { code: 9002, meters: 0.3048 },
  'us-ft': { code: 9003, meters: 1200 / 3937 },
};
/** Keys whose values are lengths in the unit of the projection: false eastings and northings. */
const LENGTH_KEYS = new Set([3082, 3083, 3086, 3087]);
/** Parameters that change nothing of where a pixel lies, or that are read below. */
const HARMLESS =
  'proj zone south datum ellps a b R rf f pm axis units to_meter towgs84 nadgrids no_defs type wktext over vunits ' +
  'lat_0 lon_0 lat_1 lat_2 lat_ts x_0 y_0 k k_0';
const KNOWN_PARAMETERS = new Set(HARMLESS.split(' '));

/**
 * The GeoKey tags (34735 to 34737) of a CRS, pixel is area: by its EPSG code, else by the projection's own parameters.
 * What GeoTIFF cannot say exactly becomes a citation only, so that no reader takes it for something else.
 */
export function geoKeyTags(crs: Crs): Tag[] {
  return toTags(crsKeys(crs), citation(crs));
}

function crsKeys({ epsg, proj }: Crs): KeyValues {
  const parameters = parseProj(proj);
  const isGeographic = ['longlat', 'latlong', 'lonlat', 'latlon'].includes(parameters.get('proj') ?? '');
  if (epsg !== null && epsg > 0 && epsg < FIRST_PRIVATE_CODE) return epsgKeys(epsg, isGeographic);
  if (isSphericalMercator(parameters)) return epsgKeys(3857, false);
  const isKnown = [...parameters.keys()].every((name) => KNOWN_PARAMETERS.has(name));
  const keys = isKnown ? (isGeographic ? geographicKeys(parameters) : projectedKeys(parameters)) : null;
  return keys ?? new Map([[1024, USER_DEFINED]]);
}

function epsgKeys(epsg: number, isGeographic: boolean): KeyValues {
  const keys = [[1024, MODEL_PROJECTED] as const, [3072, epsg] as const];
  const geographic = [[1024, MODEL_GEOGRAPHIC] as const, [2048, epsg] as const, [2054, 9102] as const];
  return new Map(isGeographic ? geographic : keys);
}

function geographicKeys(proj: ProjParameters): KeyValues | null {
  const base = baseKeys(proj);
  return base && new Map([...base, [1024, MODEL_GEOGRAPHIC]]);
}

function projectedKeys(proj: ProjParameters): KeyValues | null {
  const [base, own, unit] = [baseKeys(proj), projectionKeys(proj), linearUnit(proj)];
  if (!base || !own || !unit) return null;
  const inUnit = [...own].map(([key, value]) => [key, LENGTH_KEYS.has(key) ? value / unit.meters : value] as const);
  const keys = new Map([...base, [1024, MODEL_PROJECTED], [3072, USER_DEFINED], [3074, USER_DEFINED], ...inUnit]);
  keys.set(3076, unit.code);
  if (unit.code === USER_DEFINED) keys.set(3077, unit.meters);
  return keys;
}

/** The geographic CRS under the projection: a known datum's, or its ellipsoid; null where it needs more than keys. */
function baseKeys(proj: ProjParameters): KeyValues | null {
  if (!isGreenwich(proj.get('pm')) || !['', '@null', undefined].includes(proj.get('nadgrids'))) return null;
  const shift = (proj.get('towgs84') ?? '').split(',').map(Number);
  if (!shift.every(Number.isFinite)) return null;
  // GDAL's own key, GeogTOWGS84GeoKey: proj's three or seven parameters as they are.
  const shiftKeys: [number, number[]][] = shift.some((value) => value !== 0) ? [[2062, shift]] : [];
  const known = DATUM_CRS[proj.get('datum') ?? ''];
  if (known !== undefined) return new Map<number, number | number[]>([[2048, known], [2054, 9102], ...shiftKeys]);
  const axes = ellipsoidAxes(proj);
  if (proj.has('datum') || !axes) return null;
  return new Map<number, number | number[]>([
    ...[2048, 2050, 2056].map((key): [number, number] => [key, USER_DEFINED]),
    ...[[2054, 9102] as const, [2057, axes.major] as const, [2058, axes.minor] as const],
    ...shiftKeys,
  ]);
}

const ELLIPSOIDS: Record<string, [major: number, inverseFlattening: number]> = {
  WGS84: [6378137, 298.257223563],
  GRS80: [6378137, 298.257222101],
  bessel: [6377397.155, 299.1528128],
  intl: [6378388, 297],
  clrk66: [6378206.4, 294.978698213898],
  krass: [6378245, 298.3],
  airy: [6377563.396, 299.3249646],
};

function ellipsoidAxes(proj: ProjParameters): { major: number; minor: number } | null {
  const named = ELLIPSOIDS[proj.get('ellps') ?? ''];
  const radius = proj.get('R');
  if (radius !== undefined) return Number(radius) > 0 ? { major: Number(radius), minor: Number(radius) } : null;
  const major = Number(proj.get('a') ?? named?.[0]);
  const inverse = Number(proj.get('rf') ?? (proj.has('f') ? 1 / Number(proj.get('f')) : named?.[1]));
  const minor = Number(proj.get('b') ?? major * (1 - 1 / inverse));
  return major > 0 && minor > 0 ? { major, minor } : null;
}

const isGreenwich = (pm: string | undefined): boolean =>
  pm === undefined || pm.toLowerCase() === 'greenwich' || Number(pm) === 0;

/** Web Mercator is spherical formulas on WGS84 coordinates, which only its code can say. */
function isSphericalMercator(proj: ProjParameters): boolean {
  const number = (name: string, fallback: number): number => Number(proj.get(name) || fallback);
  const isUnmoved = ['x_0', 'y_0', 'lon_0', 'lat_ts'].every((name) => number(name, 0) === 0);
  return (
    proj.get('proj') === 'merc' &&
    number('a', 0) === 6378137 &&
    number('b', 0) === 6378137 &&
    isUnmoved &&
    number('k', number('k_0', 1)) === 1 &&
    linearUnit(proj)?.meters === 1
  );
}

function linearUnit(proj: ProjParameters): { code: number; meters: number } | null {
  const meters = Number(proj.get('to_meter'));
  if (proj.has('to_meter')) return meters > 0 ? { code: meters === 1 ? 9001 : USER_DEFINED, meters } : null;
  return LINEAR_UNITS[proj.get('units') ?? 'm'] ?? null;
}

function citation({ epsg, proj }: Crs): string {
  return (epsg === null ? proj : `EPSG:${epsg}`).replaceAll(/[^ -{}~]/g, '?').trim();
}

/** Shorts stand in the directory itself; doubles and text in arrays beside it (OGC 19-008r4, section 7.1). */
function toTags(keys: KeyValues, text: string): Tag[] {
  const all = new Map<number, number | readonly number[] | string>([...keys, [1025, 1], [1026, `${text}|`]]);
  const doubles: number[] = [];
  const entries: number[] = [];
  for (const [key, value] of [...all].sort(([a], [b]) => a - b)) {
    if (typeof value === 'string') entries.push(key, 34737, value.length, 0);
    else if (typeof value === 'number' && isShortKey(key)) entries.push(key, 0, 1, value);
    else {
      const list = typeof value === 'number' ? [value] : value;
      entries.push(key, 34736, list.length, doubles.length);
      doubles.push(...list);
    }
  }
  const tags: Tag[] = [
    { id: 34735, type: 'short', values: [1, 1, 1, all.size, ...entries] },
    { id: 34737, type: 'ascii', values: `${text}|` },
  ];
  if (doubles.length > 0) tags.push({ id: 34736, type: 'double', values: doubles });
  return tags;
}

function isShortKey(key: number): boolean {
  return [1024, 1025, 2048, 2050, 2051, 2054, 2056, 3072, 3074, 3075, 3076].includes(key);
}
