import type { Tile } from '../../tiling/grid.js';

/** The segments of one side (mask or truth) in one tile's core. Arrays by label have nothing at 0. */
export interface TileSegments {
  /** Per pixel: 1 … count, 0 where there is no segment. */
  labels: Uint32Array;
  count: number;
  /** Place of the class of each. */
  placeOf: Uint8Array;
  /** 1 where a segment may go on in other tiles. */
  isOpen: Uint8Array;
  /** 1 for an object, 0 for what has no objects, such as the sky (in the paper "thing" and "stuff"). */
  isThing: Uint8Array;
}

/** How one side is cut into segments, tile by tile, row by row of tiles. */
export interface SegmentSide {
  label(tile: Tile, places: Uint8Array): Promise<TileSegments>;
  /** Gives the segments of which `kept` is 1 a number for the whole scene, from 1; 0 for the others. */
  number(tile: Tile, segments: TileSegments, kept: Uint8Array): Uint32Array;
  /** The number that stands for all numbers of a segment, once all tiles are done. */
  rootOf(number: number): number;
}
