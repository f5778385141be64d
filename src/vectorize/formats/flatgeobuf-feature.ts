import type { FeatureBatch, FeatureSchema } from '../feature.js';
import type { EncodedFeatures } from './encoded.js';
import {
  type PropertiesInput,
  propertiesInput,
  propertiesSize,
  putBytes,
  putProperties,
} from './flatgeobuf-properties.js';

/** GeometryType of FlatGeobuf's header.fbs, those in use. */
export const GEOMETRY_TYPE = { polygon: 3, multiPolygon: 6 } as const;

/** Where the fixed parts of a feature lie. */
const FEATURE_TABLE = 16;
const MULTI_VTABLE = 28;
const PART_VTABLE = 48;
const MULTI_TABLE = 68;
const PARTS = 80;

/** What all features begin with; size and the offset of the properties are filled in. */
const PROLOGUE = makePrologue();

/**
 * Features as size-prefixed flatbuffers (FlatGeobuf 3, feature.fbs), each a multiple of 8 bytes and aligned from its
 * first, the size. Every geometry is a MultiPolygon, for the layer has one type: readers that go by the header's type
 * (GDAL, QGIS) then need not split it.
 *
 *     0 size  4 root  8 vtable of Feature  16 Feature  28 vtable of Geometry, multi  48 vtable of Geometry, part
 *     68 Geometry, multi  80 parts[]  properties[]  then per polygon: Geometry, part · ends[] · xy[]
 *
 * @throws InternalError for a class outside the legend
 */
export function encodeFlatGeobuf(batch: FeatureBatch, schema: FeatureSchema): EncodedFeatures {
  const properties = propertiesInput(batch, schema);
  const offsets = new Float64Array(batch.count + 1);
  for (let i = 0; i < batch.count; i++) {
    const propertyBytes = propertiesSize(properties, i);
    offsets[i + 1] = offsets[i]! + geometrySize(batch, i, partsEnd(batch, i) + 4 + alignUp(propertyBytes, 4));
  }
  const bytes = new Uint8Array(offsets[batch.count]!);
  for (let i = 0; i < batch.count; i++) {
    putFeature(new DataView(bytes.buffer, offsets[i]!, offsets[i + 1]! - offsets[i]!), properties, i);
  }
  return { bytes, offsets };
}

/** Bytes of the whole feature whose first polygon begins at `start`. */
function geometrySize(
  { polygonOffsets, ringOffsets, vertexOffsets }: FeatureBatch,
  feature: number,
  start: number,
): number {
  let end = start;
  for (let polygon = polygonOffsets[feature]!; polygon < polygonOffsets[feature + 1]!; polygon++) {
    const first = ringOffsets[polygon]!;
    const last = ringOffsets[polygon + 1]!;
    end = xyStart(end, last - first) + 16 * (vertexOffsets[last]! - vertexOffsets[first]!);
  }
  return alignUp(end, 8);
}

const alignUp = (value: number, to: number): number => Math.ceil(value / to) * to;

/** Where the vector of polygons ends: the properties follow. */
const partsEnd = ({ polygonOffsets }: FeatureBatch, feature: number): number =>
  PARTS + 4 + 4 * (polygonOffsets[feature + 1]! - polygonOffsets[feature]!);

/** Where the coordinates of a polygon begin, behind its table, its ends and the length of the coordinates. */
const xyStart = (table: number, rings: number): number => alignUp(table + 16 + 4 + 4 * rings + 4, 8);

function putFeature(view: DataView, input: PropertiesInput, feature: number): void {
  const { batch } = input;
  const first = batch.polygonOffsets[feature]!;
  const end = batch.polygonOffsets[feature + 1]!;
  putBytes(view, 0, PROLOGUE);
  view.setUint32(0, view.byteLength - 4, true);
  const properties = partsEnd(batch, feature);
  view.setUint32(FEATURE_TABLE + 8, properties - (FEATURE_TABLE + 8), true);
  view.setUint32(PARTS, end - first, true);
  const propertiesEnd = putProperties(view, properties + 4, input, feature);
  view.setUint32(properties, propertiesEnd - properties - 4, true);
  let table = alignUp(propertiesEnd, 4);
  for (let polygon = first; polygon < end; polygon++) {
    const slot = PARTS + 4 + 4 * (polygon - first);
    view.setUint32(slot, table - slot, true);
    table = putPart(view, table, batch, polygon);
  }
}

/** One polygon: its table, the ends of its rings counted in vertices, and its coordinates; returns where it ends. */
function putPart(view: DataView, table: number, batch: FeatureBatch, polygon: number): number {
  const { ringOffsets, vertexOffsets, lonLat } = batch;
  const firstRing = ringOffsets[polygon]!;
  const endRing = ringOffsets[polygon + 1]!;
  const firstVertex = vertexOffsets[firstRing]!;
  const endVertex = vertexOffsets[endRing]!;
  let at = xyStart(table, endRing - firstRing);
  view.setInt32(table, table - PART_VTABLE, true);
  view.setUint32(table + 4, 16 - 4, true);
  view.setUint32(table + 8, at - 4 - (table + 8), true);
  view.setUint8(table + 12, GEOMETRY_TYPE.polygon);
  view.setUint32(table + 16, endRing - firstRing, true);
  for (let ring = firstRing; ring < endRing; ring++) {
    view.setUint32(table + 20 + 4 * (ring - firstRing), vertexOffsets[ring + 1]! - firstVertex, true);
  }
  view.setUint32(at - 4, 2 * (endVertex - firstVertex), true);
  for (let i = 2 * firstVertex; i < 2 * endVertex; i++, at += 8) view.setFloat64(at, lonLat[i]!, true);
  return at;
}

/** Everything before the parts: a vtable holds its own size, its table's size, and where each field lies in the table. */
function makePrologue(): Uint8Array {
  const bytes = new Uint8Array(PARTS);
  const view = new DataView(bytes.buffer);
  const putVtable = (at: number, shorts: number[]): void => {
    shorts.forEach((short, i) => {
      view.setUint16(at + 2 * i, short, true);
    });
  };
  view.setUint32(4, FEATURE_TABLE - 4, true);
  // fields of Feature: geometry, properties; of Geometry: ends, xy, z, m, t, tm, type, parts
  putVtable(8, [8, 12, 4, 8]);
  putVtable(MULTI_VTABLE, [20, 12, 0, 0, 0, 0, 0, 0, 8, 4]);
  putVtable(PART_VTABLE, [18, 16, 4, 8, 0, 0, 0, 0, 12]);
  view.setInt32(FEATURE_TABLE, FEATURE_TABLE - 8, true);
  view.setUint32(FEATURE_TABLE + 4, MULTI_TABLE - (FEATURE_TABLE + 4), true);
  view.setInt32(MULTI_TABLE, MULTI_TABLE - MULTI_VTABLE, true);
  view.setUint32(MULTI_TABLE + 4, PARTS - (MULTI_TABLE + 4), true);
  view.setUint8(MULTI_TABLE + 8, GEOMETRY_TYPE.multiPolygon);
  return bytes;
}
