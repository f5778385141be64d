import type { FeatureBatch } from '../feature.js';
import type { Ground } from '../ground/ground.js';
import { BEND_PX } from '../ground/ground-pixel.js';
import { joinChains, type PlainPolygon } from './join-chains.js';
import { type Chain, chainsOf, type SeamRing, type SeamRules, toSeamRing } from './seam-chains.js';

/** How near the meridian where a scene all around the world ends and begins its border is; the next corner is a pixel away. */
const NEAR_PX = 0.2;

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
  const scale = 10 ** coordinateDecimals;
  return cutBatch(batch, {
    decimals: coordinateDecimals,
    pole: seam.kind === 'pole' ? { sign: seam.sign, bendDeg: BEND_PX * pixelDeg } : null,
    join:
      seam.kind === 'line' && seam.joinLon !== null
        ? { lon: Math.round(seam.joinLon * scale) / scale, nearDeg: NEAR_PX * pixelDeg }
        : null,
  });
}

function cutBatch<Batch extends FeatureBatch>(batch: Batch, rules: SeamRules): Batch {
  const polygonOffsets = new Uint32Array(batch.count + 1);
  const ringOffsets: number[] = [];
  const vertexOffsets: number[] = [];
  const lonLat: number[] = [];
  for (let feature = 0; feature < batch.count; feature++) {
    polygonOffsets[feature] = ringOffsets.length;
    for (const polygon of cutFeature(batch, feature, rules)) {
      ringOffsets.push(vertexOffsets.length);
      for (const ring of polygon) {
        vertexOffsets.push(lonLat.length / 2);
        for (const value of ring) lonLat.push(value);
        lonLat.push(ring[0], ring[1]);
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

function cutFeature(batch: FeatureBatch, feature: number, rules: SeamRules): PlainPolygon[] {
  const polygons: SeamRing[][] = [];
  for (let at = batch.polygonOffsets[feature]; at < batch.polygonOffsets[feature + 1]; at++) {
    polygons.push(seamRings(batch, at, rules));
  }
  if (!rules.join || !meetsItself(polygons.flat(), rules.join.lon))
    return polygons.flatMap((rings) => cutPolygon(rings, rules));
  return cutRings(polygons.flat(), rules, rules.join.lon);
}

function seamRings(
  { ringOffsets, vertexOffsets, lonLat }: FeatureBatch,
  polygon: number,
  rules: SeamRules,
): SeamRing[] {
  const first = ringOffsets[polygon];
  return Array.from({ length: ringOffsets[polygon + 1] - first }, (_, i) =>
    toSeamRing(lonLat, vertexOffsets[first + i], vertexOffsets[first + i + 1] - 1, rules),
  );
}

/** Whether the feature comes to the meridian from both sides. */
function meetsItself(rings: readonly SeamRing[], joinLon: number): boolean {
  const isThere = (side: number) =>
    rings.some((ring) => ring.lon.some((lon, i) => lon === joinLon && ring.side[i] === side));
  return isThere(1) && isThere(-1);
}

function cutPolygon(rings: readonly SeamRing[], rules: SeamRules): PlainPolygon[] {
  // What lies on one side of the antimeridian, and at most touches it, stays as it is.
  const side = rules.pole ? undefined : [1, -1].find((of) => rings.every((ring) => !ring.side.includes(-of)));
  if (side === undefined) return cutRings(rings, rules, null);
  return [rings.map(({ lon, lat }) => lon.flatMap((of, i) => [Math.abs(of) === 180 ? 180 * side : of, lat[i]]))];
}

function cutRings(rings: readonly SeamRing[], rules: SeamRules, joinLon: number | null): PlainPolygon[] {
  const chains: Chain[] = [];
  const whole: number[][] = [];
  for (const ring of rings) {
    const pieces = chainsOf(ring, rules);
    if (pieces) for (const piece of pieces) chains.push(piece);
    else whole.push(ring.lon.flatMap((lon, i) => [lon, ring.lat[i]]));
  }
  return chains.length === 0 && joinLon === null ? [whole] : joinChains(chains, whole, joinLon);
}
