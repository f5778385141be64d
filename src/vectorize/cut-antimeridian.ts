import type { FeatureBatch } from './feature.js';
import type { Ground } from './ground.js';
import { BEND_PX } from './ground-pixel.js';
import { joinChains, type PlainPolygon } from './join-chains.js';
import { type Chain, chainsOf, type SeamRules, toSeamRing } from './seam-chains.js';

/**
 * The features with their polygons cut along the antimeridian (RFC 7946, section 3.1.9), longitudes within ±180°. In a
 * scene at a pole the cut goes from there, and a polygon that holds the pole is closed along ±180° and ±90°. Polygons
 * that only touch the antimeridian stay whole; the scene's other polygons and their order too. A batch of a scene without
 * a seam is given back as it is.
 *
 * A vertex added on the antimeridian depends on the two ends of its edge alone, so that neighbours share it.
 */
export function cutAntimeridian<Batch extends FeatureBatch>(
  batch: Batch,
  ground: Pick<Ground, 'seam' | 'pixelDeg' | 'coordinateDecimals'>,
): Batch {
  const { seam, pixelDeg, coordinateDecimals } = ground;
  if (seam === null) return batch;
  const pole = seam.kind === 'pole' ? { sign: seam.sign, bendDeg: BEND_PX * pixelDeg } : null;
  return cutBatch(batch, { pole, decimals: coordinateDecimals });
}

function cutBatch<Batch extends FeatureBatch>(batch: Batch, rules: SeamRules): Batch {
  const polygonOffsets = new Uint32Array(batch.count + 1);
  const ringOffsets: number[] = [];
  const vertexOffsets: number[] = [];
  const lonLat: number[] = [];
  for (let feature = 0; feature < batch.count; feature++) {
    polygonOffsets[feature] = ringOffsets.length;
    for (let at = batch.polygonOffsets[feature]; at < batch.polygonOffsets[feature + 1]; at++) {
      for (const polygon of cutPolygon(batch, at, rules)) {
        ringOffsets.push(vertexOffsets.length);
        for (const ring of polygon) {
          vertexOffsets.push(lonLat.length / 2);
          for (const value of ring) lonLat.push(value);
          lonLat.push(ring[0], ring[1]);
        }
      }
    }
  }
  polygonOffsets[batch.count] = ringOffsets.length;
  ringOffsets.push(vertexOffsets.length);
  vertexOffsets.push(lonLat.length / 2);
  return {
    ...batch,
    polygonOffsets,
    ringOffsets: Uint32Array.from(ringOffsets),
    vertexOffsets: Uint32Array.from(vertexOffsets),
    lonLat: Float64Array.from(lonLat),
  };
}

function cutPolygon(batch: FeatureBatch, at: number, rules: SeamRules): PlainPolygon[] {
  const { ringOffsets, vertexOffsets, lonLat } = batch;
  const first = ringOffsets[at];
  const end = ringOffsets[at + 1];
  const rings = Array.from({ length: end - first }, (_, i) =>
    toSeamRing(lonLat, vertexOffsets[first + i], vertexOffsets[first + i + 1] - 1, rules),
  );
  // What lies on one side of the antimeridian, and at most touches it, stays as it is.
  const sides = rules.pole ? [] : [1, -1].filter((side) => rings.every((ring) => !ring.side.includes(side)));
  if (sides.length > 0)
    return [rings.map(({ lon, lat }) => lon.flatMap((of, i) => [sides[0] > 0 && of === 180 ? -180 : of, lat[i]]))];

  const chains: Chain[] = [];
  const whole: number[][] = [];
  for (const ring of rings) {
    const pieces = chainsOf(ring, rules);
    if (pieces) for (const piece of pieces) chains.push(piece);
    else whole.push(ring.lon.flatMap((lon, i) => [lon, ring.lat[i]]));
  }
  return chains.length === 0 ? [whole] : joinChains(chains, whole);
}
