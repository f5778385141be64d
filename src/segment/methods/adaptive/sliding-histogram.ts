/** Grades in one block of a histogram. */
export const BLOCK = 16;
export const BLOCKS = 256 / BLOCK;

/**
 * Histograms of the columns of a band of rows, and of the square around one pixel, which moves along the band (Perreault and
 * Hébert 2007, IEEE Trans. Image Processing 16(9)): how many pixels a block of grades has, and the sum of their grades, are
 * kept for every place; the grades of a block are only brought up to date where something asks for them.
 */
export interface SlidingHistogram {
  /** Of the square. */
  pixels: Int32Array;
  sums: Int32Array;
  counts: Int32Array;
  /** The column whose square the counts of a block are of; −1: of none. */
  countedAt: Int32Array;
  /** Of columns: block after block in each. */
  columnPixels: Int32Array;
  columnSums: Int32Array;
  /** Of columns: grades 0 to 15 of column 0, of column 1 and so on; then grades 16 to 31. */
  columnCounts: Uint16Array;
  width: number;
  radiusPx: number;
}

export function createSlidingHistogram(width: number, radiusPx: number): SlidingHistogram {
  return {
    pixels: new Int32Array(BLOCKS),
    sums: new Int32Array(BLOCKS),
    counts: new Int32Array(256),
    countedAt: new Int32Array(BLOCKS),
    columnPixels: new Int32Array(width * BLOCKS),
    columnSums: new Int32Array(width * BLOCKS),
    columnCounts: new Uint16Array(width * 256),
    width,
    radiusPx,
  };
}

/** Adds (1) or takes away (−1) a row of pixels, from the columns alone. */
export function changeColumns(
  { columnPixels, columnSums, columnCounts, width }: SlidingHistogram,
  { grades, present }: { grades: Uint8Array; present: Uint8Array | null },
  start: number,
  sign: 1 | -1,
): void {
  for (let x = 0; x < width; x++) {
    if (present && present[start + x] === 0) continue;
    const grade = grades[start + x];
    const block = grade >> 4;
    columnPixels[x * BLOCKS + block] += sign;
    columnSums[x * BLOCKS + block] += sign * grade;
    columnCounts[(block * width + x) * BLOCK + (grade & 15)] += sign;
  }
}

/** The square around the place before column 0. */
export function startRow(histogram: SlidingHistogram): void {
  const { pixels, sums, countedAt, width, radiusPx } = histogram;
  pixels.fill(0);
  sums.fill(0);
  countedAt.fill(-1);
  for (let x = 0; x < Math.min(radiusPx, width); x++) changeSquare(histogram, x, 1);
}

/** From the column before to column `x`. */
export function moveTo(histogram: SlidingHistogram, x: number): void {
  const { width, radiusPx } = histogram;
  const isEntering = x + radiusPx < width;
  const isLeaving = x > radiusPx;
  if (isEntering && isLeaving) replaceColumn(histogram, x + radiusPx, x - radiusPx - 1);
  else if (isEntering) changeSquare(histogram, x + radiusPx, 1);
  else if (isLeaving) changeSquare(histogram, x - radiusPx - 1, -1);
}

function replaceColumn(histogram: SlidingHistogram, entering: number, leaving: number): void {
  const { pixels, sums, columnPixels, columnSums } = histogram;
  const to = entering * BLOCKS;
  const from = leaving * BLOCKS;
  for (let b = 0; b < BLOCKS; b++) {
    pixels[b] += columnPixels[to + b] - columnPixels[from + b];
    sums[b] += columnSums[to + b] - columnSums[from + b];
  }
}

function changeSquare({ pixels, sums, columnPixels, columnSums }: SlidingHistogram, x: number, sign: 1 | -1): void {
  const at = x * BLOCKS;
  for (let b = 0; b < BLOCKS; b++) {
    pixels[b] += sign * columnPixels[at + b];
    sums[b] += sign * columnSums[at + b];
  }
}

/** Brings the counts of a block up to date for the square around column `x`. */
export function countBlock(histogram: SlidingHistogram, block: number, x: number): void {
  const { counts, countedAt, width, radiusPx } = histogram;
  let from = countedAt[block];
  // From so far away the square is sooner counted anew.
  if (from < 0 || x - from > radiusPx) {
    counts.fill(0, block * BLOCK, (block + 1) * BLOCK);
    for (let c = Math.max(x - radiusPx, 0); c <= Math.min(x + radiusPx, width - 1); c++) addColumn(histogram, block, c);
    from = x;
  }
  for (let c = from + 1; c <= x; c++) {
    if (c + radiusPx < width) addColumn(histogram, block, c + radiusPx);
    if (c > radiusPx) subtractColumn(histogram, block, c - radiusPx - 1);
  }
  countedAt[block] = x;
}

function addColumn({ counts, columnCounts, width }: SlidingHistogram, block: number, x: number): void {
  const from = (block * width + x) * BLOCK;
  for (let g = 0; g < BLOCK; g++) counts[block * BLOCK + g] += columnCounts[from + g];
}

function subtractColumn({ counts, columnCounts, width }: SlidingHistogram, block: number, x: number): void {
  const from = (block * width + x) * BLOCK;
  for (let g = 0; g < BLOCK; g++) counts[block * BLOCK + g] -= columnCounts[from + g];
}
