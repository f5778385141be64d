import { createTileDrawer, emptyTile } from './draw-tile.js';
import type { MapFeatures } from './map-features.js';
import type { TilePlace } from './tile-id.js';
import { createNodes, quartersOf, type TileNode } from './tile-node.js';

/** A tile's place and its bytes without compression. */
export interface DrawnTile {
  place: TilePlace;
  bytes: Uint8Array;
}

export interface WalkOptions {
  maxZoom: number;
  maxTileBytes?: number;
  /** See `createNodes`: what is kept does not change what is drawn. */
  heldBytes?: number;
}

/**
 * All tiles with something in them, each before those within it, along the curve that numbers them: those of one zoom
 * come in order of number. Features go down with the tiles they meet, so the work grows with what the tiles hold. An
 * archive must not be empty: with nothing to see there is one empty tile.
 */
export async function* walkTiles(map: MapFeatures, options: WalkOptions): AsyncGenerator<DrawnTile> {
  const drawTile = createTileDrawer(map, options);
  const waiting: { parent: TileNode; place: TilePlace }[] = [];
  const nodes = createNodes(map, options.heldBytes);
  let node: TileNode | null = await nodes.root();
  let isEmpty = true;
  for (;;) {
    if (node) {
      const { place } = node;
      const bytes = await drawTile(node);
      if (bytes) {
        isEmpty = false;
        yield { place, bytes };
      }
      if (place.z < options.maxZoom) {
        for (const quarter of quartersOf(place).reverse()) waiting.push({ parent: node, place: quarter });
      }
    }
    const next = waiting.pop();
    if (!next) break;
    node = await nodes.child(next.parent, next.place);
  }
  if (isEmpty) yield { place: { z: 0, x: 0, y: 0 }, bytes: emptyTile(map) };
}
