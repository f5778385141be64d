import type { Json } from '../raster/json.js';
import type { AssembledFeatures } from '../vectorize/assemble.js';
import type { DrawingSums } from '../vectorize/drawing-sums.js';
import type { FeatureBatch, FeatureSchema } from '../vectorize/feature.js';
import { encodeCsv } from '../vectorize/formats/csv.js';
import type { EncodedFeatures } from '../vectorize/formats/encoded.js';
import { encodeFlatGeobuf } from '../vectorize/formats/flatgeobuf-feature.js';
import { encodeGeoJson } from '../vectorize/formats/geojson.js';
import { encodeWkb, featureBboxes } from '../vectorize/formats/wkb.js';
import type { RunContext } from './context.js';
import { type Encoding, neededEncodings } from './outputs.js';
import type { PackArray } from './pack.js';

/** What is to be added up over all packs of features. */
export interface FeatureFacts {
  /** Features per class id, 0 to 255. */
  regions: number[];
  /** What simplified borders did to classes. */
  drawing: DrawingSums[];
}

export function featureFacts({ classId, drawing = [] }: AssembledFeatures): Json {
  const regions = new Array<number>(256).fill(0);
  for (const id of classId) regions[id]++;
  return { regions, drawing: drawing.map((sums) => ({ ...sums })) } satisfies FeatureFacts;
}

/** What encodes features, where they are made. */
const ENCODERS: Record<Encoding, (batch: FeatureBatch, schema: FeatureSchema) => EncodedFeatures> = {
  geojson: encodeGeoJson,
  flatgeobuf: encodeFlatGeobuf,
  wkb: encodeWkb,
  csv: encodeCsv,
};

/** Finished features as arrays of a pack: columns, and the bytes of every feature in each encoding the run needs. */
export function packFeatures(
  batch: FeatureBatch,
  { schema, plan }: Pick<RunContext, 'schema' | 'plan'>,
): Record<string, PackArray> {
  const arrays: Record<string, PackArray> = {
    id: batch.id,
    classId: batch.classId,
    pixels: batch.pixels,
    areaM2: batch.areaM2,
    perimeterM: batch.perimeterM,
    bboxes: featureBboxes(batch),
  };
  batch.figures.forEach((values, i) => {
    arrays[`figure${i}`] = values;
  });
  for (const encoding of neededEncodings(plan.outputs)) {
    const { bytes, offsets } = ENCODERS[encoding](batch, schema);
    arrays[`${encoding}.bytes`] = bytes;
    arrays[`${encoding}.offsets`] = offsets;
  }
  return arrays;
}
