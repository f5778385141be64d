import type { Plane } from './convolve.js';
import { selectRank } from './select.js';

/** Bins of the histogram at most, and how many of them share a sum. */
const BINS = 4096;
const BLOCK_BITS = 6;
const BLOCK = 1 << BLOCK_BITS;

/** Bins that do for a square of few values: the next one is found sooner. */
const FEW_BINS = 512;

/**
 * The median of the defined values in the square around every pixel, the lower one of two; exact, whatever the values. A
 * histogram slides along each row (Huang, Yang and Tang 1979) and tells in which bin the median is; where a bin may hold
 * several values, those in the square are compared.
 */
export function slideMedian(plane: Plane, defined: Uint8Array | null, reach: number): Float32Array {
  const { values, width, height } = plane;
  const { bins, least, areValues } = toBins(values, defined, reach > 4 ? BINS : FEW_BINS);
  const medians = new Float32Array(values.length);
  const histogram = new Int32Array(BINS + BLOCK);
  const blocks = new Int32Array(BINS / BLOCK + 1);
  const near = new Float32Array((2 * reach + 1) ** 2);
  let bin = 0;
  for (let y = 0, i = 0; y < height; y++) {
    const top = Math.max(0, y - reach) * width;
    const bottom = Math.min(height - 1, y + reach) * width;
    // Values in the square, and how many of them lie in lower bins than `bin`.
    let count = 0;
    let below = 0;
    for (let x = -reach; x < width + reach + 1; x++) {
      if (x + reach < width) {
        for (let at = top + x + reach; at <= bottom + x + reach; at += width) {
          const b = bins[at];
          histogram[b]++;
          blocks[b >> BLOCK_BITS]++;
          count += Number(b < BINS);
          below += Number(b < bin);
        }
      }
      const left = x - reach - 1;
      if (left >= 0) {
        for (let at = top + left; at <= bottom + left; at += width) {
          const b = bins[at];
          histogram[b]--;
          blocks[b >> BLOCK_BITS]--;
          count -= Number(b < BINS);
          below -= Number(b < bin);
        }
      }
      if (x < 0 || x >= width) continue;
      if (bins[i] === BINS) {
        i++;
        continue;
      }
      const rank = (count - 1) >> 1;
      while (below > rank) {
        bin--;
        if ((bin & (BLOCK - 1)) === BLOCK - 1) while (blocks[bin >> BLOCK_BITS] === 0) bin -= BLOCK;
        below -= histogram[bin];
      }
      while (below + histogram[bin] <= rank) {
        below += histogram[bin];
        bin++;
        if ((bin & (BLOCK - 1)) === 0) while (blocks[bin >> BLOCK_BITS] === 0) bin += BLOCK;
      }
      if (areValues) medians[i++] = least + bin;
      else {
        let found = 0;
        const wanted = histogram[bin];
        const from = Math.max(0, x - reach);
        const to = Math.min(width - 1, x + reach);
        for (let row = top; found < wanted; row += width) {
          for (let at = row + from; at <= row + to; at++) if (bins[at] === bin) near[found++] = values[at];
        }
        // Adding 0 makes one zero of the two.
        medians[i++] = (wanted === 1 ? near[0] : selectRank(near, found, rank - below)) + 0;
      }
    }
  }
  return medians;
}

interface Binned {
  /** Bin of every value, no lower for a higher value; BINS where it is not defined. */
  bins: Uint16Array;
  least: number;
  /** True where value = least + bin. */
  areValues: boolean;
}

function toBins(values: Float32Array, defined: Uint8Array | null, count: number): Binned {
  let least = Number.POSITIVE_INFINITY;
  let greatest = Number.NEGATIVE_INFINITY;
  let areWhole = true;
  for (let i = 0; i < values.length; i++) {
    if (defined && defined[i] === 0) continue;
    const value = values[i];
    if (value < least) least = value;
    if (value > greatest) greatest = value;
    if (areWhole && value !== Math.floor(value)) areWhole = false;
  }
  const areValues = areWhole && greatest - least < BINS;
  const scale = areValues || greatest === least ? 1 : (count - 1) / (greatest - least);
  const bins = new Uint16Array(values.length);
  for (let i = 0; i < values.length; i++) bins[i] = defined && defined[i] === 0 ? BINS : (values[i] - least) * scale;
  return { bins, least, areValues };
}
