import { type ArcEnds, ownCorners } from './arc-ends.js';
import type { Arcs } from './arcs.js';
import type { LinkedRings } from './join.js';
import { groupByRegion, type Rings } from './rings.js';

/** Some rings, and which tiles' arcs they still wait for. */
export interface RingsToFill {
  rings: Rings;
  /** The tiles that hold their corners, in ascending order. */
  tiles: Uint32Array;
  /** Puts a tile's corners in their places. */
  fill(tile: number, arcs: Arcs): void;
}

/** Makes room for the rings chosen; their corners are to be filled in tile by tile, in any order. */
export function layOutRings(linked: LinkedRings, ends: ArcEnds, chosen: Uint32Array): RingsToFill {
  const arcCount = chosen.reduce((sum, ring) => sum + linked.offsets[ring + 1] - linked.offsets[ring], 0);
  const offsets = new Uint32Array(chosen.length + 1);
  const arcs = new Uint32Array(arcCount);
  const tileOf = new Uint32Array(arcCount);
  /** Where each arc's corners begin. */
  const places = new Uint32Array(arcCount);
  let at = 0;
  chosen.forEach((ring, i) => {
    let corner = offsets[i];
    for (let link = linked.offsets[ring]; link < linked.offsets[ring + 1]; link++, at++) {
      const arc = linked.arcs[link];
      arcs[at] = arc;
      tileOf[at] = findTile(ends.tileOffsets, arc);
      places[at] = corner;
      corner += ends.cornerCount[arc];
    }
    offsets[i + 1] = corner;
  });
  const tileCount = ends.tileOffsets.length - 1;
  const { order, regionOffsets: tileStarts } = groupByRegion(tileOf, tileCount);
  const corners = new Int32Array(2 * offsets[chosen.length]);
  const rings: Rings = { count: chosen.length, part: chosen.map((ring) => linked.part[ring]), offsets, corners };
  return {
    rings,
    tiles: Uint32Array.from(tileStarts.keys()).filter((tile) => tileStarts[tile] < tileStarts[tile + 1]),
    fill(tile, of) {
      for (const i of order.subarray(tileStarts[tile], tileStarts[tile + 1])) {
        const { from, to } = ownCorners(of, arcs[i] - ends.tileOffsets[tile]);
        corners.set(of.corners.subarray(2 * from, 2 * to), 2 * places[i]);
        if (!of.codes) continue;
        rings.codes ??= new Uint8Array(corners.length / 2);
        rings.codes.set(of.codes.subarray(from, to), places[i]);
      }
    },
  };
}

/** The tile that owns an arc. */
function findTile(tileOffsets: Uint32Array, arc: number): number {
  let low = 0;
  let high = tileOffsets.length - 2;
  while (low < high) {
    const middle = (low + high + 1) >>> 1;
    if (tileOffsets[middle] <= arc) low = middle;
    else high = middle - 1;
  }
  return low;
}
