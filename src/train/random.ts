import { createRandom } from '../segment/methods/random.js';

/** What random numbers are drawn for; each use has its own. */
const USES = ['split', 'heldBack', 'pixels', 'bootstrap', 'features'] as const;

/** Numbers in [0, 1) of one of many streams, each its own for the same seed (mixing of MurmurHash3, Appleby 2011). */
export function createStream(seed: number, use: (typeof USES)[number], number: number): () => number {
  const stream = USES.length * number + USES.indexOf(use);
  let mixed = Math.imul(seed + 1, 0x9e3779b1) ^ Math.imul(stream + 1, 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return createRandom((mixed ^ (mixed >>> 16)) >>> 0);
}

/** Puts the items in a random order, in place. */
export function shuffle<T>(items: T[], random: () => number): T[] {
  for (let i = items.length - 1; i > 0; i--) {
    const other = Math.floor(random() * (i + 1));
    [items[i], items[other]] = [items[other], items[i]];
  }
  return items;
}
