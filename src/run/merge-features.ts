import { readAhead } from '../store/read-ahead.js';
import { tileAt } from '../tiling/grid.js';
import { getJson, type RunContext } from './context.js';
import { type CursorColumn, createFeatureCursor, type FeatureCursor } from './feature-cursor.js';
import { createIdHeap } from './id-heap.js';
import type { Encoding } from './outputs.js';
import { HEADER_ALONE, type OpenPack, openPack } from './pack.js';

/** Rows and bytes that all sources read from at the same time may keep together. */
const ROWS_HELD = 2 ** 18;
const BYTES_HELD = 2 ** 25;

/** Finished features in order of id: those of a tile, or of a piece of what was joined across tiles. */
interface FeatureSource {
  key: string;
  /** No feature of the source has a smaller id. */
  leastId: number;
}

/** A feature at hand while all sources are merged. */
export interface MergedFeature {
  /** Number of the source, in the order of `featureSourceKeys`. */
  source: number;
  cursor: FeatureCursor;
}

export interface FeatureMerge {
  /** The next feature in order of id; null after the last. Waits only where something must be read. */
  next(): MergedFeature | null | Promise<MergedFeature | null>;
}

export interface MergeOptions {
  encoding: Encoding;
  columns?: readonly CursorColumn[];
}

/**
 * All features of a run in order of id, which is the same for any tiling. A source is opened when the walk comes to the
 * least id it may hold, or a few sources before, so at one time a row of tiles is open, and of each only a few features
 * are in memory.
 */
export async function mergeFeatures(context: RunContext, options: MergeOptions): Promise<FeatureMerge> {
  const { store } = context;
  const sources = await listSources(context);
  const pending = [...sources.keys()].sort((a, b) => sources[a].leastId - sources[b].leastId);
  const openAtOnce = Math.min(sources.length, context.grid.columns + sources.length - context.grid.count);
  const sizes = {
    rowsPerRead: Math.min(2048, Math.ceil(ROWS_HELD / openAtOnce)),
    bytesPerRead: Math.min(2 ** 18, Math.ceil(BYTES_HELD / openAtOnce)),
  };
  const bytesPerPack = Math.min(store.reading.bytes, sizes.bytesPerRead);
  const ready = readAhead(store, pending, async (source) => {
    const pack = await openPack(store, sources[source].key, bytesPerPack);
    const cursor = createFeatureCursor({ pack, ...options, ...sizes });
    return (await cursor.next()) ? { source, cursor, headId: cursor.headId } : null;
  });
  const heap = createIdHeap<MergedFeature & { headId: number }>();
  let opened = 0;

  async function openUpTo(id: number): Promise<void> {
    while (opened < pending.length && sources[pending[opened]].leastId <= id) {
      opened++;
      const { value } = await ready.next();
      if (value) heap.push(value);
    }
  }

  /** Opens what may come before the feature on top; then that on top is the next. */
  async function settle(): Promise<MergedFeature | null> {
    while (opened < pending.length) {
      const leastPending = sources[pending[opened]].leastId;
      const top = heap.top();
      if (top && top.headId < leastPending) return top;
      await openUpTo(leastPending);
    }
    return heap.top() ?? null;
  }

  function arrive(isThere: boolean): MergedFeature | null | Promise<MergedFeature | null> {
    const moved = heap.top()!;
    moved.headId = moved.cursor.headId;
    if (isThere) heap.settleTop();
    else heap.removeTop();
    const top = heap.top();
    if (opened === pending.length) return top ?? null;
    return top && top.headId < sources[pending[opened]].leastId ? top : settle();
  }

  return {
    next() {
      const top = heap.top();
      if (!top) return settle();
      const isThere = top.cursor.next();
      return typeof isThere === 'boolean' ? arrive(isThere) : isThere.then(arrive);
    },
  };
}

/** Visits all features in order of id; `feature` counts them. */
export async function visitFeatures(
  merge: FeatureMerge,
  visit: (merged: MergedFeature, feature: number) => void,
): Promise<void> {
  for (let feature = 0; ; feature++) {
    const next = merge.next();
    const merged = next instanceof Promise ? await next : next;
    if (!merged) return;
    visit(merged, feature);
  }
}

/** Where finished features lie: one source per tile, then one per joined piece. */
export async function featureSourceKeys({ grid, keys, store }: RunContext): Promise<string[]> {
  const { pieces } = await getJson<{ pieces: number }>(store, keys.joinedCount);
  return [
    ...Array.from({ length: grid.count }, (_, tile) => keys.vectorize(tile)),
    ...Array.from({ length: pieces }, (_, piece) => keys.joined(piece)),
  ];
}

async function listSources(context: RunContext): Promise<FeatureSource[]> {
  const { grid, store } = context;
  const keys = await featureSourceKeys(context);
  const sources = keys.slice(0, grid.count).map((key, tile): FeatureSource => {
    const { core } = tileAt(grid, tile);
    return { key, leastId: core.row * grid.width + core.col };
  });
  const joined = readAhead(store, keys.slice(grid.count), async (key) => {
    return { key, leastId: await findLeastId(await openPack(store, key, HEADER_ALONE)) };
  });
  for await (const source of joined) sources.push(source);
  return sources;
}

async function findLeastId(pack: OpenPack): Promise<number> {
  return pack.lengthOf('id') > 0 ? (await pack.slice('id', 'Float64Array', 0, 1))[0] : 0;
}
