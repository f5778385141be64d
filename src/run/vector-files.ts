import type { RunContext } from './context.js';
import { VECTOR_FORMATS, type VectorFormat } from './outputs.js';
import { writePmtiles } from './publish-pmtiles.js';
import { writeAreasCsv, writeGeoJson, writeGeoJsonLines } from './publish-text.js';
import { writeFlatGeobuf, writeParquet } from './publish-vectors.js';

/** Writes one file of a run, in chunks. */
export type FileWriter = (context: RunContext) => AsyncIterable<Uint8Array>;

/** What writes each format of `VECTOR_FORMATS`, the slowest first: workers then end together. */
const WRITERS: Record<VectorFormat, FileWriter> = {
  pmtiles: writePmtiles,
  parquet: writeParquet,
  fgb: writeFlatGeobuf,
  geojson: writeGeoJson,
  ndjson: writeGeoJsonLines,
  csv: writeAreasCsv,
};

/** Files that need all finished features, by name. */
export const VECTOR_FILES: Record<string, FileWriter> = Object.fromEntries(
  Object.entries(WRITERS).map(([format, write]) => [VECTOR_FORMATS[format as VectorFormat].file, write]),
);
