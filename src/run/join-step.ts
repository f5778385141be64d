import { assembleFeatures } from '../vectorize/assemble.js';
import { joinArcs } from '../vectorize/join.js';
import { type MeasureTable, selectMeasures } from '../vectorize/measure.js';
import { groupByRegion, type Rings } from '../vectorize/rings.js';
import type { Arcs } from '../vectorize/trace.js';
import { putJson, type RunContext } from './context.js';
import { countByClass, packFeatures } from './features-pack.js';
import { openPack, writePack } from './pack.js';
import { unpackArcs, unpackMeasures } from './table-pack.js';

/** Corners that are projected and encoded at once. */
const CORNERS_PER_PIECE = 1 << 18;

/** Links the arcs of all tiles to rings and finishes the regions that cross tile borders, in pieces in order of id. */
export async function joinTiles(context: RunContext): Promise<void> {
  const { grid, keys, store, schema, ground } = context;
  const stitch = await openPack(store, keys.stitch);
  const measures = await unpackMeasures('regions', stitch, schema.indexNames.length);
  const part = await stitch.array('part', 'Uint32Array');
  const regionOfTilePart = await stitch.array('region', 'Uint32Array');
  const regionOfPart = new Uint32Array(part.length);
  part.forEach((number, i) => {
    regionOfPart[number] = regionOfTilePart[i];
  });

  const arcs: Arcs[] = [];
  for (let tile = 0; tile < grid.count; tile++) {
    arcs.push(await unpackArcs('arcs', await openPack(store, keys.vectorize(tile))));
  }
  const rings = joinArcs(arcs, grid.width);
  const region = rings.part.map((number) => regionOfPart[number]);
  let pieces = 0;
  for (const piece of cutPieces(rings, region, measures)) {
    const batch = assembleFeatures({ ...piece, ground, sceneWidth: grid.width });
    await store.putStream(keys.joined(pieces++), writePack(packFeatures(batch, schema), countByClass(batch)));
  }
  await putJson(store, keys.joinedCount, { pieces });
}

/** Whole regions in order of id, so many that their rings have about `CORNERS_PER_PIECE` corners. */
function* cutPieces(rings: Rings, region: Uint32Array, measures: MeasureTable) {
  const regionCount = measures.pixels.length;
  const { order, regionOffsets } = groupByRegion(region, regionCount);
  let first = 0;
  while (first < regionCount) {
    let corners = 0;
    let end = first;
    while (end < regionCount && corners < CORNERS_PER_PIECE) {
      for (const ring of order.subarray(regionOffsets[end], regionOffsets[end + 1])) corners += cornersOf(rings, ring);
      end++;
    }
    const chosen = order.subarray(regionOffsets[first], regionOffsets[end]);
    const rows = Uint32Array.from({ length: end - first }, (_, i) => first + i);
    yield {
      rings: selectRings(rings, chosen, corners),
      region: chosen.map((ring) => region[ring] - first),
      measures: selectMeasures(measures, rows),
    };
    first = end;
  }
}

function cornersOf(rings: Rings, ring: number): number {
  return rings.offsets[ring + 1] - rings.offsets[ring];
}

function selectRings(rings: Rings, chosen: Uint32Array, corners: number): Rings {
  const selected: Rings = {
    count: chosen.length,
    part: chosen.map((ring) => rings.part[ring]),
    offsets: new Uint32Array(chosen.length + 1),
    corners: new Int32Array(2 * corners),
  };
  chosen.forEach((ring, i) => {
    const at = selected.offsets[i];
    selected.corners.set(rings.corners.subarray(2 * rings.offsets[ring], 2 * rings.offsets[ring + 1]), 2 * at);
    selected.offsets[i + 1] = at + cornersOf(rings, ring);
  });
  return selected;
}
