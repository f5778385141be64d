import { csvHead } from '../vectorize/formats/csv.js';
import { GEOJSON_TAIL, geoJsonHead } from '../vectorize/formats/geojson.js';
import { ChunkBuilder } from './chunk-builder.js';
import type { RunContext } from './context.js';
import { mergeFeatures } from './merge-features.js';
import type { Encoding } from './outputs.js';

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);
const NOTHING = new Uint8Array(0);

/** All features as a FeatureCollection. */
export async function* writeGeoJson(context: RunContext): AsyncGenerator<Uint8Array> {
  yield geoJsonHead(context.schema);
  yield* writeInOrder(context, 'geojson', { between: utf8(',\n'), after: NOTHING });
  yield GEOJSON_TAIL;
}

/** All features as GeoJSON, one on a line (RFC 8142 without its record separators; GDAL's GeoJSONSeq). */
export function writeGeoJsonLines(context: RunContext): AsyncGenerator<Uint8Array> {
  return writeInOrder(context, 'geojson', { between: NOTHING, after: utf8('\n') });
}

/** A row per feature. */
export async function* writeAreasCsv(context: RunContext): AsyncGenerator<Uint8Array> {
  yield csvHead(context.schema);
  yield* writeInOrder(context, 'csv', { between: NOTHING, after: NOTHING });
}

/** Every feature as it is encoded, in order of id, with the same text between them or after each. */
async function* writeInOrder(
  context: RunContext,
  encoding: Encoding,
  { between, after }: { between: Uint8Array; after: Uint8Array },
): AsyncGenerator<Uint8Array> {
  const merge = await mergeFeatures(context, { encoding });
  const chunks = new ChunkBuilder();
  let before: Uint8Array = NOTHING;
  for (;;) {
    const next = merge.next();
    const feature = next instanceof Promise ? await next : next;
    if (!feature) break;
    const bytes = feature.cursor.bytes();
    for (const piece of [before, bytes instanceof Uint8Array ? bytes : await bytes, after]) {
      const full = chunks.add(piece);
      if (full) yield full;
    }
    before = between;
  }
  const rest = chunks.take();
  if (rest) yield rest;
}
