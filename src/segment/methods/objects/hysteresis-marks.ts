import type { Band } from '../../../raster/raster.js';
import { createBitRows, createMarks, type Marks, rowOfMarks, wordsOf } from './edge-marks.js';
import type { Thresholds } from './edge-thresholds.js';

/** What a byte can be, and one more. */
const BYTES = 256;

/** Weak above the lower threshold, strong above the higher one; neither where `present` says that there is no data. */
export function markAbove(
  values: Band,
  present: Uint8Array | null,
  { width, height }: { width: number; height: number },
  { low, high }: Thresholds,
): Marks {
  const marks = createMarks(width, height);
  const { weak, strong } = marks;
  if (values instanceof Uint8Array) {
    markBytesAbove(values, low, weak, marks);
    markBytesAbove(values, high, strong, marks);
  } else {
    markValuesAbove(values, low, weak, marks);
    markValuesAbove(values, high, strong, marks);
  }
  if (present) clearAbsent(present, marks);
  return marks;
}

function markBytesAbove(values: Uint8Array, threshold: number, bits: Int32Array, marks: Marks): void {
  const { width, height } = marks;
  const least = Math.max(0, Math.floor(threshold) + 1);
  if (least >= BYTES) return;
  const rows = createBitRows(width);
  for (let y = 0; y < height; y++) {
    rows.row.set(values.subarray(y * width, (y + 1) * width));
    rows.take(least, bits, rowOfMarks(marks, y));
  }
}

function markValuesAbove(values: Band, threshold: number, bits: Int32Array, marks: Marks): void {
  const { width, height } = marks;
  for (let y = 0; y < height; y++) {
    const from = rowOfMarks(marks, y);
    const start = y * width;
    for (let x = 0; x < width; x += 32) {
      const end = Math.min(x + 32, width);
      let word = 0;
      for (let i = end - 1; i >= x; i--) word = (word << 1) | Number(values[start + i] > threshold);
      bits[from + (x >> 5)] = word;
    }
  }
}

function clearAbsent(present: Uint8Array, marks: Marks): void {
  const { weak, strong, width, height } = marks;
  const rows = createBitRows(width);
  const words = new Int32Array(wordsOf(width));
  for (let y = 0; y < height; y++) {
    const from = rowOfMarks(marks, y);
    rows.row.set(present.subarray(y * width, (y + 1) * width));
    rows.take(1, words, 0);
    for (let i = 0; i < words.length; i++) {
      weak[from + i] &= words[i];
      strong[from + i] &= words[i];
    }
  }
}
