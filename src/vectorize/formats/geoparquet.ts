import { ByteWriter, type ColumnSource, ParquetWriter, type SchemaElement } from 'hyparquet-writer';
import { InternalError } from '../../errors.js';
import type { FeatureSchema } from '../feature.js';
import { type Column, type ColumnKind, columnsOf } from './columns.js';
import { extentOf } from './hilbert.js';
import type { FeatureColumns } from './properties.js';
import { WKB_MULTI_POLYGON } from './wkb.js';

/** The columns of a batch that a row group is made of, in any order of features, and their geometry. */
export interface ParquetRows extends FeatureColumns {
  /** minX, minY, maxX, maxY per row. */
  bboxes: Float64Array;
  /** Geometry per row, as `encodeWkb` writes it. */
  wkb: Uint8Array[];
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
  const toColumns = columnMaker(schema);
  const seen: Seen = { bbox: extentOf(new Float64Array(0)), types: new Set() };
  for await (const rows of rowGroups) {
    if (rows.count === 0) continue;
    look(seen, rows);
    await parquet.write({ columnData: toColumns(rows), rowGroupSize: rows.count });
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
  for (const geometry of wkb) seen.types.add(geometry[1] === WKB_MULTI_POLYGON ? 'MultiPolygon' : 'Polygon');
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
const TYPES: Record<ColumnKind, Partial<SchemaElement>> = {
  byte: { type: 'INT32', converted_type: 'UINT_8' },
  integer: { type: 'INT64' },
  decimal: { type: 'DOUBLE' },
  text: { type: 'BYTE_ARRAY', converted_type: 'UTF8' },
  time: { type: 'INT64', converted_type: 'TIMESTAMP_MILLIS' },
};

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
  const sides = ['xmin', 'ymin', 'xmax', 'ymax'].map((name) => required(name, { type: 'DOUBLE' }));
  return [{ name: 'schema', num_children: columns.length }, ...columns, ...sides];
}

/** Rows as the columns of `schemaElements`, in its order. Numbers and geometries hardly repeat: no dictionary. */
function columnMaker(schema: FeatureSchema): (rows: ParquetRows) => ColumnSource[] {
  const columns = columnsOf(schema);
  parseTime(schema.datetime);
  return (rows) => [
    ...columns.map((column) => toSource(column, rows)),
    // the least and greatest WKB say nothing, and would keep the row group's memory alive
    { name: 'geometry', data: rows.wkb, encoding: 'PLAIN', statistics: false },
    { name: 'bbox', data: toBoxes(rows.bboxes), encoding: 'PLAIN' },
  ];
}

function toSource({ name, kind, isNullable, read }: Column, rows: ParquetRows): ColumnSource {
  const valueAt = read(rows);
  const all = <T>(convert: (value: never) => T): T[] =>
    Array.from({ length: rows.count }, (_, i) => convert(valueAt(i) as never));
  if (kind === 'time') return { name, data: all(parseTime) };
  if (kind === 'text') return { name, data: all((text) => text) };
  if (kind === 'byte') return { name, data: Int32Array.from(all(Number)) };
  if (kind === 'integer') return { name, data: BigInt64Array.from(all(BigInt)), encoding: 'PLAIN' };
  const values = all((value: number | null) => value);
  return { name, data: isNullable ? values : Float64Array.from(values as number[]), encoding: 'PLAIN' };
}

function toBoxes(bboxes: Float64Array): { xmin: number; ymin: number; xmax: number; ymax: number }[] {
  return Array.from({ length: bboxes.length / 4 }, (_, i) => ({
    xmin: bboxes[4 * i]!,
    ymin: bboxes[4 * i + 1]!,
    xmax: bboxes[4 * i + 2]!,
    ymax: bboxes[4 * i + 3]!,
  }));
}

function parseTime(text: string | null): Date | null {
  if (text === null) return null;
  const date = new Date(text);
  if (Number.isNaN(date.getTime())) {
    throw new InternalError({ thing: 'datetime of the scene', wanted: 'RFC 3339', got: text });
  }
  return date;
}
