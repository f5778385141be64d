/** Web Mercator (EPSG:3857) as tiles have it: the world is a square from 0 to 1, x eastwards, y southwards. */

/** Where the square ends: atan(sinh(π)). */
export const MAX_LATITUDE = 85.0511287798066;
/** Radius of the sphere of EPSG:3857, in metres. */
const RADIUS_M = 6378137;
const WORLD_M = 2 * Math.PI * RADIUS_M;

/** Longitude in degrees to x. */
export const mercatorX = (lon: number): number => clampToWorld((lon + 180) / 360);

/** Latitude in degrees to y; what lies beyond the square is brought to its border. */
export function mercatorY(lat: number): number {
  const sine = Math.sin((clampLatitude(lat) * Math.PI) / 180);
  return clampToWorld(0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI));
}

/** West, south, east, north boxes in degrees to minX, minY, maxX, maxY in the square; in place. */
export function mercatorBoxes(boxes: Float64Array): Float64Array {
  for (let i = 0; i < boxes.length; i += 4) {
    const south = boxes[i + 1];
    boxes[i] = mercatorX(boxes[i]);
    boxes[i + 1] = mercatorY(boxes[i + 3]);
    boxes[i + 2] = mercatorX(boxes[i + 2]);
    boxes[i + 3] = mercatorY(south);
  }
  return boxes;
}

/** Share of the square that an area of the ground takes at that y; to some thousandths, which is enough to draw. */
export function mercatorArea(areaM2: number, y: number): number {
  const stretch = Math.cosh(Math.PI * (1 - 2 * y)) / WORLD_M;
  return areaM2 * stretch * stretch;
}

/** The nearest latitude within the square. */
export const clampLatitude = (lat: number): number => Math.max(-MAX_LATITUDE, Math.min(MAX_LATITUDE, lat));

const clampToWorld = (value: number): number => Math.max(0, Math.min(1, value));
