import { findLatticeSeeds, type Lattice } from './lattice-seeds.js';
import { type Assigned, measureOwn, takePixels } from './slic-assign.js';
import { type Middles, moveMiddles, type Pixels, widenSpread } from './slic-middles.js';

export interface SlicOptions extends Lattice {
  /** The difference in the columns that counts as much as a distance of `stepPx`. */
  compactness: number;
  /** Each cluster counts by the greatest difference it had in the rounds before, in place of `compactness`. */
  adaptive: boolean;
  rounds: number;
}

/** Pixels with fewer values get some that are 0: so many are compared without a loop. */
const LEAST_BANDS = 3;

/**
 * SLIC (Achanta et al. 2012, IEEE PAMI 34:2274): clusters of pixels by what they are like and where they are, begun on a
 * lattice. In every round each middle takes those pixels up to `stepPx` along rows and columns that are nearer to it than to
 * their own, then moves to the mean of its pixels. With `adaptive`, SLICO. Gives the number of each pixel's cluster from 1;
 * 0 where it is not defined or out of reach. A cluster may be in pieces.
 */
export function clusterSlic(columns: readonly Float64Array[], options: SlicOptions): Uint32Array {
  const { window, rounds, adaptive } = options;
  const bands = Math.max(columns.length, LEAST_BANDS);
  const pixels: Pixels = { values: sideBySide(columns, bands), bands, window };
  const { middles, assigned } = start(pixels, options);
  const scale = 1 / options.stepPx ** 2;
  const reach = Math.sqrt(1 / scale);
  for (let round = 0; round < rounds; round++) {
    if (round > 0) {
      if (adaptive) widenSpread(pixels, middles, assigned.clusters);
      moveMiddles(pixels, middles, assigned.clusters);
    }
    measureOwn(pixels, middles, assigned, scale);
    for (let cluster = 0; cluster < middles.count; cluster++) {
      takePixels(pixels, middles, assigned, { cluster, scale, reach });
    }
  }
  const labels = new Uint32Array(assigned.clusters.length);
  for (let i = 0; i < labels.length; i++) labels[i] = assigned.clusters[i] + 1;
  return labels;
}

function sideBySide(columns: readonly Float64Array[], bands: number): Float32Array {
  const values = new Float32Array(columns[0].length * bands);
  for (const [k, column] of columns.entries()) {
    for (let i = 0, at = k; i < column.length; i++, at += bands) values[at] = column[i];
  }
  return values;
}

/** A middle on every seed, with the pixels of its square of the lattice. */
function start({ values, bands }: Pixels, options: SlicOptions): { middles: Middles; assigned: Assigned } {
  const { window, stepPx, defined, compactness } = options;
  const { width, height } = window;
  const { seeds, across } = findLatticeSeeds(options);
  const numbers = new Int32Array(seeds.length).fill(-1);
  const starts = seeds.filter((seed) => seed >= 0);
  for (let square = 0, count = 0; square < seeds.length; square++) if (seeds[square] >= 0) numbers[square] = count++;
  const clusters = new Int32Array(width * height).fill(-1);
  for (let i = 0, y = 0; y < height; y++) {
    const first = (Math.floor((window.row + y) / stepPx) - Math.floor(window.row / stepPx)) * across;
    const firstCol = Math.floor(window.col / stepPx);
    for (let x = 0; x < width; x++, i++) {
      if (!defined || defined[i] === 1) clusters[i] = numbers[first + Math.floor((window.col + x) / stepPx) - firstCol];
    }
  }
  // Nothing is nearer to a pixel without data than this.
  const distances = new Float64Array(width * height);
  if (defined) for (let i = 0; i < defined.length; i++) if (defined[i] === 0) distances[i] = -1;
  return {
    middles: {
      count: starts.length,
      x: Float64Array.from(starts, (seed) => window.col + (seed % width)),
      y: Float64Array.from(starts, (seed) => window.row + Math.floor(seed / width)),
      means: Float64Array.from({ length: starts.length * bands }, (_, i) => {
        return values[starts[Math.floor(i / bands)] * bands + (i % bands)];
      }),
      spread: new Float64Array(starts.length).fill(compactness * compactness),
    },
    assigned: { clusters, distances },
  };
}
