import { InternalError } from '../../errors.js';
import type { FeatureSchema } from '../feature.js';
import { type Column, type ColumnKind, columnsOf } from './columns.js';
import type { EncodedFeatures } from './encoded.js';
import { extentOf } from './hilbert.js';
import { type ClassValue, classChunk, type RowClasses, rowClasses } from './parquet/class-chunk.js';
import { ByteWriter, ParquetWriter, type SchemaElement } from './parquet/library.js';
import { bytesChunk, doubleChunk, integerChunk, nullableChunk } from './parquet/plain-chunks.js';
import { type Chunk, putChunk } from './parquet/put-chunk.js';
import type { FeatureColumns } from './properties.js';
import { WKB_MULTI_POLYGON } from './wkb.js';

/** The columns of a batch that a row group is made of, in any order of features, and their geometry. */
export interface ParquetRows extends FeatureColumns {
  /** minX, minY, maxX, maxY per row. */
  bboxes: Float64Array;
  /** Geometry per row, as `encodeWkb` writes it. */
  wkb: EncodedFeatures;
}

/**
 * A GeoParquet 1.1 file, a row group for each that comes (empty ones are left out). The bytes of a row group are given
 * away as soon as it is written. `geometry` is WKB in OGC:CRS84 (the format's default, so no `crs` is written), `bbox`
 * is its covering: readers skip row groups by its statistics. `datetime` is a timestamp in UTC, to the millisecond.
 *
 * @throws InternalError for a class outside the legend or a datetime that is not RFC 3339
 */
export async function* writeGeoParquet(
  schema: FeatureSchema,
  rowGroups: AsyncIterable<ParquetRows>,
): AsyncGenerator<Uint8Array> {
  const writer = new ByteWriter();
  const parquet = new ParquetWriter({ writer, schema: schemaElements(schema), createdBy: 'landquilt' });
  const toChunks = chunkMaker(schema);
  const seen: Seen = { bbox: extentOf(new Float64Array(0)), types: new Set() };
  for await (const rows of rowGroups) {
    if (rows.count === 0) continue;
    look(seen, rows);
    putRowGroup(parquet, rows.count, toChunks(rows));
    yield takeBytes(writer);
  }
  parquet.kvMetadata = [{ key: 'geo', value: JSON.stringify(geoMetadata(seen)) }];
  await parquet.finish();
  yield takeBytes(writer);
}

/** What the footer says of all geometries. */
interface Seen {
  bbox: [minX: number, minY: number, maxX: number, maxY: number];
  types: Set<'Polygon' | 'MultiPolygon'>;
}

function look(seen: Seen, { bboxes, wkb }: ParquetRows): void {
  seen.bbox = extentOf(Float64Array.of(...seen.bbox, ...extentOf(bboxes)));
  const { bytes, offsets } = wkb;
  for (let row = 0; row + 1 < offsets.length; row++) {
    seen.types.add(bytes[offsets[row] + 1] === WKB_MULTI_POLYGON ? 'MultiPolygon' : 'Polygon');
  }
}

/** The file metadata of GeoParquet 1.1.0, section "File metadata". */
function geoMetadata({ bbox, types }: Seen): unknown {
  const side = (name: string): string[] => ['bbox', name];
  const covering = { bbox: { xmin: side('xmin'), ymin: side('ymin'), xmax: side('xmax'), ymax: side('ymax') } };
  const column = { encoding: 'WKB', geometry_types: [...types].sort(), orientation: 'counterclockwise', covering };
  const geometry = types.size > 0 ? { ...column, bbox } : column;
  return { version: '1.1.0', primary_column: 'geometry', columns: { geometry } };
}

/** Hands over what has been written so far; the writer goes on in the same memory. */
function takeBytes(writer: ByteWriter): Uint8Array {
  const bytes = writer.getBytes().slice();
  writer.index = 0;
  return bytes;
}

/** Types of the columns. */
const TYPES = {
  byte: { type: 'INT32', converted_type: 'UINT_8' },
  integer: { type: 'INT64' },
  decimal: { type: 'DOUBLE' },
  text: { type: 'BYTE_ARRAY', converted_type: 'UTF8' },
  time: { type: 'INT64', converted_type: 'TIMESTAMP_MILLIS' },
} as const satisfies Record<ColumnKind, Partial<SchemaElement>>;

/** The children of `bbox`, in the order of the boxes. */
const SIDES = ['xmin', 'ymin', 'xmax', 'ymax'];

/** The schema tree, depth first: a group is followed by its children. */
function schemaElements(schema: FeatureSchema): SchemaElement[] {
  const required = (name: string, rest: Partial<SchemaElement>): SchemaElement => ({
    name,
    repetition_type: 'REQUIRED',
    ...rest,
  });
  const columns = [
    ...columnsOf(schema).map(({ name, kind, isNullable }) =>
      required(name, isNullable ? { ...TYPES[kind], repetition_type: 'OPTIONAL' } : TYPES[kind]),
    ),
    required('geometry', { type: 'BYTE_ARRAY' }),
    required('bbox', { num_children: 4 }),
  ];
  const sides = SIDES.map((name) => required(name, { type: 'DOUBLE' }));
  return [{ name: 'schema', num_children: columns.length }, ...columns, ...sides];
}

/** The columns of `schemaElements`, in its order. Numbers and geometries hardly repeat: no dictionary. */
function chunkMaker(schema: FeatureSchema): (rows: ParquetRows) => Iterable<Chunk> {
  const columns = columnsOf(schema);
  parseTime(schema.datetime);
  return function* (rows) {
    const classes = rowClasses(rows.classId, rows.count);
    for (const column of columns) yield toChunk(column, rows, classes);
    yield bytesChunk('geometry', rows.wkb);
    for (const [side, name] of SIDES.entries()) {
      const values = new Float64Array(rows.count);
      for (let row = 0; row < rows.count; row++) values[row] = rows.bboxes[4 * row + side];
      yield doubleChunk(['bbox', name], values);
    }
  };
}

function toChunk({ name, kind, isNullable, read }: Column, rows: ParquetRows, classes: RowClasses): Chunk {
  const valueAt = read(rows);
  if (kind === 'integer') return integerChunk(name, rows.count, valueAt as (row: number) => number);
  if (kind !== 'decimal') {
    const ofClass = kind === 'time' ? (row: number) => parseTime(valueAt(row) as string | null) : valueAt;
    return classChunk(
      { name, type: TYPES[kind].type, isNullable, valueAt: ofClass as (row: number) => ClassValue },
      classes,
    );
  }
  if (isNullable) return nullableChunk(name, rows.count, valueAt as (row: number) => number | null);
  const values = new Float64Array(rows.count);
  for (let row = 0; row < rows.count; row++) values[row] = valueAt(row) as number;
  return doubleChunk([name], values);
}

function putRowGroup(parquet: ParquetWriter, rows: number, chunks: Iterable<Chunk>): void {
  const start = parquet.writer.offset;
  const columns = Array.from(chunks, (chunk) => putChunk(parquet, chunk));
  parquet.num_rows += BigInt(rows);
  parquet.row_groups.push({
    columns,
    total_byte_size: columns.reduce((sum, { meta_data }) => sum + (meta_data?.total_uncompressed_size ?? 0n), 0n),
    num_rows: BigInt(rows),
    total_compressed_size: BigInt(parquet.writer.offset - start),
  });
}

/** Milliseconds since 1970. */
function parseTime(text: string | null): bigint | null {
  if (text === null) return null;
  const date = new Date(text);
  if (Number.isNaN(date.getTime())) {
    throw new InternalError({ thing: 'datetime of the scene', wanted: 'RFC 3339', got: text });
  }
  return BigInt(date.getTime());
}
