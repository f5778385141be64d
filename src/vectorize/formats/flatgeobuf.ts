import type { FeatureSchema } from '../feature.js';
import { type FlatTable, sizePrefixedFlatBuffer } from './flatbuffer.js';
import { GEOMETRY_TYPE } from './flatgeobuf-feature.js';
import { flatGeobufColumns } from './flatgeobuf-properties.js';
import { extentOf } from './hilbert.js';
import { INDEX_NODE_SIZE, type PackedTreeInput, packedTree } from './packed-r-tree.js';
import { layerName } from './properties.js';

export { encodeFlatGeobuf } from './flatgeobuf-feature.js';

/** "fgb", version 3, "fgb", patch 0. */
const MAGIC = Uint8Array.of(0x66, 0x67, 0x62, 3, 0x66, 0x67, 0x62, 0);

/** What the head must know of all the features that follow it. */
export interface FlatGeobufHeadOptions extends PackedTreeInput {
  schema: FeatureSchema;
}

/**
 * All of a FlatGeobuf file (version 3) that comes before its features: magic bytes, header, and packed R-tree. The
 * encoded features follow in the order of `order`, with nothing between them. Longitude comes first, whatever EPSG
 * says of 4326: the format's coordinates are always x, y.
 */
export function* flatGeobufHead({ schema, ...features }: FlatGeobufHeadOptions): Generator<Uint8Array> {
  yield MAGIC;
  yield sizePrefixedFlatBuffer(headerTable(schema, features));
  yield* packedTree(features);
}

/** Header of header.fbs. A file without features has no tree, and says so by a node size of 0. */
function headerTable(schema: FeatureSchema, { bboxes, order }: PackedTreeInput): FlatTable {
  const isEmpty = order.length === 0;
  const columns = flatGeobufColumns(schema).map(({ name, type, nullable }): FlatTable => {
    const isKey = name === 'id' ? 1 : 0;
    // name, type, title, description, width, precision, scale, nullable, unique, primary_key
    const flags: FlatTable = [{ u8: nullable ? 1 : 0 }, { u8: isKey }, { u8: isKey }];
    return [{ text: name }, { u8: type }, null, null, null, null, null, ...flags];
  });
  // org, code, name
  const crs: FlatTable = [{ text: 'EPSG' }, { i32: 4326 }, { text: 'WGS 84' }];
  return [
    { text: layerName(schema) },
    isEmpty ? null : { doubles: extentOf(bboxes) },
    { u8: GEOMETRY_TYPE.multiPolygon },
    null, // has_z
    null, // has_m
    null, // has_t
    null, // has_tm
    { tables: columns },
    { u64: order.length },
    { u16: isEmpty ? 0 : INDEX_NODE_SIZE },
    { table: crs },
    { text: `${schema.scene}, ${schema.recipe}` },
  ];
}
