import type { FeatureSchema } from '../../../src/vectorize/feature.js';
import { encodeFlatGeobuf, flatGeobufHead } from '../../../src/vectorize/formats/flatgeobuf.js';
import { encodeGeoJson, GEOJSON_TAIL, geoJsonHead } from '../../../src/vectorize/formats/geojson.js';
import { type ParquetRows, writeGeoParquet } from '../../../src/vectorize/formats/geoparquet.js';
import { hilbertOrder } from '../../../src/vectorize/formats/hilbert.js';
import { encodeWkb, featureBboxes } from '../../../src/vectorize/formats/wkb.js';
import { batchOf, bytesOf, countFigures, type PlainFeature } from './batches.js';

/** A whole file, as the step that publishes puts it together. */
export function flatGeobufFile(features: PlainFeature[], schema: FeatureSchema): Uint8Array {
  const batch = batchOf(features, countFigures(schema));
  const encoded = encodeFlatGeobuf(batch, schema);
  const bboxes = featureBboxes(batch);
  const order = hilbertOrder(bboxes);
  const sizes = features.map((_, i) => encoded.offsets[i + 1]! - encoded.offsets[i]!);
  const head = flatGeobufHead({ schema, bboxes, sizes, order });
  return concat([...head, ...Array.from(order, (i) => bytesOf(encoded, i))]);
}

/** A whole file, as the step that publishes puts it together. */
export function geoJsonFile(features: PlainFeature[], schema: FeatureSchema): Uint8Array {
  const encoded = encodeGeoJson(batchOf(features, countFigures(schema)), schema);
  const separator = new TextEncoder().encode(',\n');
  const pieces = features.flatMap((_, i) => (i === 0 ? [bytesOf(encoded, i)] : [separator, bytesOf(encoded, i)]));
  return concat([geoJsonHead(schema), ...pieces, GEOJSON_TAIL]);
}

/** Bytes one after another. */
export function concat(pieces: Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    bytes.set(piece, at);
    at += piece.length;
  }
  return bytes;
}

/** Features as one row group. */
export function parquetRows(features: PlainFeature[], indexCount = 2): ParquetRows {
  const batch = batchOf(features, indexCount);
  return { ...batch, bboxes: featureBboxes(batch), wkb: encodeWkb(batch) };
}

/** A whole file in row groups of `groupSize` features, the last of them empty. */
export async function geoParquetFile(
  features: PlainFeature[],
  schema: FeatureSchema,
  groupSize: number,
): Promise<Uint8Array> {
  async function* groups(): AsyncGenerator<ParquetRows> {
    for (let start = 0; start <= features.length; start += groupSize) {
      yield parquetRows(features.slice(start, start + groupSize), countFigures(schema));
    }
  }
  const pieces: Uint8Array[] = [];
  for await (const piece of writeGeoParquet(schema, groups())) pieces.push(piece);
  return concat(pieces);
}
