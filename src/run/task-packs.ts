import type { RunKeys } from '../store/keys.js';

/** What keys of packs are called, by the step whose tasks write one each: of a tile, or of a block of borders. */
const PACKS = {
  segment: 'segment',
  neighbours: 'neighbours',
  sieve: 'sieved',
  objects: 'objects',
  split: 'split',
  simplify: 'simplify',
  vectorize: 'vectorize',
} as const;

export type PackStep = keyof typeof PACKS;

export const isPackStep = (step: string): step is PackStep => step in PACKS;

/** Where the packs of a step are: the key of each tile or block, and what all of these begin with. */
export function packsOf(keys: RunKeys, step: PackStep): { prefix: string; keyOf: (number: number) => string } {
  const name = PACKS[step];
  return { prefix: keys[`${name}Prefix`], keyOf: keys[name] };
}
