import { areaDensityM2 } from '../ground/authalic.js';
import { orientEdges } from './orient-edges.js';

/** Crossings by less than this many degrees (a tenth of a micrometre) count as touching. */
const SLACK_DEG = 1e-12;
/** Edges are measured in pieces of at most so many degrees of latitude, by Gauss's rule with three points. */
const PIECE_DEG = 0.5;
const GAUSS = [
  { place: 0.5 - Math.sqrt(0.6) / 2, weight: 5 / 18 },
  { place: 0.5, weight: 8 / 18 },
  { place: 0.5 + Math.sqrt(0.6) / 2, weight: 5 / 18 },
] as const;

/**
 * True area in m², on the WGS84 ellipsoid, of rings of longitude and latitude whose edges are straight in both; inside
 * is by the even-odd rule. By Green's theorem: the integral over each edge of its longitude times the ellipsoid's area
 * per square degree.
 */
export function zoneAreaOnGround(rings: readonly Float64Array[]): number {
  const edges = orientEdges(rings, SLACK_DEG);
  // Longitudes are taken from one within the zone, so that small zones keep their digits.
  const origin = edges[0];
  let area = 0;
  for (let i = 0; i < edges.length; i += 4) {
    const [lon0, lat0, lon1, lat1] = edges.subarray(i, i + 4);
    const pieces = Math.ceil(Math.abs(lat1 - lat0) / PIECE_DEG);
    let sum = 0;
    for (let piece = 0; piece < pieces; piece++) {
      for (const { place, weight } of GAUSS) {
        const share = (piece + place) / pieces;
        const lon = lon0 + share * (lon1 - lon0) - origin;
        sum += weight * lon * areaDensityM2(lat0 + share * (lat1 - lat0));
      }
    }
    area -= (sum / pieces) * (lat1 - lat0);
  }
  return area;
}
