/** [west, south, east, north] in degrees; west is greater than east where it lies across the antimeridian. */
export type Bbox = readonly [west: number, south: number, east: number, north: number];

export type Position = readonly [lon: number, lat: number];

/** What a person drew. */
export type Shape = { kind: 'box'; bbox: Bbox } | { kind: 'polygon'; corners: readonly Position[] };

const EARTH_RADIUS_M = 6_371_008.8;
const RADIANS = Math.PI / 180;

export function boxBetween(a: Position, b: Position): Bbox {
  return [Math.min(a[0], b[0]), Math.min(a[1], b[1]), Math.max(a[0], b[0]), Math.max(a[1], b[1])];
}

/** The closed ring around a shape. */
export function ringOf(shape: Shape): Position[] {
  if (shape.kind === 'polygon') return [...shape.corners, shape.corners[0]];
  const [west, south, east, north] = shape.bbox;
  return [
    [west, south],
    [east, south],
    [east, north],
    [west, north],
    [west, south],
  ];
}

export function boxOf(shape: Shape): Bbox {
  if (shape.kind === 'box') return shape.bbox;
  const lons = shape.corners.map(([lon]) => lon);
  const lats = shape.corners.map(([, lat]) => lat);
  return [Math.min(...lons), Math.min(...lats), Math.max(...lons), Math.max(...lats)];
}

/** Well-known text with about a decimetre, which no finger draws finer. */
export function toWkt(shape: Shape): string {
  const places = ringOf(shape).map(([lon, lat]) => `${round(lon)} ${round(lat)}`);
  return `POLYGON((${places.join(', ')}))`;
}

export const toBboxText = (bbox: Bbox): string => bbox.map(round).join(',');

const round = (degrees: number): number => Number(degrees.toFixed(6));

/** Longitudes of a view may lie beyond ±180; null where it shows the whole way around. */
export function viewBox([west, south, east, north]: Bbox): Bbox | null {
  if (east - west >= 360) return null;
  return [wrap(west), Math.max(-90, south), wrap(east), Math.min(90, north)];
}

const wrap = (lon: number): number => ((((lon + 180) % 360) + 360) % 360) - 180;

/** Whether two boxes share more than nothing; either may lie across the antimeridian. */
export function doBoxesMeet(a: Bbox, b: Bbox): boolean {
  if (a[1] > b[3] || b[1] > a[3]) return false;
  const spans = ([west, , east]: Bbox) =>
    west <= east
      ? [[west, east]]
      : [
          [west, 180],
          [-180, east],
        ];
  return spans(a).some(([from, to]) => spans(b).some(([start, end]) => from <= end && start <= to));
}

/** Area on a sphere, in m²: for a person to see how large a drawing is. After Chamberlain and Duquette (2007), eq. 5. */
export function sphericalAreaM2(ring: readonly Position[]): number {
  let sum = 0;
  for (let i = 0; i < ring.length - 1; i++) {
    const [[lonA, latA], [lonB, latB]] = [ring[i], ring[i + 1]];
    sum += (lonB - lonA) * RADIANS * (2 + Math.sin(latA * RADIANS) + Math.sin(latB * RADIANS));
  }
  return Math.abs((sum * EARTH_RADIUS_M ** 2) / 2);
}

/** Whether sides of a ring cross, so that it encloses no one area. */
export function doesRingCross(corners: readonly Position[]): boolean {
  const count = corners.length;
  for (let i = 0; i < count; i++) {
    for (let j = i + 2; j < count; j++) {
      if (i === 0 && j === count - 1) continue;
      if (doSidesCross([corners[i], corners[i + 1]], [corners[j], corners[(j + 1) % count]])) return true;
    }
  }
  return false;
}

function doSidesCross([a, b]: readonly Position[], [c, d]: readonly Position[]): boolean {
  const side = (p: Position, q: Position, r: Position): number =>
    Math.sign((q[0] - p[0]) * (r[1] - p[1]) - (q[1] - p[1]) * (r[0] - p[0]));
  return side(a, b, c) !== side(a, b, d) && side(c, d, a) !== side(c, d, b);
}
