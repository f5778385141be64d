import { ByteWriter, type ColumnSource, ParquetWriter, type SchemaElement } from 'hyparquet-writer';
import { InternalError } from '../../errors.js';
import type { FeatureBatch, FeatureSchema } from '../feature.js';
import { extentOf } from './hilbert.js';
import { meanProperty, perClass, roundArea, roundMean, roundPerimeter } from './properties.js';
import { WKB_MULTI_POLYGON } from './wkb.js';

/** The columns of a batch that a row group is made of, in any order of features, and their geometry. */
export interface ParquetRows
  extends Pick<FeatureBatch, 'count' | 'id' | 'classId' | 'pixels' | 'areaM2' | 'perimeterM' | 'indexMeans'> {
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

/** The schema tree, depth first: a group is followed by its children. */
function schemaElements(schema: FeatureSchema): SchemaElement[] {
  const required = (name: string, rest: Partial<SchemaElement>): SchemaElement => ({
    name,
    repetition_type: 'REQUIRED',
    ...rest,
  });
  const optional = (name: string, rest: Partial<SchemaElement>): SchemaElement => ({
    ...required(name, rest),
    repetition_type: 'OPTIONAL',
  });
  const text = { type: 'BYTE_ARRAY', converted_type: 'UTF8' } as const;
  const columns = [
    required('id', { type: 'INT64' }),
    required('class', { type: 'INT32', converted_type: 'UINT_8' }),
    required('label', text),
    required('area_m2', { type: 'DOUBLE' }),
    required('perimeter_m', { type: 'DOUBLE' }),
    required('pixels', { type: 'INT64' }),
    ...schema.indexNames.map((name) => optional(meanProperty(name), { type: 'DOUBLE' })),
    required('scene', text),
    required('recipe', text),
    optional('datetime', { type: 'INT64', converted_type: 'TIMESTAMP_MILLIS' }),
    required('geometry', { type: 'BYTE_ARRAY' }),
    required('bbox', { num_children: 4 }),
  ];
  const sides = ['xmin', 'ymin', 'xmax', 'ymax'].map((name) => required(name, { type: 'DOUBLE' }));
  return [{ name: 'schema', num_children: columns.length }, ...columns, ...sides];
}

/** Rows as the columns of `schemaElements`, in its order. Numbers and geometries hardly repeat: no dictionary. */
function columnMaker(schema: FeatureSchema): (rows: ParquetRows) => ColumnSource[] {
  const labelOf = perClass(schema.legend, (_, name) => name);
  const datetime = parseDatetime(schema.datetime);
  return (rows) => {
    const alike = (name: string, value: unknown): ColumnSource => ({ name, data: new Array(rows.count).fill(value) });
    const plain = (name: string, data: ColumnSource['data']): ColumnSource => ({ name, data, encoding: 'PLAIN' });
    return [
      plain('id', BigInt64Array.from(rows.id, BigInt)),
      { name: 'class', data: Int32Array.from(rows.classId) },
      { name: 'label', data: Array.from(rows.classId, labelOf) },
      plain('area_m2', rows.areaM2.map(roundArea)),
      plain('perimeter_m', rows.perimeterM.map(roundPerimeter)),
      plain('pixels', BigInt64Array.from(rows.pixels, BigInt)),
      ...schema.indexNames.map((name, i) => plain(meanProperty(name), Array.from(rows.indexMeans[i]!, roundMean))),
      alike('scene', schema.scene),
      alike('recipe', schema.recipe),
      alike('datetime', datetime),
      // the least and greatest WKB say nothing, and would keep the row group's memory alive
      { ...plain('geometry', rows.wkb), statistics: false },
      plain('bbox', toBoxes(rows.bboxes)),
    ];
  };
}

function toBoxes(bboxes: Float64Array): { xmin: number; ymin: number; xmax: number; ymax: number }[] {
  return Array.from({ length: bboxes.length / 4 }, (_, i) => ({
    xmin: bboxes[4 * i]!,
    ymin: bboxes[4 * i + 1]!,
    xmax: bboxes[4 * i + 2]!,
    ymax: bboxes[4 * i + 3]!,
  }));
}

function parseDatetime(text: string | null): Date | null {
  if (text === null) return null;
  const date = new Date(text);
  if (Number.isNaN(date.getTime())) {
    throw new InternalError({ thing: 'datetime of the scene', wanted: 'RFC 3339', got: text });
  }
  return date;
}
