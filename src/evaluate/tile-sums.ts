import type { Window } from '../raster/window.js';
import type { Tile } from '../tiling/grid.js';
import type { Ground } from '../vectorize/ground/ground.js';
import { type AreaSums, addAreas, createAreaSums } from './area-sums.js';
import { type BorderCounts, countBorders, createBorderCounts } from './border-match.js';
import type { SegmentMatcher } from './segments/match-segments.js';
import type { PlacedPoint, Truth } from './truth.js';

/** What is summed up over the tiles, all of it in whole numbers. */
export interface TileSums {
  /** Pixels or points by place: true class × `PLACES` + mapped class; 0 is none on either side. */
  confusion: Float64Array;
  /** Pixels of the whole mask by place. */
  mappedPixels: Float64Array;
  areas: AreaSums;
  borders: BorderCounts;
  conflicts: number;
}

export const PLACES = 256;

export function createTileSums(): TileSums {
  return {
    confusion: new Float64Array(PLACES * PLACES),
    mappedPixels: new Float64Array(PLACES),
    areas: createAreaSums(),
    borders: createBorderCounts(),
    conflicts: 0,
  };
}

export interface TileWork {
  truth: Truth;
  /** Points of the truth by tile. */
  points: ReadonlyMap<number, PlacedPoint[]>;
  ground: Ground | null;
  /** Null where the truth is not known everywhere. */
  matcher: SegmentMatcher | null;
  tolerancePx: number;
}

/** Adds one tile; `mappedRead` has the places of classes of the mask in the tile's `read`. */
export async function addTile(work: TileWork, tile: Tile, mappedRead: Uint8Array, sums: TileSums): Promise<void> {
  const { truth, ground } = work;
  const mapped = crop(mappedRead, tile.read, tile.core);
  const { confusion, mappedPixels } = sums;
  for (let i = 0; i < mapped.length; i++) mappedPixels[mapped[i]]++;
  const known = truth.kind === 'points' ? null : await truth.places(tile.read);
  const core = known && crop(known, tile.read, tile.core);
  if (ground) addAreas(ground, tile.core, { mapped, truth: core }, sums.areas);
  if (truth.kind === 'points') {
    addPoints(work.points.get(tile.index) ?? [], tile.core, mapped, sums);
    return;
  }
  if (!known || !core) return;
  for (let i = 0; i < core.length; i++) confusion[core[i] * PLACES + mapped[i]]++;
  sums.conflicts += truth.countConflicts(tile.core);
  if (work.matcher === null) return;
  await work.matcher.addTile(tile, mapped, core);
  blankTogether(mappedRead, known);
  const { tolerancePx } = work;
  countBorders({ mapped: mappedRead, truth: known, core: tile.core, read: tile.read, tolerancePx }, sums.borders);
}

function addPoints(points: readonly PlacedPoint[], core: Window, mapped: Uint8Array, sums: TileSums): void {
  for (const { col, row, place } of points) {
    sums.confusion[place * PLACES + mapped[(row - core.row) * core.width + col - core.col]]++;
  }
}

/** What either side has no class for is compared in neither. */
function blankTogether(a: Uint8Array, b: Uint8Array): void {
  for (let i = 0; i < a.length; i++) {
    if (a[i] === 0) b[i] = 0;
    else if (b[i] === 0) a[i] = 0;
  }
}

function crop(places: Uint8Array, from: Window, to: Window): Uint8Array {
  const out = new Uint8Array(to.width * to.height);
  for (let y = 0; y < to.height; y++) {
    const start = (to.row - from.row + y) * from.width + to.col - from.col;
    out.set(places.subarray(start, start + to.width), y * to.width);
  }
  return out;
}
