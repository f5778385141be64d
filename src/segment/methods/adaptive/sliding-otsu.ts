/** Grades in one block of a histogram. */
const BLOCK = 16;
const BLOCKS = 256 / BLOCK;

/** A block's pixels and the sum of their grades in one number: pixels + sum · 2²⁰. */
const SUM = 2 ** 20;
const PACKED = Float64Array.from({ length: 256 }, (_, grade) => 1 + grade * SUM);

/** Bounds may be wrong by what rounding does, never by more than this share. */
const MARGIN = 1 - 1e-9;

/** A histogram of a part of an image that moves along a row. */
export interface SlidingHistogram {
  /** Pixels of each grade. */
  counts: Uint32Array;
  /** Of each block. */
  packed: Float64Array;
  clear(): void;
  add(column: number, firstRow: number, endRow: number): void;
  remove(column: number, firstRow: number, endRow: number): void;
}

export function createSlidingHistogram(
  grades: Uint8Array,
  present: Uint8Array | null,
  width: number,
): SlidingHistogram {
  const counts = new Uint32Array(256);
  const packed = new Float64Array(BLOCKS);
  const change = (column: number, firstRow: number, endRow: number, sign: 1 | -1): void => {
    for (let i = firstRow * width + column; i < endRow * width; i += width) {
      if (present && present[i] === 0) continue;
      const grade = grades[i];
      counts[grade] += sign;
      packed[grade >> 4] += sign * PACKED[grade];
    }
  };
  return {
    counts,
    packed,
    clear() {
      counts.fill(0);
      packed.fill(0);
    },
    add: (column, firstRow, endRow) => change(column, firstRow, endRow, 1),
    remove: (column, firstRow, endRow) => change(column, firstRow, endRow, -1),
  };
}

/** Pixels, and the sum of their grades, up to the end of each block; blocks from 1, nothing before. */
const pixelsTo = new Float64Array(BLOCKS + 1);
const sumTo = new Float64Array(BLOCKS + 1);

/**
 * The grade that is the last of the lower class: the first where the variance between the classes is largest, as
 * `findOtsuThreshold` has it. With n pixels of sum s below, of N and S, it is d² / q with d = n·S − s·N and q = n·(N − n),
 * which is convex in (n, s). Over a block the points (n, s) lie in the triangle of its two ends and of the corner where all
 * pixels would be of its least or its greatest grade, so the greatest value at these three bounds it: most blocks need no
 * closer look.
 */
export function findSlidingOtsu({ counts, packed }: SlidingHistogram): number {
  for (let b = 0; b < BLOCKS; b++) {
    const sum = Math.floor(packed[b] / SUM);
    pixelsTo[b + 1] = pixelsTo[b] + packed[b] - sum * SUM;
    sumTo[b + 1] = sumTo[b] + sum;
  }
  const pixels = pixelsTo[BLOCKS];
  const sum = sumTo[BLOCKS];
  let bound = 0;
  for (let b = 1; b < BLOCKS; b++) {
    const n = pixelsTo[b];
    const d = n * sum - sumTo[b] * pixels;
    const q = n * (pixels - n);
    if (d * d > bound * q) bound = (d * d) / q;
  }
  bound *= MARGIN;
  let best = -1;
  let greatest = 0;
  for (let b = 0; b < BLOCKS; b++) {
    let n = pixelsTo[b];
    let s = sumTo[b];
    const inBlock = pixelsTo[b + 1] - n;
    if (inBlock === 0 || !canHold(b, bound)) continue;
    for (let grade = b * BLOCK; grade < (b + 1) * BLOCK; grade++) {
      const count = counts[grade];
      if (count === 0) continue;
      n += count;
      s += count * grade;
      const d = n * sum - s * pixels;
      const value = n < pixels ? (d * d) / (n * (pixels - n)) : 0;
      if (value > greatest || best < 0) {
        greatest = value;
        best = grade;
      }
    }
    if (greatest * MARGIN > bound) bound = greatest * MARGIN;
  }
  return best;
}

/** Whether a block can hold a value as great as `bound`. */
function canHold(b: number, bound: number): boolean {
  const n = pixelsTo[b];
  const s = sumTo[b];
  const least = b * BLOCK;
  const upper = ((least + BLOCK - 1) * (pixelsTo[b + 1] - n) - (sumTo[b + 1] - s)) / (BLOCK - 1);
  return (
    reaches(n + upper, s + upper * least, bound) ||
    reaches(n, s, bound) ||
    reaches(pixelsTo[b + 1], sumTo[b + 1], bound)
  );
}

function reaches(n: number, s: number, bound: number): boolean {
  const pixels = pixelsTo[BLOCKS];
  const d = n * sumTo[BLOCKS] - s * pixels;
  return d * d >= bound * n * (pixels - n);
}
