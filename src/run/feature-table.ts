import { readAhead } from '../store/read-ahead.js';
import type { Reading } from '../store/store.js';
import type { EncodedFeatures } from '../vectorize/formats/encoded.js';
import { ChunkBuilder } from './chunk-builder.js';
import type { RunContext } from './context.js';
import type { CursorColumn } from './feature-cursor.js';
import { featureSourceKeys, mergeFeatures, visitFeatures } from './merge-features.js';
import type { Encoding } from './outputs.js';
import { HEADER_ALONE, type OpenPack, openPack } from './pack.js';

/** Where all features of a run lie, in order of id: the same for any tiling. 48 bytes a feature. */
export interface FeatureTable {
  count: number;
  /** Opens a source by its number; not kept, for a large scene has many thousands. */
  openSource(source: number): Promise<OpenPack>;
  /** How sources are best read. */
  reading: Reading;
  sourceOf: Uint32Array;
  /** Where the encoded feature begins in its source, in the one encoding that was asked for, and its bytes. */
  startBytes: Float64Array;
  sizes: Uint32Array;
  /** minX, minY, maxX, maxY */
  bboxes: Float64Array;
}

/** Columns to read in the same pass as the table, and the arrays they go to once the count is known. */
export interface ColumnsBeside {
  columns: readonly CursorColumn[];
  targets: (count: number) => (Float64Array | Uint8Array)[];
}

export async function loadFeatureTable(
  context: RunContext,
  encoding: Encoding,
  beside?: ColumnsBeside,
): Promise<FeatureTable> {
  const keys = await featureSourceKeys(context);
  const { store } = context;
  const openSource = (source: number) => openPack(store, keys[source], HEADER_ALONE);
  let count = 0;
  for await (const source of readAhead(store, keys.keys(), openSource)) count += source.lengthOf('id');
  const table: FeatureTable = {
    count,
    openSource,
    reading: store.reading,
    sourceOf: new Uint32Array(count),
    startBytes: new Float64Array(count),
    sizes: new Uint32Array(count),
    bboxes: new Float64Array(4 * count),
  };
  const targets = [table.bboxes, ...(beside?.targets(count) ?? [])];
  const columns: CursorColumn[] = [{ name: 'bboxes', type: 'Float64Array', width: 4 }, ...(beside?.columns ?? [])];
  await visitFeatures(await mergeFeatures(context, { encoding, columns }), ({ source, cursor }, feature) => {
    table.sourceOf[feature] = source;
    table.startBytes[feature] = cursor.startByte;
    table.sizes[feature] = cursor.endByte - cursor.startByte;
    for (let k = 0; k < targets.length; k++) cursor.copyColumn(k, targets[k], feature);
  });
  return table;
}

/** What is read and kept at once: some hundred features. */
const BLOCK_BYTES = 1 << 18;
/** Features whose blocks are read ahead. */
const FEATURES_AHEAD = 1 << 12;

export interface FeatureReader {
  /** Where the feature's bytes lie; a plain value when cached, so that a long run of them needs no waiting. */
  read(feature: number): Uint8Array | Promise<Uint8Array>;
  /** Reads the blocks that these features need, many at once, where that is quicker than one when its turn comes. */
  prepare(features: Uint32Array): Promise<void>;
}

/**
 * Reads encoded features in any order. Blocks read last are kept, up to `cacheBytes`: in Hilbert order neighbours
 * mostly lie in the same few blocks.
 */
export function createFeatureReader(table: FeatureTable, encoding: Encoding, cacheBytes: number): FeatureReader {
  const cache = new Map<number, Uint8Array>();
  const name = `${encoding}.bytes`;

  async function load(source: number, block: number, key: number): Promise<Uint8Array> {
    const pack = await table.openSource(source);
    const end = Math.min((block + 1) * BLOCK_BYTES, pack.lengthOf(name));
    const bytes = await pack.slice(name, 'Uint8Array', block * BLOCK_BYTES, end);
    if ((cache.size + 1) * BLOCK_BYTES > cacheBytes) cache.delete(cache.keys().next().value ?? key);
    cache.set(key, bytes);
    last = { key, bytes };
    return bytes;
  }

  let last: { key: number; bytes: Uint8Array } = { key: -1, bytes: new Uint8Array(0) };

  async function prepare(features: Uint32Array): Promise<void> {
    if (table.reading.atOnce === 1) return;
    const missing = new Map<number, { source: number; block: number }>();
    const most = Math.floor(cacheBytes / BLOCK_BYTES / 2);
    for (let i = 0; i < features.length && missing.size < most; i++) {
      const source = table.sourceOf[features[i]];
      const block = Math.floor(table.startBytes[features[i]] / BLOCK_BYTES);
      const key = source * 2 ** 24 + block;
      if (!cache.has(key)) missing.set(key, { source, block });
    }
    const loading = readAhead(table, missing, ([key, { source, block }]) => load(source, block, key));
    for await (const _ of loading);
  }

  function read(feature: number): Uint8Array | Promise<Uint8Array> {
    const source = table.sourceOf[feature];
    const from = table.startBytes[feature];
    const to = from + table.sizes[feature];
    const block = Math.floor(from / BLOCK_BYTES);
    const start = block * BLOCK_BYTES;
    // One that reaches into the next block is read by itself.
    if (to > start + BLOCK_BYTES)
      return table.openSource(source).then((pack) => pack.slice(name, 'Uint8Array', from, to));
    const key = source * 2 ** 24 + block;
    if (key !== last.key) {
      const bytes = cache.get(key);
      if (!bytes) return load(source, block, key).then((loaded) => loaded.subarray(from - start, to - start));
      // The most recently used block is the last of the map.
      cache.delete(key);
      cache.set(key, bytes);
      last = { key, bytes };
    }
    return last.bytes.subarray(from - start, to - start);
  }

  return { read, prepare };
}

/** The features' bytes in the order given, in chunks. */
export async function* gatherChunks(order: Uint32Array, { read, prepare }: FeatureReader): AsyncGenerator<Uint8Array> {
  const chunks = new ChunkBuilder();
  for (let i = 0; i < order.length; i++) {
    if (i % FEATURES_AHEAD === 0) await prepare(order.subarray(i, i + FEATURES_AHEAD));
    const next = read(order[i]);
    const full = chunks.add(next instanceof Uint8Array ? next : await next);
    if (full) yield full;
  }
  const rest = chunks.take();
  if (rest) yield rest;
}

/** The bytes of some features, one after another in the order given. */
export async function gatherRows(
  rows: Uint32Array,
  sizes: Uint32Array,
  { read, prepare }: FeatureReader,
): Promise<EncodedFeatures> {
  const offsets = new Float64Array(rows.length + 1);
  for (let i = 0; i < rows.length; i++) offsets[i + 1] = offsets[i] + sizes[rows[i]];
  const bytes = new Uint8Array(offsets[rows.length]);
  for (let i = 0; i < rows.length; i++) {
    if (i % FEATURES_AHEAD === 0) await prepare(rows.subarray(i, i + FEATURES_AHEAD));
    const piece = read(rows[i]);
    bytes.set(piece instanceof Uint8Array ? piece : await piece, offsets[i]);
  }
  return { bytes, offsets };
}
