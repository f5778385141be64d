import { findLatticeSeeds, type Lattice } from './lattice-seeds.js';
import { createSlicMemory, type SlicMemory } from './slic-memory.js';
import { moveMiddles, widenSpread } from './slic-middles.js';
import { MEANS, SPREAD, X, Y } from './slic-record.js';

export interface SlicOptions extends Lattice {
  /** The difference in the columns that counts as much as a distance of `stepPx`. */
  compactness: number;
  /** Each cluster counts by the greatest difference it had in the rounds before, in place of `compactness`. */
  adaptive: boolean;
  rounds: number;
}

/**
 * SLIC (Achanta et al. 2012, IEEE PAMI 34:2274): clusters of pixels by what they are like and where they are, begun on a
 * lattice. In every round each middle takes those pixels up to `stepPx` along rows and columns that are nearer to it than to
 * their own, then moves to the mean of its pixels. With `adaptive`, SLICO. Gives the number of each pixel's cluster from 1;
 * 0 where it is not defined or out of reach. A cluster may be in pieces.
 */
export function clusterSlic(columns: readonly Float64Array[], options: SlicOptions): Uint32Array {
  const { rounds, adaptive } = options;
  const slic = start(columns, options);
  const { window, at, functions } = slic;
  const scale = 1 / options.stepPx ** 2;
  for (let round = 0; round < rounds; round++) {
    if (round > 0) {
      if (adaptive) widenSpread(slic);
      moveMiddles(slic);
    }
    const places = [at.values, at.planeBytes, at.clusters, at.distances, at.middles, at.recordBytes, at.pair] as const;
    functions.measure(...places, 4 * window.width, window.height, window.col, window.row, scale);
    takeAround(slic, scale);
  }
  return new Uint32Array(slic.clusters);
}

/** Gives each cluster in turn the pixels around its middle that are nearer to it than to what they belong to so far. */
function takeAround({ window, count, at, recordLength, middles, functions }: SlicMemory, scale: number): void {
  const { col, row, width, height } = window;
  const reach = Math.sqrt(1 / scale);
  for (let cluster = 1; cluster <= count; cluster++) {
    const record = cluster * recordLength;
    const x = middles[record + X];
    const y = middles[record + Y];
    // In the scene's pixels, so that rounding is the same in every window.
    const left = Math.max(col, Math.ceil(x - reach));
    const right = Math.min(col + width - 1, Math.floor(x + reach));
    const top = Math.max(row, Math.ceil(y - reach));
    const bottom = Math.min(row + height - 1, Math.floor(y + reach));
    const first = (top - row) * width + left - col;
    const places = [at.values + 4 * first, at.planeBytes, at.clusters + 4 * first, at.distances + 8 * first] as const;
    const extent = [4 * width, 4 * (right - left + 1), bottom - top + 1, left, right, top] as const;
    functions.take(...places, ...extent, cluster, at.middles + 8 * record, scale);
  }
}

/** A middle on every seed, with the pixels of its square of the lattice. */
function start(columns: readonly Float64Array[], options: SlicOptions): SlicMemory {
  const { window, defined } = options;
  const lattice = findLatticeSeeds(options);
  const starts = lattice.seeds.filter((seed) => seed >= 0);
  const slic = createSlicMemory(columns, window, starts.length);
  placeMiddles(slic, starts, options.compactness);
  shareOut(slic.clusters, lattice, options);
  // Nothing is nearer to a pixel without data than this.
  if (defined) for (let i = 0; i < defined.length; i++) if (defined[i] === 0) slic.distances[i] = -1;
  return slic;
}

function placeMiddles(
  { window, bands, at, recordLength, values, middles }: SlicMemory,
  starts: Int32Array,
  compactness: number,
) {
  middles[X] = Number.POSITIVE_INFINITY;
  middles[SPREAD] = 1;
  for (const [i, seed] of starts.entries()) {
    const record = (i + 1) * recordLength;
    middles[record + X] = window.col + (seed % window.width);
    middles[record + Y] = window.row + Math.floor(seed / window.width);
    middles[record + SPREAD] = compactness * compactness;
    for (let k = 0; k < bands; k++) middles[record + MEANS + k] = values[(k * at.planeBytes) / 4 + seed];
  }
}

/** Gives each pixel that is defined the cluster of its square of the lattice. */
function shareOut(
  clusters: Int32Array,
  { seeds, across }: { seeds: Int32Array; across: number },
  { window, stepPx, defined }: Lattice,
): void {
  const numbers = new Int32Array(seeds.length);
  for (let square = 0, count = 0; square < seeds.length; square++) if (seeds[square] >= 0) numbers[square] = ++count;
  const firstCol = Math.floor(window.col / stepPx);
  for (let i = 0, y = 0; y < window.height; y++) {
    const first = (Math.floor((window.row + y) / stepPx) - Math.floor(window.row / stepPx)) * across;
    for (let x = 0; x < window.width; x++, i++) {
      if (!defined || defined[i] === 1) clusters[i] = numbers[first + Math.floor((window.col + x) / stepPx) - firstCol];
    }
  }
}
