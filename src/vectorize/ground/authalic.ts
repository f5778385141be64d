/** WGS84: equatorial radius in metres, flattening, first eccentricity and its square. */
const RADIUS_M = 6378137;
const FLATTENING = 1 / 298.257223563;
const E2 = FLATTENING * (2 - FLATTENING);
const E = Math.sqrt(E2);
const RADIANS = Math.PI / 180;

/** `q` at the pole (Snyder 1987, Map Projections: A Working Manual, eq. 3-12). */
const Q_POLE = 1 + ((1 - E2) * Math.atanh(E)) / E;

/** Square of the authalic radius in m²: a sphere of it has the ellipsoid's area (Snyder 3-13). */
export const AUTHALIC_RADIUS2_M2 = (RADIUS_M * RADIUS_M * Q_POLE) / 2;

/** Cosine of a latitude in degrees that keeps its digits up to the pole. */
function cosDegrees(latDeg: number): number {
  return Math.sin((90 - Math.abs(latDeg)) * RADIANS);
}

/**
 * `q(north) − q(south)` of Snyder's eq. 3-12 with `northDeg = southDeg + heightDeg`, written with the differences of sine
 * and atanh taken in closed form, so that a strip of a millimetre keeps all its digits.
 */
function qDifference(southDeg: number, northDeg: number, heightDeg: number): number {
  const south = Math.sin(southDeg * RADIANS);
  const north = Math.sin(northDeg * RADIANS);
  const rise = 2 * cosDegrees((southDeg + northDeg) / 2) * Math.sin((heightDeg / 2) * RADIANS);
  const product = E2 * south * north;
  const fraction = (rise * (1 + product)) / ((1 - E2 * south * south) * (1 - E2 * north * north));
  return (1 - E2) * (fraction + Math.atanh((E * rise) / (1 - product)) / E);
}

/** Area in m² of a rectangle of longitude and latitude, given by its southern parallel and its extent: exact. */
export function zoneAreaM2(zone: { southDeg: number; heightDeg: number; widthDeg: number }): number {
  const { southDeg, heightDeg, widthDeg } = zone;
  return ((RADIUS_M * RADIUS_M) / 2) * widthDeg * RADIANS * qDifference(southDeg, southDeg + heightDeg, heightDeg);
}

/** Area of the ellipsoid at a latitude, in m² per square degree of longitude × latitude. */
export function areaDensityM2(latDeg: number): number {
  const sine = Math.sin(latDeg * RADIANS);
  const w2 = 1 - E2 * sine * sine;
  return (((RADIUS_M * RADIANS) ** 2 * (1 - E2)) / (w2 * w2)) * cosDegrees(latDeg);
}

/**
 * The point's place on the authalic unit sphere, as x, y, z: areas there times `AUTHALIC_RADIUS2_M2` are the ellipsoid's.
 * Smooth across poles and the antimeridian.
 */
export function authalicVector(lonDeg: number, latDeg: number, out: Float64Array, offset: number): void {
  const abs = Math.abs(latDeg);
  const gap = Math.max(0, qDifference(abs, 90, 90 - abs)) / Q_POLE;
  const cosine = Math.sqrt(gap * (2 - gap));
  out[offset] = cosine * Math.cos(lonDeg * RADIANS);
  out[offset + 1] = cosine * Math.sin(lonDeg * RADIANS);
  out[offset + 2] = latDeg < 0 ? gap - 1 : 1 - gap;
}

/** The point's geocentric x, y, z in metres on the ellipsoid: chords there are, when short, geodesics. */
export function geocentricVector(lonDeg: number, latDeg: number, out: Float64Array, offset: number): void {
  const sine = Math.sin(latDeg * RADIANS);
  const normal = RADIUS_M / Math.sqrt(1 - E2 * sine * sine);
  const equatorial = normal * cosDegrees(latDeg);
  out[offset] = equatorial * Math.cos(lonDeg * RADIANS);
  out[offset + 1] = equatorial * Math.sin(lonDeg * RADIANS);
  out[offset + 2] = normal * (1 - E2) * sine;
}

/** Length in metres of a small displacement in degrees at a latitude, by the ellipsoid's two radii of curvature. */
export function arcM(latDeg: number, lonStepDeg: number, latStepDeg: number): number {
  const sine = Math.sin(latDeg * RADIANS);
  const w2 = 1 - E2 * sine * sine;
  const normal = RADIUS_M / Math.sqrt(w2);
  const meridian = (normal * (1 - E2)) / w2;
  return RADIANS * Math.hypot(normal * cosDegrees(latDeg) * lonStepDeg, meridian * latStepDeg);
}
