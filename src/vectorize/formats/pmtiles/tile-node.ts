import { type Box, Clipper } from './clip-polygon.js';
import type { MapFeatures } from './map-features.js';
import { EXTENT } from './mvt.js';
import { readWkb } from './read-wkb.js';
import { feedRings, RingList } from './ring-list.js';
import { type TilePlace, tileId } from './tile-id.js';

/** What a tile shows beyond its border, so that outlines drawn there are not seen. */
const BUFFER_UNITS = 64;
/** Bytes of geometry that are kept from a tile on down to those within it. */
const HELD_BYTES = 32e6;

/** A tile on the way from the world down to the smallest tiles. */
export interface TileNode {
  place: TilePlace;
  /** Features whose boxes meet the tile and its buffer, in order. */
  features: Uint32Array;
  /** Their rings, cut to the tile and its buffer; null where these are too many to hold. */
  rings: NodeRings | null;
}

export interface NodeRings {
  list: RingList;
  /** Rings of the node's feature `i`: `starts[i]` to `starts[i + 1]` exclusive. */
  starts: Uint32Array;
}

/** The tile with its buffer. */
export function bufferedBox(place: TilePlace): Box {
  return boxAround(place, BUFFER_UNITS / EXTENT);
}

/** The place of a position from 0 to 1, borders counted to the tile right of and below them. */
export const holdsPoint = ({ z, x, y }: TilePlace, px: number, py: number): boolean =>
  Math.floor(px * 2 ** z) === x && Math.floor(py * 2 ** z) === y;

/** The quarters of a tile along the curve that numbers tiles. */
export function quartersOf({ z, x, y }: TilePlace): TilePlace[] {
  const quarters = [0, 1, 2, 3].map((i) => ({ z: z + 1, x: 2 * x + (i & 1), y: 2 * y + (i >> 1) }));
  return quarters.sort((a, b) => tileId(a) - tileId(b));
}

/** What is handed down from tile to tile; see `createNodes`. */
export interface Nodes {
  /** The world, with all features. */
  root(): Promise<TileNode>;
  /** A quarter of a tile; null where nothing reaches into it. */
  child(parent: TileNode, place: TilePlace): Promise<TileNode | null>;
}

/**
 * The way from the world down to the smallest tiles, depth first: a node is good until the next of its zoom is made,
 * which takes its memory. Rings are kept from the tile on where they take no more than `heldBytes`.
 */
export function createNodes(map: MapFeatures, heldBytes = HELD_BYTES): Nodes {
  const { boxes } = map;
  /** By zoom. */
  const lists: RingList[] = [];

  function listOf({ z }: TilePlace): RingList {
    lists[z] ??= new RingList();
    lists[z].clear();
    return lists[z];
  }

  /** The node with its rings in memory, where they are few enough. */
  async function hold(node: TileNode): Promise<TileNode> {
    const box = bufferedBox(node.place);
    let bytes = 0;
    for (const feature of node.features) bytes += map.sizes[feature] * shareWithin(boxes, feature, box);
    if (bytes > heldBytes) return node;
    const list = listOf(node.place);
    const starts = new Uint32Array(node.features.length + 1);
    const clipper = new Clipper(box, list);
    for (let i = 0; i < node.features.length; i++) {
      const wkb = map.readWkb(node.features[i]);
      readWkb(wkb instanceof Uint8Array ? wkb : await wkb, clipper);
      starts[i + 1] = list.count;
    }
    return { ...node, rings: { list, starts } };
  }

  function cutRings(
    { list, starts }: NodeRings,
    features: Uint32Array,
    chosen: Uint32Array,
    place: TilePlace,
  ): NodeRings {
    const box = bufferedBox(place);
    const kept = listOf(place);
    const clipper = new Clipper(box, kept);
    const keptStarts = new Uint32Array(chosen.length + 1);
    for (let i = 0; i < chosen.length; i++) {
      const isInside = shareWithin(boxes, features[chosen[i]], box) === 1;
      feedRings(list, starts[chosen[i]], starts[chosen[i] + 1], isInside ? kept : clipper);
      keptStarts[i + 1] = kept.count;
    }
    return { list: kept, starts: keptStarts };
  }

  return {
    root() {
      // Beyond the square's borders nothing can be seen.
      const isSeen = (_: number, i: number): boolean => boxes[4 * i + 1] < 1 && boxes[4 * i + 3] > 0;
      const features = Uint32Array.from({ length: map.count }, (_, i) => i).filter(isSeen);
      return hold({ place: { z: 0, x: 0, y: 0 }, features, rings: null });
    },

    async child(parent, place) {
      const chosen = chooseFeatures(boxes, parent.features, place);
      if (!chosen) return null;
      const isAll = chosen.length === parent.features.length;
      const features = isAll ? parent.features : chosen.map((i) => parent.features[i]);
      if (!parent.rings) {
        const node = await hold({ place, features, rings: null });
        return node.rings?.list.count === 0 ? null : node;
      }
      if (isAll && isWithin(boxes, features, bufferedBox(place))) return { place, features, rings: parent.rings };
      const rings = cutRings(parent.rings, parent.features, chosen, place);
      return rings.list.count > 0 ? { place, features, rings } : null;
    },
  };
}

/** Places in `features` of those whose boxes meet the tile or its buffer; null where none meets the tile. */
function chooseFeatures(boxes: Float64Array, features: Uint32Array, place: TilePlace): Uint32Array | null {
  const inner = boxAround(place, 0);
  const outer = bufferedBox(place);
  const chosen = new Uint32Array(features.length);
  let count = 0;
  let isMet = false;
  for (let i = 0; i < features.length; i++) {
    const at = 4 * features[i];
    const [minX, minY, maxX, maxY] = [boxes[at], boxes[at + 1], boxes[at + 2], boxes[at + 3]];
    if (minX > outer.maxX || maxX < outer.minX || minY > outer.maxY || maxY < outer.minY) continue;
    chosen[count++] = i;
    isMet ||= minX < inner.maxX && maxX > inner.minX && minY < inner.maxY && maxY > inner.minY;
  }
  return isMet ? chosen.subarray(0, count) : null;
}

function isWithin(boxes: Float64Array, features: Uint32Array, box: Box): boolean {
  return features.every((feature) => shareWithin(boxes, feature, box) === 1);
}

/** How much of a feature's box lies in another box, from 0 to 1. */
export function shareWithin(boxes: Float64Array, feature: number, box: Box): number {
  const at = 4 * feature;
  return (
    shareOfSpan(boxes[at], boxes[at + 2], box.minX, box.maxX) *
    shareOfSpan(boxes[at + 1], boxes[at + 3], box.minY, box.maxY)
  );
}

function shareOfSpan(from: number, to: number, min: number, max: number): number {
  if (from >= min && to <= max) return 1;
  if (to <= from) return 0;
  return Math.max(0, Math.min(to, max) - Math.max(from, min)) / (to - from);
}

function boxAround({ z, x, y }: TilePlace, buffer: number): Box {
  const side = 2 ** -z;
  return {
    minX: (x - buffer) * side,
    minY: (y - buffer) * side,
    maxX: (x + 1 + buffer) * side,
    maxY: (y + 1 + buffer) * side,
  };
}
