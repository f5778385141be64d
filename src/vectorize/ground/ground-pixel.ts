import { toPolarPlane } from '../antimeridian/polar-plane.js';
import type { GroundPosition, GroundScene } from './ground-position.js';

/** What a pixel looks like in longitude and latitude. */
export interface GroundPixel {
  /** Its smaller extent, about, in degrees. */
  sizeDeg: number;
  coordinateDecimals: number;
  densifyPx: number;
  densifyLinePx: number;
  isMirrored: boolean;
}

/** Rounding may move a vertex by a hundredth of a pixel; a straight side may leave the true one by a twentieth. */
const ROUNDING_PX = 0.01;
export const BEND_PX = 0.05;
const LINE_BEND_PX = 1 / 64;
const DECIMALS_MAX = 11;
const DENSIFY_MAX_PX = 2 ** 30;
/** Directions in which lines are tried: the bend of others lies about between. */
const LINES = [
  [1, 0],
  [0, 1],
  [1, 1],
  [1, -1],
] as const;
const PLACES = [0.02, 0.5, 0.98] as const;

/**
 * Measured at nine places of the scene, of which the worst counts. `J` is the derivative of (lon, lat) by (col, row):
 * a displacement in degrees is at most the largest row sum of |J⁻¹| times as many pixels. Rounding displaces by half a
 * unit of the last decimal. The bend of a side is half its second difference, and grows with the square of its length.
 * At a pole the polar plane takes the place of (lon, lat): longitudes turn about it, by whatever is left of a pixel.
 */
export function measurePixel({ width, height }: GroundScene, { locate, linear, pole }: GroundPosition): GroundPixel {
  const at = (col: number, row: number): Float64Array => {
    const lonLat = new Float64Array(2);
    locate(col, row, lonLat);
    if (pole) toPolarPlane(pole.sign, [lonLat[0], lonLat[1]], lonLat);
    return lonLat;
  };
  // Round the south pole the plane is seen in a mirror.
  const turn = pole?.sign ?? 1;
  const probePx = Math.max(1, Math.min(64, width / 32, height / 32));
  let pixelsPerDeg = 0;
  let bendPx = 0;
  let lineBendPx = 0;
  let orientation = 0;
  for (const col of PLACES.map((share) => share * width)) {
    for (const row of PLACES.map((share) => share * height)) {
      const [alongLon, alongLat] = difference(at(col + 0.5, row), at(col - 0.5, row));
      const [downLon, downLat] = difference(at(col, row + 0.5), at(col, row - 0.5));
      const determinant = alongLon * downLat - downLon * alongLat;
      const rowSum = Math.max(Math.abs(downLat) + Math.abs(downLon), Math.abs(alongLat) + Math.abs(alongLon));
      const perDeg = rowSum / Math.abs(determinant);
      if (!Number.isFinite(perDeg)) continue;
      pixelsPerDeg = Math.max(pixelsPerDeg, perDeg);
      orientation += turn * Math.sign(determinant);
      const middle = at(col, row);
      const half = probePx / 2;
      const [lon, lat] = bendDeg(at(col - half, row), middle, at(col + half, row));
      const [lonDown, latDown] = bendDeg(at(col, row - half), middle, at(col, row + half));
      // Across the side only: positions may lie unevenly along a side that is straight.
      const across = Math.abs((alongLon * lat - alongLat * lon) / determinant) || 0;
      const acrossDown = Math.abs((downLat * lonDown - downLon * latDown) / determinant) || 0;
      bendPx = Math.max(bendPx, across, acrossDown);
      for (const [dx, dy] of LINES) {
        const bend = bendDeg(at(col - dx * half, row - dy * half), middle, at(col + dx * half, row + dy * half));
        const cols = (downLat * bend[0] - downLon * bend[1]) / determinant;
        const rows = (alongLon * bend[1] - alongLat * bend[0]) / determinant;
        lineBendPx = Math.max(lineBendPx, Math.hypot(cols, rows) / (dx * dx + dy * dy) || 0);
      }
    }
  }
  const straightFor = (bound: number, bend: number) =>
    linear ? DENSIFY_MAX_PX : probePx * Math.sqrt(bound / Math.max(bend, Number.MIN_VALUE));
  const straightPx = straightFor(BEND_PX, bendPx);
  const decimals = Math.ceil(Math.log10((0.5 / ROUNDING_PX) * pixelsPerDeg));
  return {
    sizeDeg: 1 / pixelsPerDeg,
    coordinateDecimals: Math.max(0, Math.min(DECIMALS_MAX, decimals)),
    densifyPx: 2 ** Math.floor(Math.log2(Math.max(1, Math.min(DENSIFY_MAX_PX, straightPx)))),
    densifyLinePx: Math.max(1, Math.min(DENSIFY_MAX_PX, straightFor(LINE_BEND_PX, lineBendPx))),
    isMirrored: orientation > 0,
  };
}

function difference(a: Float64Array, b: Float64Array): [lon: number, lat: number] {
  return [a[0] - b[0], a[1] - b[1]];
}

/** How far the middle lies from the middle of two ends. */
function bendDeg(start: Float64Array, middle: Float64Array, end: Float64Array): [lon: number, lat: number] {
  return [(start[0] + end[0]) / 2 - middle[0], (start[1] + end[1]) / 2 - middle[1]];
}
