import type { FeatureBatch, FeatureSchema } from '../vectorize/feature.js';
import { encodeFlatGeobuf } from '../vectorize/formats/flatgeobuf-feature.js';
import { encodeGeoJson } from '../vectorize/formats/geojson.js';
import { encodeWkb } from '../vectorize/formats/wkb.js';
import type { PackArray } from './pack.js';

/** Features per class id, 0 to 255. */
export function countByClass({ classId }: Pick<FeatureBatch, 'classId'>): number[] {
  const counts = new Array<number>(256).fill(0);
  for (const id of classId) counts[id]++;
  return counts;
}

/** Formats whose features are encoded where they are made, so that publishing only moves bytes. */
export const ENCODINGS = ['geojson', 'flatgeobuf', 'wkb'] as const;
export type Encoding = (typeof ENCODINGS)[number];

/** Finished features as arrays of a pack: columns, and the bytes of every feature in every format. */
export function packFeatures(batch: FeatureBatch, schema: FeatureSchema): Record<string, PackArray> {
  const { bboxes, ...wkb } = encodeWkb(batch);
  const encoded = { geojson: encodeGeoJson(batch, schema), flatgeobuf: encodeFlatGeobuf(batch, schema), wkb };
  const arrays: Record<string, PackArray> = {
    id: batch.id,
    classId: batch.classId,
    pixels: batch.pixels,
    areaM2: batch.areaM2,
    perimeterM: batch.perimeterM,
    bboxes,
  };
  batch.indexMeans.forEach((means, i) => {
    arrays[`mean${i}`] = means;
  });
  for (const encoding of ENCODINGS) {
    arrays[`${encoding}.bytes`] = encoded[encoding].bytes;
    arrays[`${encoding}.offsets`] = encoded[encoding].offsets;
  }
  return arrays;
}
