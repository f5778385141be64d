/*
 * The plane around a pole: degrees from the pole, in the direction of the longitude (azimuthal, equidistant).
 *
 *   x = c · cos(lon), y = c · sin(lon), c = 90 − |lat|        the antimeridian is the ray y = 0, x < 0
 *
 * Smooth at the pole, where longitudes are not. Lines that are straight in a map of the pole are straight here near it.
 */

/** 1 for the north pole, −1 for the south pole. */
export type PoleSign = 1 | -1;

const RADIANS = Math.PI / 180;

/** Longitude and latitude in degrees to x, y in `out[0]`, `out[1]`. */
export function toPolarPlane(sign: PoleSign, [lon, lat]: readonly [number, number], out: Float64Array): void {
  const fromPole = 90 - sign * lat;
  out[0] = fromPole * Math.cos(lon * RADIANS);
  out[1] = fromPole * Math.sin(lon * RADIANS);
}

/** x, y to longitude (−180 to 180) and latitude in `out[0]`, `out[1]`. */
export function fromPolarPlane(sign: PoleSign, x: number, y: number, out: Float64Array): void {
  out[0] = Math.atan2(y, x) / RADIANS;
  out[1] = sign * (90 - Math.hypot(x, y));
}

/** How edges near a pole are divided, in degrees. */
export interface PolarDivision {
  sign: PoleSign;
  /** By how much an edge straight in longitude and latitude may leave the one straight in the plane. */
  bendDeg: number;
  /** An edge that passes the pole within this goes through it. */
  throughDeg: number;
}

/** No piece turns by more around the pole, so that it is plain which way round it goes. */
const TURN_MAX = Math.PI / 3;

/**
 * The points between two places of an edge that is straight in the plane, such that it is straight enough in longitude
 * and latitude between them: longitude, latitude pairs in order. An edge through the pole has one point there, at longitude 0.
 *
 *         a ─────·──·─·┬·─·──·───── b       points at angles θ from the foot of the perpendicular (of length p),
 *                 \    │p   /               where the distance to the pole is p / cos θ
 *                  ─── pole
 */
export function divideAtPole(
  from: readonly [number, number],
  to: readonly [number, number],
  division: PolarDivision,
): number[] {
  // Always divided from the same end, so that neighbours agree to the last bit.
  const isForward = from[0] < to[0] || (from[0] === to[0] && from[1] < to[1]);
  const points = isForward ? divide(from, to, division) : divide(to, from, division);
  if (isForward) return points;
  const reversed: number[] = [];
  for (let i = points.length - 2; i >= 0; i -= 2) reversed.push(points[i], points[i + 1]);
  return reversed;
}

const a = new Float64Array(2);
const b = new Float64Array(2);
const place = new Float64Array(2);

function divide(
  from: readonly [number, number],
  to: readonly [number, number],
  { sign, bendDeg, throughDeg }: PolarDivision,
): number[] {
  toPolarPlane(sign, from, a);
  toPolarPlane(sign, to, b);
  const length = Math.hypot(b[0] - a[0], b[1] - a[1]);
  const unitX = (b[0] - a[0]) / length;
  const unitY = (b[1] - a[1]) / length;
  const start = a[0] * unitX + a[1] * unitY;
  const footX = a[0] - start * unitX;
  const footY = a[1] - start * unitY;
  const away = Math.hypot(footX, footY);
  if (!(away > throughDeg)) return start < 0 && start + length > 0 ? [0, sign * 90] : [];

  const points: number[] = [];
  const divideTurn = (first: number, last: number): void => {
    const middle = (first + last) / 2;
    const meanDistance = (away / Math.cos(first) + away / Math.cos(last)) / 2;
    if (last - first <= TURN_MAX && Math.abs(meanDistance * Math.cos(middle) - away) <= bendDeg) return;
    divideTurn(first, middle);
    const along = away * Math.tan(middle);
    fromPolarPlane(sign, footX + along * unitX, footY + along * unitY, place);
    points.push(place[0], place[1]);
    divideTurn(middle, last);
  };
  divideTurn(Math.atan2(start, away), Math.atan2(start + length, away));
  return points;
}

/** Latitude at which an edge straight in the plane meets the antimeridian, between its ends of positive and negative longitude. */
export function crossingAtPole(
  sign: PoleSign,
  positive: readonly [number, number],
  negative: readonly [number, number],
): number {
  toPolarPlane(sign, positive, a);
  toPolarPlane(sign, negative, b);
  const share = a[1] / (a[1] - b[1]);
  return sign * (90 + (a[0] + share * (b[0] - a[0])));
}
