import { flatGeobufHead } from '../vectorize/formats/flatgeobuf.js';
import { type ParquetRows, writeGeoParquet } from '../vectorize/formats/geoparquet.js';
import { hilbertOrder } from '../vectorize/formats/hilbert.js';
import type { RunContext } from './context.js';
import { createFeatureReader, type FeatureTable, gatherChunks, loadFeatureTable } from './feature-table.js';
import type { OpenPack } from './pack.js';

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
  yield flatGeobufHead({ schema: context.schema, bboxes: table.bboxes, sizes: table.sizes, order });
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
export async function loadColumns({ schema }: RunContext, table: FeatureTable) {
  const place = async (column: Float64Array | Uint8Array, load: (pack: OpenPack) => Promise<ArrayLike<number>>) => {
    let at = 0;
    for (const { pack } of table.sources) {
      const values = await load(pack);
      for (let number = 0; number < values.length; number++, at++) column[table.ranks[at]] = values[number];
    }
  };
  const numbers = async (name: string): Promise<Float64Array> => {
    const column = new Float64Array(table.count);
    await place(column, (pack) => pack.array(name, 'Float64Array'));
    return column;
  };
  const classId = new Uint8Array(table.count);
  await place(classId, (pack) => pack.array('classId', 'Uint8Array'));
  const figures: Float64Array[] = [];
  const figureCount = schema.layers.reduce((sum, { statistics }) => sum + statistics.length, 0);
  for (let i = 0; i < figureCount; i++) figures.push(await numbers(`figure${i}`));
  return {
    classId,
    id: await numbers('id'),
    pixels: await numbers('pixels'),
    areaM2: await numbers('areaM2'),
    perimeterM: await numbers('perimeterM'),
    figures,
  };
}
