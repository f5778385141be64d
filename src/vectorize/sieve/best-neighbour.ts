/** Which of a small region's neighbours it joins: the one of most pixels, or the one it shares most sides with. */
export type SieveRule = 'largest' | 'longest-border';

/** The best neighbour found so far of each region; 0 where it has none. Row 0 is unused. */
export interface BestNeighbours {
  neighbour: Uint32Array;
  sides: Float64Array;
  pixels: Float64Array;
  first: Float64Array;
}

export interface Candidate {
  neighbour: number;
  sides: number;
  pixels: number;
  first: number;
}

export function createBestNeighbours(count: number): BestNeighbours {
  return {
    neighbour: new Uint32Array(count + 1),
    sides: new Float64Array(count + 1).fill(-1),
    pixels: new Float64Array(count + 1).fill(-1),
    first: new Float64Array(count + 1).fill(Number.POSITIVE_INFINITY),
  };
}

/**
 * Takes the candidate if it is better, and says so: by the rule's measure, then by pixels, then by where it was met first. No two
 * neighbours of a region are met at the same place, so the order of the candidates does not matter.
 */
export function offerNeighbour(best: BestNeighbours, region: number, candidate: Candidate, rule: SieveRule): boolean {
  const { neighbour, sides, pixels, first } = candidate;
  const bySides = rule === 'longest-border' ? sides - best.sides[region] : 0;
  const byPixels = pixels - best.pixels[region];
  const difference = bySides !== 0 ? bySides : byPixels !== 0 ? byPixels : best.first[region] - first;
  if (difference <= 0) return false;
  best.neighbour[region] = neighbour;
  best.sides[region] = sides;
  best.pixels[region] = pixels;
  best.first[region] = first;
  return true;
}

/**
 * Follows chains of members 1 … n to their ends. `ends` holds the answer of those that end a chain, 0 of all others;
 * these get the answer of the `next` (0: none). It stays 0 where a chain stops or runs in a circle.
 */
export function followChains(next: Uint32Array, ends: Uint32Array): void {
  const isWalked = new Uint8Array(next.length);
  for (let start = 1; start < next.length; start++) {
    let at = start;
    while (at !== 0 && ends[at] === 0 && isWalked[at] === 0) {
      isWalked[at] = 1;
      at = next[at];
    }
    const end = ends[at];
    if (at === 0 || end === 0) continue;
    for (at = start; ends[at] === 0; at = next[at]) ends[at] = end;
  }
}
