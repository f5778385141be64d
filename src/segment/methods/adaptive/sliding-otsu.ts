import { BLOCK, BLOCKS, countBlock, type SlidingHistogram } from './sliding-histogram.js';

/** Bounds may be wrong by what rounding does, never by more than this share. */
const MARGIN = 1 - 1e-9;

/** Up to the end of each block: pixels, the sum of their grades, and d² and q of the variance; nothing before the first. */
const pixelsTo = new Float64Array(BLOCKS + 1);
const sumTo = new Float64Array(BLOCKS + 1);
const squareAt = new Float64Array(BLOCKS + 1).fill(-1);
const divisorAt = new Float64Array(BLOCKS + 1);

/** Numbers of the blocks that may hold the threshold. */
const held = new Int32Array(BLOCKS);

/**
 * Whether the threshold of the square around column `x` is below a place: the grade that is the last of the lower class, the
 * first where the variance between the classes is largest, as `findOtsuThreshold` has it. With n pixels of sum s below, of N and S, that is d² / q with
 * d = n·S − s·N and q = n·(N − n), which is convex in (n, s). Over a block the points (n, s) lie in the triangle of its two
 * ends and of the corner where all pixels would be of its least or its greatest grade, so the greatest value at these three
 * bounds it: most blocks need no closer look.
 */
export function isAboveSlidingOtsu(histogram: SlidingHistogram, x: number, place: number): boolean {
  const bound = sumBlocks(histogram);
  let count = 0;
  for (let b = 0; b < BLOCKS; b++) if (histogram.pixels[b] > 0 && canHold(b, bound)) held[count++] = b;
  // Most often all that may hold it lie on one side.
  if (count > 0 && place >= (held[count - 1] + 1) * BLOCK) return true;
  if (count > 0 && place < held[0] * BLOCK + 1) return false;
  return place >= findGrade(histogram, x, { count, bound }) + 1;
}

function findGrade(histogram: SlidingHistogram, x: number, { count, bound }: { count: number; bound: number }): number {
  const pixels = pixelsTo[BLOCKS];
  const sum = sumTo[BLOCKS];
  const { counts } = histogram;
  let reached = bound;
  let best = -1;
  let greatest = -1;
  for (let k = 0; k < count; k++) {
    const b = held[k];
    countBlock(histogram, b, x);
    let n = pixelsTo[b];
    let s = sumTo[b];
    for (let grade = b * BLOCK; grade < (b + 1) * BLOCK; grade++) {
      const here = counts[grade];
      if (here === 0) continue;
      n += here;
      s += here * grade;
      const d = n * sum - s * pixels;
      const q = n * (pixels - n);
      if (d * d < reached * q) continue;
      const variance = q > 0 ? (d * d) / q : 0;
      if (variance > greatest) {
        greatest = variance;
        best = grade;
        reached = Math.max(reached, variance * MARGIN);
      }
    }
  }
  return best;
}

/** Fills in what holds up to each block; a little less than the greatest variance at their ends comes back. */
function sumBlocks({ pixels, sums }: SlidingHistogram): number {
  let n = 0;
  let s = 0;
  for (let b = 0; b < BLOCKS; b++) {
    n += pixels[b];
    s += sums[b];
    pixelsTo[b + 1] = n;
    sumTo[b + 1] = s;
  }
  let greatest = 0;
  let divisor = 1;
  for (let b = 1; b < BLOCKS; b++) {
    const d = pixelsTo[b] * s - sumTo[b] * n;
    const q = pixelsTo[b] * (n - pixelsTo[b]);
    // With all pixels on one side there is no variance that could reach a bound.
    squareAt[b] = q > 0 ? d * d : -1;
    divisorAt[b] = q;
    if (d * d * divisor > greatest * q) {
      greatest = d * d;
      divisor = q;
    }
  }
  return (greatest / divisor) * MARGIN;
}

/** Whether a block can hold a variance as great as `bound`. */
function canHold(b: number, bound: number): boolean {
  if (squareAt[b] >= bound * divisorAt[b] || squareAt[b + 1] >= bound * divisorAt[b + 1]) return true;
  const pixels = pixelsTo[BLOCKS];
  const least = b * BLOCK;
  const inBlock = pixelsTo[b + 1] - pixelsTo[b];
  const upper = ((least + BLOCK - 1) * inBlock - (sumTo[b + 1] - sumTo[b])) * (1 / (BLOCK - 1));
  const n = pixelsTo[b] + upper;
  const d = n * sumTo[BLOCKS] - (sumTo[b] + upper * least) * pixels;
  return d * d >= bound * n * (pixels - n);
}
