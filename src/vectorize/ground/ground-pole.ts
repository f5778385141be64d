import { affineDeterminant, applyAffine } from '../../raster/affine.js';
import type { PoleSign } from '../antimeridian/polar-plane.js';
import type { GroundScene, Projection } from './ground-scene.js';

/** A pole in or near the scene. */
export interface GroundPole {
  sign: PoleSign;
  /** Its pixel position. */
  col: number;
  row: number;
}

type Bbox = [west: number, south: number, east: number, north: number];

/** A pole so near the scene, in parts of its longer side, bends and breaks longitudes within it. */
const NEAR = 0.25;
/** Places of the pole, by longitude, are one place when so near each other; on the border when so near it. */
const SAME_PX = 0.01;
const BORDER_PX = 1e-6;
const AROUND = 16;

/**
 * The poles that are points of the map, within the scene or beside it. None where the map has degrees for its
 * coordinates, in which a pole is a line, or no way back is known.
 */
export function findPoles(scene: GroundScene): GroundPole[] {
  const { geographic, fromLonLat, width, height } = scene;
  if (geographic || !fromLonLat) return [];
  const margin = NEAR * Math.max(width, height);
  return ([1, -1] as const).flatMap((sign) => {
    const pole = placePole(scene, fromLonLat, sign);
    const isNear =
      pole !== null &&
      pole.col >= -margin &&
      pole.col <= width + margin &&
      pole.row >= -margin &&
      pole.row <= height + margin;
    return isNear && turnsAround(scene, pole) ? [pole] : [];
  });
}

/** Null where the pole is not one place in the map. */
function placePole({ affine }: GroundScene, fromLonLat: Projection, sign: PoleSign): GroundPole | null {
  const [a, b, c, d, e, f] = affine;
  const determinant = affineDeterminant(affine);
  const places = [0, 90, 180, -90, 37].map((lon) => {
    const [x, y] = attempt(fromLonLat, lon, 90 * sign);
    return { sign, col: (e * (x - c) - b * (y - f)) / determinant, row: (a * (y - f) - d * (x - c)) / determinant };
  });
  const [pole] = places;
  const isOne = places.every(({ col, row }) => Math.hypot(col - pole.col, row - pole.row) < SAME_PX);
  return isOne ? pole : null;
}

/** Whether longitudes go once around on a small circle: at the tip of a cone, or beyond the map's edge, they do not. */
function turnsAround({ affine, toLonLat }: GroundScene, { col, row }: GroundPole): boolean {
  let turned = 0;
  let before = Number.NaN;
  for (let k = 0; k <= AROUND; k++) {
    const angle = (2 * Math.PI * k) / AROUND;
    const [lon] = attempt(toLonLat, ...applyAffine(affine, col + Math.cos(angle), row + Math.sin(angle)));
    if (k > 0) turned += lon - before - 360 * Math.round((lon - before) / 360);
    before = lon;
  }
  return Math.abs(Math.abs(turned) - 360) < 1e-3;
}

/** A projection may throw outside its domain; to us that is a position that is not there. */
function attempt(projection: Projection, x: number, y: number): [number, number] {
  try {
    return projection(x, y);
  } catch {
    return [Number.NaN, Number.NaN];
  }
}

/**
 * The bbox of a scene at a pole, from longitude, latitude pairs along its border: longitudes leave out the widest gap
 * between them, so `east` may be above 180; all around where the pole is inside.
 */
export function polarBbox({ width, height }: GroundScene, pole: GroundPole, border: readonly number[]): Bbox {
  const { sign, col, row } = pole;
  const insidePx = Math.min(col, width - col, row, height - row);
  const lons: number[] = [];
  let south = 90;
  let north = -90;
  for (let i = 0; i < border.length; i += 2) {
    south = Math.min(south, border[i + 1]);
    north = Math.max(north, border[i + 1]);
    if (Math.abs(border[i + 1]) < 90 - 1e-9) lons.push(border[i]);
  }
  if (insidePx >= -BORDER_PX) {
    if (sign > 0) north = 90;
    else south = -90;
  }
  if (insidePx > BORDER_PX) return [-180, south, 180, north];
  lons.sort((p, q) => p - q);
  let [west, east] = [lons[0], lons[lons.length - 1]];
  for (let i = 1; i < lons.length; i++) {
    if (lons[i] - lons[i - 1] > west + 360 - east) [west, east] = [lons[i], lons[i - 1] + 360];
  }
  return [west, south, east, north];
}
