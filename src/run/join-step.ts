import { hasSimplify } from '../segment/vectorize-options.js';
import { readAhead, readEach } from '../store/read-ahead.js';
import { BlockCache } from '../tiling/block-cache.js';
import { type ArcEnds, ArcEndsBuilder } from '../vectorize/arc-ends.js';
import type { Arcs } from '../vectorize/arcs.js';
import { assembleFeatures } from '../vectorize/assemble.js';
import { layOutRings } from '../vectorize/gather-rings.js';
import { type LinkedRings, linkArcs } from '../vectorize/join.js';
import { type MeasureTable, selectMeasures } from '../vectorize/measure.js';
import { groupByRegion } from '../vectorize/rings.js';
import { getJson, putJson, type RunContext } from './context.js';
import { featureFacts, packFeatures } from './features-pack.js';
import { openPack, writePack } from './pack.js';
import { unpackArcs, unpackMeasures } from './table-pack.js';

/** Which part of the pieces a worker makes: number 0 … shares - 1. */
export interface JoinShare {
  share: number;
  shares: number;
}

/** Corners that are projected and encoded at once. */
const CORNERS_PER_PIECE = 1 << 18;
/** Share of the run's memory that keeps the arcs of tiles, and its most. */
const CACHE_SHARE = 1 / 8;
const CACHE_BYTES = 256e6;

/**
 * Links the arcs of all tiles to rings and finishes the regions that cross tile borders, in pieces in order of id. In
 * memory are the ends of all arcs, one piece of rings, and the arcs of as many tiles as there is room for. Of the pieces,
 * this makes every `shares`th from number `share` on: linking costs little beside them, so that each worker links anew.
 */
export async function joinTiles(context: RunContext, { share, shares }: JoinShare): Promise<void> {
  const { grid, keys, store, ground } = context;
  const { regionOfPart, measures } = await loadRegions(context);
  const ends = await loadArcEnds(context);
  const linked = linkArcs(ends, grid.width);
  const region = linked.part.map((number) => regionOfPart[number]);
  const loadArcs = createArcsReader(context);
  let pieces = 0;
  for (const { piece, chosen, first, end } of cutPieces(linked, region, measures.pixels.length)) {
    pieces++;
    if (piece % shares !== share) continue;
    const { rings, tiles, fill } = layOutRings(linked, ends, chosen);
    const loaded = readAhead(store, tiles, async (tile) => ({ tile, arcs: await loadArcs(tile) }));
    for await (const { tile, arcs } of loaded) fill(tile, arcs);
    const batch = assembleFeatures({
      rings,
      region: chosen.map((ring) => region[ring] - first),
      measures: selectRows(measures, first, end),
      ground,
      sceneWidth: grid.width,
    });
    await store.putStream(keys.joined(piece), writePack(packFeatures(batch, context), featureFacts(batch)));
  }
  await putJson(store, keys.joinedShare(share), { pieces });
}

/** Says that all pieces are there: every worker has said so of its own. */
export async function finishJoin({ keys, store }: RunContext, shares: number): Promise<void> {
  let pieces = 0;
  const told = readEach(store, shares, (share) => getJson<{ pieces: number }>(store, keys.joinedShare(share)));
  for await (const share of told) pieces = share.pieces;
  await putJson(store, keys.joinedCount, { pieces });
}

/** The region of every part in the scene, and what the regions measure. */
async function loadRegions({ keys, store, layers }: RunContext) {
  const stitch = await openPack(store, keys.stitch);
  const part = await stitch.array('part', 'Uint32Array');
  const region = await stitch.array('region', 'Uint32Array');
  const regionOfPart = new Uint32Array(part.length);
  part.forEach((number, i) => {
    regionOfPart[number] = region[i];
  });
  return { regionOfPart, measures: await unpackMeasures('regions', stitch, layers) };
}

async function loadArcEnds(context: RunContext): Promise<ArcEnds> {
  const ends = new ArcEndsBuilder(context.grid.width);
  const tiles = readEach(context.store, context.grid.count, (tile) => loadTileArcs(context, tile));
  for await (const arcs of tiles) ends.add(arcs);
  return ends.build();
}

async function loadTileArcs({ store, keys, plan }: RunContext, tile: number): Promise<Arcs> {
  return unpackArcs('arcs', await openPack(store, keys.vectorize(tile)), hasSimplify(plan.recipe.vectorize));
}

/** Reads the arcs of tiles and keeps those used last: regions in order of id need the same few rows of tiles. */
function createArcsReader(context: RunContext): (tile: number) => Promise<Arcs> {
  const capacityBytes = Math.min(CACHE_BYTES, context.plan.memoryMB * 1e6 * CACHE_SHARE);
  const kept = new BlockCache<Arcs>({ capacityBytes, sizeOf: ({ corners }) => corners.byteLength });
  return (tile) => kept.get(String(tile), () => loadTileArcs(context, tile));
}

/** Whole regions in order of id, so many that their rings have about `CORNERS_PER_PIECE` corners. */
function* cutPieces(linked: LinkedRings, region: Uint32Array, regionCount: number) {
  const { order, regionOffsets } = groupByRegion(region, regionCount);
  let first = 0;
  for (let piece = 0; first < regionCount; piece++) {
    let corners = 0;
    let end = first;
    while (end < regionCount && corners < CORNERS_PER_PIECE) {
      for (const ring of order.subarray(regionOffsets[end], regionOffsets[end + 1]))
        corners += linked.cornerCount[ring];
      end++;
    }
    yield { piece, chosen: order.subarray(regionOffsets[first], regionOffsets[end]), first, end };
    first = end;
  }
}

function selectRows(measures: MeasureTable, first: number, end: number): MeasureTable {
  return selectMeasures(
    measures,
    Uint32Array.from({ length: end - first }, (_, i) => first + i),
  );
}
