import type { FeatureBatch } from '../feature.js';
import { featureBboxes } from './wkb.js';

/**
 * West, south, east, north of every feature (RFC 7946, section 5). A feature that was cut at the antimeridian has a west
 * greater than its east (section 5.2): the box goes around the side of the earth where the feature is.
 */
export function writtenBboxes(batch: FeatureBatch): Float64Array {
  const bboxes = featureBboxes(batch);
  for (let feature = 0; feature < batch.count; feature++) {
    if (bboxes[4 * feature] !== -180 || bboxes[4 * feature + 2] !== 180) continue;
    const gap = findWidestGap(longitudeRanges(batch, feature));
    if (gap === null) continue;
    bboxes[4 * feature] = gap.east;
    bboxes[4 * feature + 2] = gap.west;
  }
  return bboxes;
}

type Range = [west: number, east: number];

/** Of each polygon's outer ring. */
function longitudeRanges(
  { polygonOffsets, ringOffsets, vertexOffsets, lonLat }: FeatureBatch,
  feature: number,
): Range[] {
  const ranges: Range[] = [];
  for (let polygon = polygonOffsets[feature]!; polygon < polygonOffsets[feature + 1]!; polygon++) {
    const outer = ringOffsets[polygon]!;
    let [west, east] = [Infinity, -Infinity];
    for (let vertex = vertexOffsets[outer]!; vertex < vertexOffsets[outer + 1]!; vertex++) {
      west = Math.min(west, lonLat[2 * vertex]!);
      east = Math.max(east, lonLat[2 * vertex]!);
    }
    ranges.push([west, east]);
  }
  return ranges;
}

/** The widest stretch of longitudes without a polygon; null where there is none. */
function findWidestGap(ranges: Range[]): { west: number; east: number } | null {
  let widest: { west: number; east: number } | null = null;
  let reached = -180;
  for (const [west, east] of ranges.sort((a, b) => a[0] - b[0])) {
    if (west - reached > (widest ? widest.east - widest.west : 0)) widest = { west: reached, east: west };
    reached = Math.max(reached, east);
  }
  return widest;
}
