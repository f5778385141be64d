import { useBytes } from '../../simd/bytes.js';
import { roundUp, VECTOR_BYTES } from '../../simd/module.js';
import { clearInvalid } from '../cut.js';

/** Bits in a word. */
const WORD = 32;

/**
 * What the pixels of a window are, a bit each: rows of words, of which the lowest bit is the first pixel. A frame of words
 * of 0 is around them (one between the end of a row and the beginning of the next), and bits beyond a row's end are 0.
 */
export interface Marks {
  /** Weak or strong. */
  weak: Int32Array;
  /** Only what is also in `weak`. */
  strong: Int32Array;
  width: number;
  height: number;
  /** Words from one row to the next. */
  stride: number;
}

export const wordsOf = (width: number): number => Math.ceil(width / WORD);

export function createMarks(width: number, height: number): Marks {
  const stride = wordsOf(width) + 1;
  const create = (): Int32Array => new Int32Array((height + 2) * stride + 1);
  return { weak: create(), strong: create(), width, height, stride };
}

/** Place of a row's first word. */
export const rowOfMarks = ({ stride }: Marks, row: number): number => (row + 1) * stride + 1;

/** Marks one pixel. */
export function markPixel(bits: Int32Array, rowStart: number, x: number): void {
  bits[rowStart + (x >> 5)] |= 1 << (x & 31);
}

/** Copies the words of a row, without what they hold beyond its end. */
export function takeWords(words: Int32Array, width: number, out: Int32Array, at: number): void {
  out.set(words, at);
  out[at + words.length - 1] &= -1 >>> (-width & 31);
}

/** A row of bytes in the module's memory, and behind it the words of its bits. */
function useRow(width: number) {
  const bytes = roundUp(width, VECTOR_BYTES);
  const simd = useBytes(2 * bytes);
  const row = new Uint8Array(simd.memory.buffer, 0, width);
  const words = new Int32Array(simd.memory.buffer, bytes, wordsOf(width));
  return { simd, bytes, row, words };
}

/** Makes bits of rows of bytes: those that are at least `least`. */
export function createBitRows(width: number) {
  const { simd, bytes, row, words } = useRow(width);
  const take = (least: number, out: Int32Array, at: number): void => {
    simd.bitsFrom(bytes, 0, bytes, least);
    takeWords(words, width, out, at);
  };
  return { row, take };
}

/** Bytes of a window: `zero`, or 1 more where the bit is set. */
export function spreadMarks(bits: Int32Array, marks: Marks, zero: number): Uint8Array {
  const { width, height } = marks;
  const out = new Uint8Array(width * height);
  const { simd, bytes, row, words } = useRow(width);
  for (let y = 0; y < height; y++) {
    const from = rowOfMarks(marks, y);
    words.set(bits.subarray(from, from + words.length));
    simd.spreadBits(0, bytes, bytes, zero);
    out.set(row, y * width);
  }
  return out;
}

/** Classes of a window: 2 where strong, 1 elsewhere, 0 where `present` says that there is no data. */
export function classesOfMarks(marks: Marks, present: Uint8Array | null): Uint8Array {
  const classes = spreadMarks(marks.strong, marks, 1);
  if (present) clearInvalid(classes, present);
  return classes;
}
