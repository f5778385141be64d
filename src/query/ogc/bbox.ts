import type { BboxLonLat } from '../feature-source.js';
import { type ApiCrs, outOfCrs } from './crs.js';
import { badValue } from './problem.js';

/** Points on each side of a box in metres, by which the degrees around it are found. */
const SIDE_POINTS = 16;

/**
 * A box of four numbers, or six with heights, which do not count; in the axis order of its CRS. In degrees, one whose
 * west is greater than its east goes over the antimeridian.
 *
 * @throws UsageError where it is none
 */
export function parseBbox(text: string, crs: ApiCrs, parameter = 'bbox'): BboxLonLat {
  const numbers = text.split(',').map((part) => (part.trim() === '' ? Number.NaN : Number(part)));
  if ((numbers.length !== 4 && numbers.length !== 6) || !numbers.every(Number.isFinite)) {
    throw badValue(parameter, 'four numbers (or six, with heights) and commas between them', text);
  }
  const half = numbers.length / 2;
  const [low, high] = [numbers.slice(0, 2), numbers.slice(half, half + 2)];
  if (crs.isNorthFirst) {
    low.reverse();
    high.reverse();
  }
  if (low[1] > high[1]) throw badValue(parameter, 'a box whose south is not above its north', text);
  if (crs.isGeographic) return inDegrees(low, high, parameter, text);
  if (low[0] > high[0]) throw badValue(parameter, 'a box whose west is not beyond its east', text);
  return degreesAround(low, high, crs) ?? fail(parameter, text);
}

const fail = (parameter: string, text: string): never => {
  throw badValue(parameter, 'a box within its coordinate reference system', text);
};

function inDegrees([west, south]: number[], [east, north]: number[], parameter: string, text: string): BboxLonLat {
  if ([west, east].some((lon) => Math.abs(lon) > 360)) throw badValue(parameter, 'longitudes within ±360°', text);
  const [bottom, top] = [south, north].map((lat) => Math.max(-90, Math.min(90, lat)));
  if (east - west >= 360) return [-180, bottom, 180, top];
  return [wrap(west), bottom, wrap(east), top];
}

const wrap = (lon: number): number => (lon > 180 ? lon - 360 : lon < -180 ? lon + 360 : lon);

function degreesAround([west, south]: number[], [east, north]: number[], crs: ApiCrs): BboxLonLat | null {
  const move = outOfCrs(crs);
  const places: [number, number][] = [];
  for (let i = 0; i <= SIDE_POINTS; i++) {
    const [x, y] = [west + ((east - west) * i) / SIDE_POINTS, south + ((north - south) * i) / SIDE_POINTS];
    places.push(move(x, south), move(x, north), move(west, y), move(east, y));
  }
  const known = places.filter((place) => place.every(Number.isFinite));
  if (known.length === 0) return null;
  const lons = known.map(([lon]) => lon);
  const lats = known.map(([, lat]) => lat);
  const [first, last] = [Math.min(...lons), Math.max(...lons)];
  const isSplit = last - first > 180 && crs.crs.epsg !== 3857;
  const [left, right] = isSplit
    ? [Math.min(...lons.filter((lon) => lon > 0)), Math.max(...lons.filter((lon) => lon <= 0))]
    : [first, last];
  return [left, Math.min(...lats), right, Math.max(...lats)];
}
