import { roundHalfUp } from '../raster/round.js';
import type { DrawnRings } from './draw-rings.js';
import type { Ground } from './ground/ground.js';
import type { Rings } from './rings.js';

/** Lattice rings to closed lon/lat rings, counter-clockwise outside, rounded to the ground's decimals. */
export function projectRings(rings: Rings, order: Uint32Array, ground: Ground) {
  const vertexOffsets = new Uint32Array(order.length + 1);
  for (let i = 0; i < order.length; i++) {
    vertexOffsets[i + 1] = vertexOffsets[i] + rings.offsets[order[i] + 1] - rings.offsets[order[i]] + 1;
  }
  const lattice = new Int32Array(2 * vertexOffsets[order.length]);
  for (let i = 0; i < order.length; i++) {
    const ring = rings.corners.subarray(2 * rings.offsets[order[i]], 2 * rings.offsets[order[i] + 1]);
    closeRing(ring, lattice, 2 * vertexOffsets[i], ground.isMirrored);
  }
  return { lonLat: projectRounded(lattice, ground), vertexOffsets };
}

/** The same of rings that are drawn already. */
export function projectDrawn({ positions, vertexOffsets }: DrawnRings, ground: Ground) {
  const lonLat = projectRounded(positions, ground);
  for (let i = 0; ground.isMirrored && i + 1 < vertexOffsets.length; i++) {
    turnRound(lonLat.subarray(2 * vertexOffsets[i], 2 * vertexOffsets[i + 1]));
  }
  return { lonLat, vertexOffsets };
}

function projectRounded(positions: Int32Array | Float64Array, ground: Ground): Float64Array {
  const lonLat = new Float64Array(positions.length);
  ground.toLonLat(positions, lonLat);
  const scale = 10 ** ground.coordinateDecimals;
  for (let i = 0; i < lonLat.length; i++) lonLat[i] = roundHalfUp(lonLat[i] * scale) / scale;
  return lonLat;
}

/** Reverses the order of pairs. */
function turnRound(pairs: Float64Array): void {
  pairs.reverse();
  for (let i = 0; i < pairs.length; i += 2) {
    const second = pairs[i];
    pairs[i] = pairs[i + 1];
    pairs[i + 1] = second;
  }
}

/** Copies a ring to `at` and repeats its first corner. In a mirrored scene (rows northwards) it is turned round. */
function closeRing(ring: Int32Array, to: Int32Array, at: number, isMirrored: boolean): void {
  const { length } = ring;
  to.set(ring, at);
  for (let i = 2; isMirrored && i < length; i += 2) {
    to[at + i] = ring[length - i];
    to[at + i + 1] = ring[length - i + 1];
  }
  to[at + length] = ring[0];
  to[at + length + 1] = ring[1];
}
