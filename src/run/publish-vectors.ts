import { flatGeobufHead } from '../vectorize/formats/flatgeobuf.js';
import { type ParquetRows, writeGeoParquet } from '../vectorize/formats/geoparquet.js';
import { hilbertOrder } from '../vectorize/formats/hilbert.js';
import type { FeatureColumns } from '../vectorize/formats/properties.js';
import type { RunContext } from './context.js';
import { createFeatureReader, type FeatureTable, gatherChunks, gatherRows, loadFeatureTable } from './feature-table.js';

/** Share of the run's memory that keeps encoded features while they are put in Hilbert order, and its most. */
const CACHE_SHARE = 1 / 16;
const CACHE_BYTES = 256e6;
const ROWS_PER_GROUP = 50_000;

/** What reading features in another order than they are stored may keep. */
export const cacheBytes = ({ plan }: RunContext): number => Math.min(CACHE_BYTES, plan.memoryMB * 1e6 * CACHE_SHARE);

/** All features as FlatGeobuf, in Hilbert order behind their index. */
export async function* writeFlatGeobuf(context: RunContext): AsyncGenerator<Uint8Array> {
  const table = await loadFeatureTable(context, 'flatgeobuf');
  const order = hilbertOrder(table.bboxes);
  yield* flatGeobufHead({ schema: context.schema, bboxes: table.bboxes, sizes: table.sizes, order });
  yield* gatherChunks(order, createFeatureReader(table, 'flatgeobuf', cacheBytes(context)));
}

/** All features as GeoParquet, row groups in Hilbert order, so that each covers a small part of the ground. */
export async function* writeParquet(context: RunContext): AsyncGenerator<Uint8Array> {
  const loaded = await loadTableAndColumns(context);
  yield* writeGeoParquet(context.schema, rowGroups(context, loaded, hilbertOrder(loaded.table.bboxes)));
}

async function* rowGroups(
  context: RunContext,
  { table, columns }: TableAndColumns,
  order: Uint32Array,
): AsyncGenerator<ParquetRows> {
  const reader = createFeatureReader(table, 'wkb', cacheBytes(context));
  for (let start = 0; start < order.length; start += ROWS_PER_GROUP) {
    const rows = order.subarray(start, start + ROWS_PER_GROUP);
    const wkb = await gatherRows(rows, table.sizes, reader);
    yield {
      count: rows.length,
      id: pick(columns.id, rows),
      classId: pick(columns.classId, rows),
      pixels: pick(columns.pixels, rows),
      areaM2: pick(columns.areaM2, rows),
      perimeterM: pick(columns.perimeterM, rows),
      figures: columns.figures.map((figure) => pick(figure, rows)),
      bboxes: pick(table.bboxes, rows, 4),
      wkb,
    };
  }
}

/** Values of some rows, `width` of them a row. */
function pick<T extends Float64Array | Uint8Array>(column: T, rows: Uint32Array, width = 1): T {
  const picked = new (column.constructor as new (length: number) => T)(width * rows.length);
  for (let i = 0; i < rows.length; i++) {
    for (let k = 0; k < width; k++) picked[width * i + k] = column[width * rows[i] + k];
  }
  return picked;
}

export interface TableAndColumns {
  table: FeatureTable;
  /** The columns of all features, in the table's order. */
  columns: Omit<FeatureColumns, 'count'>;
}

/** Where all features lie as WKB, and what is known of them beside. */
export async function loadTableAndColumns(context: RunContext): Promise<TableAndColumns> {
  const figureCount = context.schema.layers.reduce((sum, { statistics }) => sum + statistics.length, 0);
  const numbers = [
    'id',
    'pixels',
    'areaM2',
    'perimeterM',
    ...Array.from({ length: figureCount }, (_, i) => `figure${i}`),
  ];
  let classId = new Uint8Array(0);
  let [id, pixels, areaM2, perimeterM, ...figures]: Float64Array[] = [];
  const table = await loadFeatureTable(context, 'wkb', {
    columns: [
      { name: 'classId', type: 'Uint8Array' },
      ...numbers.map((name) => ({ name, type: 'Float64Array' as const })),
    ],
    targets(count) {
      classId = new Uint8Array(count);
      const targets = numbers.map(() => new Float64Array(count));
      [id, pixels, areaM2, perimeterM, ...figures] = targets;
      return [classId, ...targets];
    },
  });
  return { table, columns: { classId, id, pixels, areaM2, perimeterM, figures } };
}
