import { ChunkBuilder } from './chunk-builder.js';
import { getJson, type RunContext } from './context.js';
import type { Encoding } from './outputs.js';
import { type OpenPack, openPack } from './pack.js';
import { rankIds } from './rank.js';

/** Where finished features lie: one source per tile, then one per joined piece. */
export async function featureSourceKeys({ grid, keys, store }: RunContext): Promise<string[]> {
  const { pieces } = await getJson<{ pieces: number }>(store, keys.joinedCount);
  return [
    ...Array.from({ length: grid.count }, (_, tile) => keys.vectorize(tile)),
    ...Array.from({ length: pieces }, (_, piece) => keys.joined(piece)),
  ];
}

/** All features of a run without their geometry, in order of id: the same for any tiling. */
export interface FeatureTable {
  count: number;
  sourceOf: Uint32Array;
  /** Number of the feature within its source. */
  numberOf: Uint32Array;
  bboxes: Float64Array;
  /** Encoded bytes of each feature in the one encoding that was asked for. */
  sizes: Float64Array;
  sources: FeatureSource[];
  /** Place in the table of the features of all sources, one source after the other. */
  ranks: Uint32Array;
}

export interface FeatureSource {
  pack: OpenPack;
  offsets: Float64Array;
}

export async function loadFeatureTable(context: RunContext, encoding: Encoding): Promise<FeatureTable> {
  const sources: FeatureSource[] = [];
  for (const key of await featureSourceKeys(context)) {
    const pack = await openPack(context.store, key);
    sources.push({ pack, offsets: await pack.array(`${encoding}.offsets`, 'Float64Array') });
  }
  const count = sources.reduce((sum, { offsets }) => sum + offsets.length - 1, 0);
  const ids = new Float64Array(count);
  let filled = 0;
  for (const { pack, offsets } of sources) {
    ids.set(await pack.array('id', 'Float64Array'), filled);
    filled += offsets.length - 1;
  }
  const table: FeatureTable = {
    count,
    sourceOf: new Uint32Array(count),
    numberOf: new Uint32Array(count),
    bboxes: new Float64Array(4 * count),
    sizes: new Float64Array(count),
    sources,
    ranks: rankIds(ids),
  };
  let at = 0;
  for (const [source, { pack, offsets }] of sources.entries()) {
    const bboxes = await pack.array('bboxes', 'Float64Array');
    for (let number = 0; number + 1 < offsets.length; number++, at++) {
      const rank = table.ranks[at];
      table.sourceOf[rank] = source;
      table.numberOf[rank] = number;
      table.sizes[rank] = offsets[number + 1] - offsets[number];
      for (let side = 0; side < 4; side++) table.bboxes[4 * rank + side] = bboxes[4 * number + side];
    }
  }
  return table;
}

/** What is read and kept at once: some hundred features. */
const BLOCK_BYTES = 1 << 18;

/**
 * Reads encoded features in any order. Blocks read last are kept, up to `cacheBytes`: in Hilbert order neighbours
 * mostly lie in the same few blocks.
 */
export function createFeatureReader(table: FeatureTable, encoding: Encoding, cacheBytes: number) {
  const cache = new Map<number, Uint8Array>();
  const name = `${encoding}.bytes`;

  async function load(source: number, block: number, key: number): Promise<Uint8Array> {
    const { pack, offsets } = table.sources[source];
    const end = Math.min((block + 1) * BLOCK_BYTES, offsets[offsets.length - 1]);
    const bytes = await pack.bytes(name, block * BLOCK_BYTES, end);
    if ((cache.size + 1) * BLOCK_BYTES > cacheBytes) cache.delete(cache.keys().next().value ?? key);
    cache.set(key, bytes);
    return bytes;
  }

  /** Where the feature's bytes lie; a plain value when cached, so that a long run of them needs no waiting. */
  return (feature: number): Uint8Array | Promise<Uint8Array> => {
    const source = table.sourceOf[feature];
    const { pack, offsets } = table.sources[source];
    const number = table.numberOf[feature];
    const [from, to] = [offsets[number], offsets[number + 1]];
    const block = Math.floor(from / BLOCK_BYTES);
    const start = block * BLOCK_BYTES;
    // One that reaches into the next block is read by itself.
    if (to > start + BLOCK_BYTES) return pack.bytes(name, from, to);
    const key = source * 2 ** 24 + block;
    const bytes = cache.get(key);
    if (!bytes) return load(source, block, key).then((loaded) => loaded.subarray(from - start, to - start));
    // The most recently used block is the last of the map.
    cache.delete(key);
    cache.set(key, bytes);
    return bytes.subarray(from - start, to - start);
  };
}

/** The features' bytes in the order given, in chunks. */
export async function* gatherChunks(
  order: Iterable<number>,
  read: (feature: number) => Uint8Array | Promise<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  const chunks = new ChunkBuilder();
  for (const feature of order) {
    const next = read(feature);
    const full = chunks.add(next instanceof Uint8Array ? next : await next);
    if (full) yield full;
  }
  const rest = chunks.take();
  if (rest) yield rest;
}
