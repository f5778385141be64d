import { GEOJSON_TAIL, geoJsonHead } from '../vectorize/formats/geojson.js';
import { ChunkBuilder } from './chunk-builder.js';
import type { RunContext } from './context.js';
import { featureSourceKeys } from './feature-table.js';
import { openPack } from './pack.js';
import { rankIds } from './rank.js';

const SEPARATOR = new TextEncoder().encode(',\n');

/**
 * All features in order of id. A region's first pixel lies in the row of tiles that holds it, so one row of tiles
 * after the other is merged; joined regions come in order of id already.
 */
export async function* writeGeoJson(context: RunContext): AsyncGenerator<Uint8Array> {
  const { grid } = context;
  const sourceKeys = await featureSourceKeys(context);
  const joined = sourceKeys.slice(grid.count);
  let pending: Encoded | null = null;
  let isFirst = true;
  const chunks = new ChunkBuilder();
  yield geoJsonHead(context.schema);
  for (let row = 0; row < grid.rows; row++) {
    const endId = Math.min((row + 1) * grid.tileSizePx, grid.height) * grid.width;
    const sources: Encoded[] = [];
    for (let column = 0; column < grid.columns; column++) {
      sources.push(await loadEncoded(context, sourceKeys[row * grid.columns + column]));
    }
    // Joined features that begin in this row of tiles; a piece may reach into the next.
    for (;;) {
      if (!pending && joined.length > 0) pending = await loadEncoded(context, joined.shift()!);
      if (!pending) break;
      const rest = splitAt(pending, endId);
      sources.push(pending);
      pending = rest;
      if (rest) break;
    }
    for (const feature of mergeById(sources)) {
      for (const piece of isFirst ? [feature] : [SEPARATOR, feature]) {
        const full = chunks.add(piece);
        if (full) yield full;
      }
      isFirst = false;
    }
  }
  const rest = chunks.take();
  if (rest) yield rest;
  yield GEOJSON_TAIL;
}

/** Features `from` (inclusive) to `to` (exclusive) of a source, in order of id. */
interface Encoded {
  ids: Float64Array;
  offsets: Float64Array;
  bytes: Uint8Array;
  from: number;
  to: number;
}

async function loadEncoded({ store }: RunContext, key: string): Promise<Encoded> {
  const pack = await openPack(store, key);
  const ids = await pack.array('id', 'Float64Array');
  return {
    ids,
    offsets: await pack.array('geojson.offsets', 'Float64Array'),
    bytes: await pack.array('geojson.bytes', 'Uint8Array'),
    from: 0,
    to: ids.length,
  };
}

/** Cuts off the features with ids from `endId` on; returns them, or null where there are none. */
function splitAt(source: Encoded, endId: number): Encoded | null {
  let at = source.to;
  while (at > source.from && source.ids[at - 1] >= endId) at--;
  if (at === source.to) return null;
  const rest = { ...source, from: at };
  source.to = at;
  return rest;
}

/** The features of all sources in order of id. */
function* mergeById(sources: readonly Encoded[]): Generator<Uint8Array> {
  const live = sources.filter(({ from, to }) => from < to).map((source) => ({ source, at: source.from }));
  const total = live.reduce((sum, { source }) => sum + source.to - source.from, 0);
  const ids = new Float64Array(total);
  let filled = 0;
  for (const { source } of live) {
    ids.set(source.ids.subarray(source.from, source.to), filled);
    filled += source.to - source.from;
  }
  const ranks = rankIds(ids);
  const originOf = new Uint32Array(total);
  filled = 0;
  live.forEach(({ source }, i) => {
    for (let number = source.from; number < source.to; number++) originOf[ranks[filled++]] = i;
  });

  for (const origin of originOf) {
    const from = live[origin];
    const { offsets, bytes } = from.source;
    yield bytes.subarray(offsets[from.at], offsets[from.at + 1]);
    from.at++;
  }
}
