import { InputError } from '../../errors.js';
import type { PoleSign } from '../antimeridian/polar-plane.js';
import type { GroundPosition, GroundScene } from './ground-position.js';

/**
 * What breaks longitudes within the scene. `line`: it lies across the antimeridian, and longitudes run on from below 180°
 * to above; `joinLon` is the meridian where a scene all around the world ends and begins, else null. `pole`: it holds a pole, or lies beside one, and longitudes jump by 360° where they please.
 */
export type Seam = { kind: 'line'; joinLon: number | null } | { kind: 'pole'; sign: PoleSign };

export interface GroundExtent {
  /** Within ±180°, ±90°; `west` is greater than `east` where the scene lies across the antimeridian (RFC 7946, section 5.2). */
  bboxLonLat: [west: number, south: number, east: number, north: number];
  /** The same with longitudes that run on: `east` is above 180 where the scene lies across the antimeridian. */
  spanLonLat: [west: number, south: number, east: number, north: number];
  /** Whole turns that bring the longitudes of positions to 180° or, of a scene across it, to both sides. */
  turnDeg: number;
  /** Longitudes that positions may have then: those beyond are a pixel's rounding. */
  limitsDeg: [west: number, east: number];
  seam: Seam | null;
}

/** @throws InputError where the scene reaches over a pole, or around the world more than once. */
export function findExtent(scene: GroundScene, position: GroundPosition, slackDeg: number): GroundExtent {
  const { borderBbox, holdsPole, pole } = position;
  const [west, south, east, north] = borderBbox;
  if (south < -90 - slackDeg || north > 90 + slackDeg) {
    throw refuse(scene, 'latitudes from -90 to 90', `${south} to ${north}`);
  }
  if (holdsPole) {
    throw refuse(scene, 'a scene beside the pole, or a map in which the pole is a point', 'one that goes around it');
  }
  if (east - west > 360 + 2 * slackDeg) {
    throw refuse(scene, 'longitudes once around the world at most', `${west} to ${east}`);
  }
  const turnDeg = -360 * Math.floor((west + 180 + slackDeg) / 360);
  const westDeg = Math.max(-180, west + turnDeg);
  const isAcross = east + turnDeg > 180 + slackDeg && westDeg > -180;
  const limitsDeg: GroundExtent['limitsDeg'] = [-180, isAcross ? westDeg + 360 : 180];
  const eastDeg = Math.min(limitsDeg[1], east + turnDeg);
  const spanLonLat: GroundExtent['spanLonLat'] = [westDeg, Math.max(-90, south), eastDeg, Math.min(90, north)];
  const isAllAround = eastDeg - westDeg > 360 - slackDeg;
  const bboxLonLat: GroundExtent['bboxLonLat'] = [...spanLonLat];
  if (isAllAround) bboxLonLat[0] = -180;
  if (isAcross) bboxLonLat[2] = isAllAround ? 180 : eastDeg - 360;
  const seam = pole
    ? ({ kind: 'pole', sign: pole.sign } as const)
    : isAcross
      ? ({ kind: 'line', joinLon: isAllAround ? westDeg : null } as const)
      : null;
  return { bboxLonLat, spanLonLat, turnDeg, limitsDeg, seam };
}

function refuse({ source }: GroundScene, wanted: string, got: string): InputError {
  return new InputError({ thing: 'extent of the scene', wanted, got, ...(source ? { source } : {}) });
}
