import { flatGeobufHead } from '../vectorize/formats/flatgeobuf.js';
import { type ParquetRows, writeGeoParquet } from '../vectorize/formats/geoparquet.js';
import { hilbertOrder } from '../vectorize/formats/hilbert.js';
import type { RunContext } from './context.js';
import type { CursorColumn } from './feature-cursor.js';
import { createFeatureReader, type FeatureTable, gatherChunks, loadFeatureTable } from './feature-table.js';
import { mergeFeatures, visitFeatures } from './merge-features.js';

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
  const table = await loadFeatureTable(context, 'wkb');
  yield* writeGeoParquet(context.schema, rowGroups(context, table, hilbertOrder(table.bboxes)));
}

async function* rowGroups(context: RunContext, table: FeatureTable, order: Uint32Array): AsyncGenerator<ParquetRows> {
  const columns = await loadColumns(context, table);
  const read = createFeatureReader(table, 'wkb', cacheBytes(context));
  for (let start = 0; start < order.length; start += ROWS_PER_GROUP) {
    const rows = order.subarray(start, start + ROWS_PER_GROUP);
    const wkb: Uint8Array[] = [];
    for (const row of rows) wkb.push(await read(row));
    const pick = (column: Float64Array) => Float64Array.from(rows, (row) => column[row]);
    yield {
      count: rows.length,
      id: pick(columns.id),
      classId: Uint8Array.from(rows, (row) => columns.classId[row]),
      pixels: pick(columns.pixels),
      areaM2: pick(columns.areaM2),
      perimeterM: pick(columns.perimeterM),
      figures: columns.figures.map(pick),
      bboxes: Float64Array.from({ length: 4 * rows.length }, (_, i) => table.bboxes[4 * rows[i >> 2] + (i & 3)]),
      wkb,
    };
  }
}

/** The columns of all features, in the table's order. */
export async function loadColumns(context: RunContext, { count }: Pick<FeatureTable, 'count'>) {
  const figureCount = context.schema.layers.reduce((sum, { statistics }) => sum + statistics.length, 0);
  const numbers = () => new Float64Array(count);
  const classId = new Uint8Array(count);
  const [id, pixels, areaM2, perimeterM] = [numbers(), numbers(), numbers(), numbers()];
  const figures = Array.from({ length: figureCount }, numbers);
  const named = { id, pixels, areaM2, perimeterM, ...Object.fromEntries(figures.map((f, i) => [`figure${i}`, f])) };
  const targets = [classId, ...Object.values(named)];
  const columns: CursorColumn[] = [
    { name: 'classId', type: 'Uint8Array' },
    ...Object.keys(named).map((name) => ({ name, type: 'Float64Array' as const })),
  ];
  await visitFeatures(await mergeFeatures(context, { encoding: 'wkb', columns }), ({ cursor }, feature) => {
    for (let k = 0; k < targets.length; k++) cursor.copyColumn(k, targets[k], feature);
  });
  return { classId, id, pixels, areaM2, perimeterM, figures };
}
