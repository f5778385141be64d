import type { FeatureBatch } from '../feature.js';
import type { EncodedFeatures } from './encoded.js';

/** Geometry codes of WKB (OGC 06-103r4, section 8.2.8). */
export const WKB_POLYGON = 3;
export const WKB_MULTI_POLYGON = 6;

const LITTLE_ENDIAN = 1;
/** Byte order, type and number of parts. */
const HEAD_BYTES = 9;

/**
 * Every geometry as little-endian Well-Known Binary (OGC 06-103r4, section 8): a Polygon, or a MultiPolygon where the
 * feature has more than one polygon.
 *
 *     polygon       01 | u32 3 | u32 rings    | per ring: u32 vertices, (f64 x, f64 y)*
 *     multipolygon  01 | u32 6 | u32 polygons | polygon*
 */
export function encodeWkb(batch: FeatureBatch): EncodedFeatures {
  const offsets = measure(batch);
  const bytes = new Uint8Array(offsets[batch.count]!);
  const view = new DataView(bytes.buffer);
  for (let feature = 0; feature < batch.count; feature++) {
    const first = batch.polygonOffsets[feature]!;
    const end = batch.polygonOffsets[feature + 1]!;
    let at = offsets[feature]!;
    if (end - first !== 1) at = putHead(view, at, WKB_MULTI_POLYGON, end - first);
    for (let polygon = first; polygon < end; polygon++) at = putPolygon(view, at, batch, polygon);
  }
  return { bytes, offsets };
}

/** minX, minY, maxX, maxY of every feature, in degrees: of its outer rings, for holes lie inside. */
export function featureBboxes(batch: FeatureBatch): Float64Array {
  const { count, polygonOffsets, ringOffsets, vertexOffsets, lonLat } = batch;
  const bboxes = new Float64Array(4 * count);
  for (let feature = 0; feature < count; feature++) {
    let [minX, minY, maxX, maxY] = [Infinity, Infinity, -Infinity, -Infinity];
    for (let polygon = polygonOffsets[feature]!; polygon < polygonOffsets[feature + 1]!; polygon++) {
      const outer = ringOffsets[polygon]!;
      for (let vertex = vertexOffsets[outer]!; vertex < vertexOffsets[outer + 1]!; vertex++) {
        const x = lonLat[2 * vertex]!;
        const y = lonLat[2 * vertex + 1]!;
        if (x < minX) minX = x;
        if (x > maxX) maxX = x;
        if (y < minY) minY = y;
        if (y > maxY) maxY = y;
      }
    }
    bboxes.set([minX, minY, maxX, maxY], 4 * feature);
  }
  return bboxes;
}

/** Byte offsets of the features, known before the first byte is written. */
function measure({ count, polygonOffsets, ringOffsets, vertexOffsets }: FeatureBatch): Float64Array {
  const offsets = new Float64Array(count + 1);
  for (let feature = 0; feature < count; feature++) {
    const firstPolygon = polygonOffsets[feature]!;
    const endPolygon = polygonOffsets[feature + 1]!;
    const firstRing = ringOffsets[firstPolygon]!;
    const endRing = ringOffsets[endPolygon]!;
    const polygons = endPolygon - firstPolygon;
    const heads = HEAD_BYTES * (polygons === 1 ? 1 : polygons + 1);
    const vertices = vertexOffsets[endRing]! - vertexOffsets[firstRing]!;
    offsets[feature + 1] = offsets[feature]! + heads + 4 * (endRing - firstRing) + 16 * vertices;
  }
  return offsets;
}

function putHead(view: DataView, at: number, type: number, parts: number): number {
  view.setUint8(at, LITTLE_ENDIAN);
  view.setUint32(at + 1, type, true);
  view.setUint32(at + 5, parts, true);
  return at + HEAD_BYTES;
}

function putPolygon(view: DataView, start: number, batch: FeatureBatch, polygon: number): number {
  const { ringOffsets, vertexOffsets, lonLat } = batch;
  const first = ringOffsets[polygon]!;
  const end = ringOffsets[polygon + 1]!;
  let at = putHead(view, start, WKB_POLYGON, end - first);
  for (let ring = first; ring < end; ring++) {
    const from = vertexOffsets[ring]!;
    const to = vertexOffsets[ring + 1]!;
    view.setUint32(at, to - from, true);
    at += 4;
    for (let i = 2 * from; i < 2 * to; i++, at += 8) view.setFloat64(at, lonLat[i]!, true);
  }
  return at;
}
