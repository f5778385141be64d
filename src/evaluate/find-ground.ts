import { LandquiltError } from '../errors.js';
import { fromLonLat, isGeographic, toLonLat } from '../raster/crs.js';
import type { Scene } from '../tiling/open-scene.js';
import { createGround, type Ground } from '../vectorize/ground/ground.js';

/** The pixels of a scene on the ground, or the reason why they have no place there. */
export type FoundGround = { ground: Ground; problem: null } | { ground: null; problem: string };

export function findGround({ width, height, affine, crs, location }: Scene): FoundGround {
  if (crs === null) return { ground: null, problem: 'it has no CRS' };
  try {
    const projections = { toLonLat: toLonLat(crs), fromLonLat: fromLonLat(crs) };
    const place = { width, height, affine, geographic: isGeographic(crs), source: location };
    return { ground: createGround({ ...place, ...projections }), problem: null };
  } catch (error) {
    if (!(error instanceof LandquiltError)) throw error;
    return { ground: null, problem: `${error.facts.thing}: wanted ${error.facts.wanted}, got ${error.facts.got}` };
  }
}
