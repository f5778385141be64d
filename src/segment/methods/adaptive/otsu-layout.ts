/** Grades in one block of a histogram, and blocks. */
export const BLOCK = 16;
export const BLOCKS = 256 / BLOCK;

/** What a column of pixels, or the square, has of the blocks: four bytes each how many pixels, then the sums of their grades. */
export const SUMS = 4 * BLOCKS;
export const BLOCKS_BYTES = 2 * SUMS;

/** What a column has of the grades of one block: two bytes each. */
export const GRADES_BYTES = 2 * BLOCK;

// Where things lie in the module's memory, in bytes.

/** What the square has of the blocks. */
export const SQUARE = 0;

/** For each block the column whose square its counts are of. */
export const COUNTED_AT = SQUARE + BLOCKS_BYTES;

/** Up to the end of each block: pixels, and the sum of their grades; in front of either 16 bytes of zeros. */
export const PIXELS_TO = COUNTED_AT + 4 * BLOCKS + 16;
export const SUM_TO = PIXELS_TO + 4 * BLOCKS + 16;

/** What the square has of the grades: four bytes each. */
export const COUNTS = SUM_TO + 4 * BLOCKS;

/** What depends on the width begins here. */
export const ROWS = COUNTS + 4 * BLOCKS * BLOCK;
