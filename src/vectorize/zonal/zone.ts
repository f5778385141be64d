import type { Json } from '../../raster/json.js';

/** An area of the user's, such as a field, as it was given. */
export interface Zone {
  /** The feature's own id, or its number in the file, from 1. */
  id: string | number;
  properties: { [name: string]: Json };
  /** As it was read: a Polygon or a MultiPolygon. */
  geometry: ZoneGeometry;
}

export type Position = number[];

export type ZoneGeometry =
  | { type: 'Polygon'; coordinates: Position[][] }
  | { type: 'MultiPolygon'; coordinates: Position[][][] };

/** All rings of a zone, outer ones and holes, as longitude, latitude pairs; the last vertex is not repeated. */
export function ringsOf({ type, coordinates }: ZoneGeometry): Float64Array[] {
  const polygons = type === 'Polygon' ? [coordinates] : coordinates;
  return polygons.flat().map((ring) => {
    const lonLat = new Float64Array(2 * (ring.length - 1));
    for (let i = 0; i + 1 < ring.length; i++) {
      lonLat[2 * i] = ring[i][0];
      lonLat[2 * i + 1] = ring[i][1];
    }
    return lonLat;
  });
}
