import { createBestNeighbours, followChains, offerNeighbour, type SieveRule } from './best-neighbour.js';
import { NeighbourTable } from './neighbour-table.js';
import type { SceneRegions } from './scene-regions.js';
import { FIRST_REGION_END, type InnerNeighbours } from './tile-neighbours.js';

/** What became of small regions. */
export interface SieveCounts {
  joinedRegions: number;
  joinedPixels: number;
  /** Small regions without a large one that they could join. */
  keptSmall: number;
}

export const createSieveCounts = (): SieveCounts => ({ joinedRegions: 0, joinedPixels: 0, keptSmall: 0 });

export function countSmall(counts: SieveCounts, hasJoined: boolean, pixels: number): void {
  if (hasJoined) {
    counts.joinedRegions++;
    counts.joinedPixels += pixels;
  } else {
    counts.keptSmall++;
  }
}

/** Decides for the small regions that touch tile borders, from what all tiles know of them. */
export class RegionJoiner {
  private readonly pairs = new NeighbourTable();
  private readonly best;
  private readonly innerEnd;

  constructor(
    private readonly regions: SceneRegions,
    private readonly rule: SieveRule,
  ) {
    this.best = createBestNeighbours(regions.pixels.length - 1);
    this.innerEnd = new Uint32Array(regions.pixels.length);
  }

  /** Pairs of one tile, or of the tile borders; what two regions share may come in pieces. */
  addPairs({ count, a, b, sides, first }: Pick<NeighbourTable, 'count' | 'a' | 'b' | 'sides' | 'first'>): void {
    for (let row = 0; row < count; row++) this.pairs.add(a[row], b[row], sides[row], first[row]);
  }

  addInner({ region, sides, pixels, first, end }: InnerNeighbours): void {
    for (let row = 0; row < region.length; row++) {
      const candidate = { neighbour: INNER, sides: sides[row], pixels: pixels[row], first: first[row] };
      if (offerNeighbour(this.best, region[row], candidate, this.rule)) this.innerEnd[region[row]] = end[row];
    }
  }

  /** Class of every scene region; 0 where a small one stays as it is. */
  finish(): { classOfRegion: Uint8Array; counts: SieveCounts } {
    const { regions, best, pairs } = this;
    for (let row = 0; row < pairs.count; row++) {
      this.offerPair(row, pairs.a[row], pairs.b[row]);
      this.offerPair(row, pairs.b[row], pairs.a[row]);
    }
    const ends = new Uint32Array(regions.pixels.length);
    const next = new Uint32Array(regions.pixels.length);
    for (let region = 1; region < ends.length; region++) {
      if (!regions.isSmall[region]) ends[region] = regions.classId[region];
      else if (best.neighbour[region] !== INNER) next[region] = best.neighbour[region];
      else if (this.innerEnd[region] < FIRST_REGION_END) ends[region] = this.innerEnd[region];
      else next[region] = this.innerEnd[region] - FIRST_REGION_END;
    }
    followChains(next, ends);
    const counts = createSieveCounts();
    for (let region = 1; region < ends.length; region++) {
      if (regions.isSmall[region]) countSmall(counts, ends[region] > 0, regions.pixels[region]);
    }
    return { classOfRegion: Uint8Array.from(ends), counts };
  }

  private offerPair(row: number, region: number, neighbour: number): void {
    if (!this.regions.isSmall[region]) return;
    const pixels = this.regions.pixels[neighbour];
    const candidate = { neighbour, sides: this.pairs.sides[row], pixels, first: this.pairs.first[row] };
    offerNeighbour(this.best, region, candidate, this.rule);
  }
}

/** Stands for a neighbour inside a tile, which has no number in the scene. */
const INNER = 2 ** 32 - 1;
