import type { BlockArcs } from './block-arcs.js';
import { createPockets } from './pocket.js';
import type { VertexPlaces } from './visvalingam.js';

/**
 * Marks the closed arcs that enclose less than `leastAreaM2` and hold nothing but such arcs. Smaller ones are looked at
 * first, so what an island holds before the island.
 */
export function dropIslands(
  arcs: BlockArcs,
  places: VertexPlaces,
  { leastAreaM2, cellAreaM2 }: { leastAreaM2: number; cellAreaM2(arc: number): number },
): Uint8Array {
  const { count, firstClosed, offsets, corners, width, height } = arcs;
  const dropped = new Uint8Array(count);
  const islands: { arc: number; pixels: number }[] = [];
  for (let arc = firstClosed; arc < count; arc++) {
    const pixels = enclosedPixels(places, offsets[arc], offsets[arc + 1]);
    if (pixels * cellAreaM2(arc) < leastAreaM2) islands.push({ arc, pixels });
  }
  if (islands.length === 0) return dropped;

  /** Corners where a boundary that stays turns or ends. */
  const stays = new Uint8Array((width + 1) * (height + 1));
  for (const corner of corners) stays[corner] = 1;
  const pockets = createPockets(arcs, places, stays);
  for (const { arc } of islands.sort((a, b) => a.pixels - b.pixels || a.arc - b.arc)) {
    const own = corners.subarray(offsets[arc], offsets[arc + 1]);
    for (const corner of own) stays[corner] = 0;
    if (!pockets.isOccupied(offsets[arc], offsets[arc + 1] - 1)) dropped[arc] = 1;
    else for (const corner of own) stays[corner] = 1;
  }
  return dropped;
}

function enclosedPixels({ x, y }: VertexPlaces, from: number, end: number): number {
  let sum = 0;
  for (let v = from; v < end - 1; v++) sum += x[v] * y[v + 1] - x[v + 1] * y[v];
  return Math.abs(sum) / 2;
}
