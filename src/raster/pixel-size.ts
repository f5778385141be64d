import { type Affine, applyAffine } from './affine.js';
import { type Crs, isGeographic, toLonLat } from './crs.js';

const WGS84_A_M = 6378137;
const WGS84_E2 = 0.00669437999014;
const RADIANS = Math.PI / 180;

/**
 * How far a pixel at the centre of a scene reaches on the ground, across and down, in metres; null where the place cannot
 * be computed. From the ellipsoid's radii of curvature at that latitude.
 */
export function measurePixelM(scene: {
  crs: Crs | null;
  affine: Affine;
  width: number;
  height: number;
}): [number, number] | null {
  const { crs, affine, width, height } = scene;
  if (!crs) return null;
  const project = isGeographic(crs) ? null : toLonLat(crs);
  const placeOf = (col: number, row: number): [number, number] => {
    const [x, y] = applyAffine(affine, col, row);
    return project ? project(x, y) : [x, y];
  };
  try {
    const [col, row] = [width / 2, height / 2];
    const across = distanceM(placeOf(col - 0.5, row), placeOf(col + 0.5, row));
    const down = distanceM(placeOf(col, row - 0.5), placeOf(col, row + 0.5));
    return across > 0 && down > 0 && Number.isFinite(across + down) ? [across, down] : null;
  } catch {
    // Outside the projection's domain: refused where the ground is made.
    return null;
  }
}

/** Between two places less than a pixel apart. */
function distanceM([lon, lat]: [number, number], [toLon, toLat]: [number, number]): number {
  const middle = ((lat + toLat) / 2) * RADIANS;
  const flat = 1 - WGS84_E2 * Math.sin(middle) ** 2;
  const turn = ((((toLon - lon) % 360) + 540) % 360) - 180;
  const east = (WGS84_A_M / Math.sqrt(flat)) * Math.cos(middle) * turn * RADIANS;
  const north = ((WGS84_A_M * (1 - WGS84_E2)) / flat ** 1.5) * (toLat - lat) * RADIANS;
  return Math.hypot(east, north);
}
