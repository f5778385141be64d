import { type LevelField, type Offset, pairBox } from './glcm-window.js';

/** What a count of pairs adds to a sum over all cells of the matrix: whole numbers, so that no order shows. */
export interface CellSums {
  /** By how much the sum grows where the pairs of one cell go from `count` to one more; i ≠ j, and i = j. */
  apart(count: number): number;
  alike(count: number): number;
  /** The value of a window by the number of its pairs (1 or more) and the sum. */
  toValue(count: number, sum: number): number;
}

/** Adds the value of each pixel's window to `totals`, and 1 to `counts`, where the window has a pair. */
export function addCellSums(
  field: LevelField,
  { reach, offset, levels }: { reach: number; offset: Offset; levels: number },
  { apart, alike, toValue }: CellSums,
  { totals, counts }: { totals: Float64Array; counts: Uint8Array },
): void {
  const { levels: of, width, height } = field;
  const box = pairBox(reach, offset);
  const most = (2 * reach + 1) ** 2;
  const growth = [
    Float64Array.from({ length: most }, (_, n) => apart(n)),
    Float64Array.from({ length: most }, (_, n) => alike(n)),
  ];
  const cells = new Uint16Array(levels * levels);
  const shift = offset.down * width + offset.right;
  let count = 0;
  let sum = 0;

  /** Adds the pairs whose first pixel lies in column x, or takes them away. */
  const move = (x: number, top: number, bottom: number, isAdded: boolean): void => {
    if (x < 0 || x >= width || x + offset.right < 0 || x + offset.right >= width) return;
    for (let at = top * width + x; at <= bottom * width + x; at += width) {
      const i = of[at];
      const j = of[at + shift];
      if (i < 0 || j < 0) continue;
      const cell = i < j ? i * levels + j : j * levels + i;
      const grown = i === j ? growth[1] : growth[0];
      if (isAdded) {
        sum += grown[cells[cell]++];
        count++;
      } else {
        sum -= grown[--cells[cell]];
        count--;
      }
    }
  };

  for (let row = 0; row < height; row++) {
    const top = Math.max(row + box.top, 0);
    const bottom = Math.min(row + box.bottom, height - 1 - offset.down);
    cells.fill(0);
    count = 0;
    sum = 0;
    for (let x = box.left - 1; x < box.right; x++) move(x, top, bottom, true);
    for (let x = 0; x < width; x++) {
      move(x + box.right, top, bottom, true);
      move(x + box.left - 1, top, bottom, false);
      const i = row * width + x;
      if (count === 0 || of[i] < 0) continue;
      totals[i] += toValue(count, sum);
      counts[i]++;
    }
  }
}
