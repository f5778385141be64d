import { intersectWindows, type Window } from '../../../../raster/window.js';

/**
 * Some pixels of the scene, a bit each. A row begins with the word that holds the window's first column, and words hold
 * columns 32 n to 32 n + 31 of the scene, lowest bit first: two masks lie word on word wherever their windows are.
 */
export interface BitMask {
  /** In pixels of the scene; no column below 0. Bits outside are 0. */
  window: Window;
  /** Words of a row. */
  stride: number;
  words: Uint32Array;
}

/** No pixel yet. */
export function createBitMask(window: Window): BitMask {
  const stride = lastWord(window) - firstWord(window) + 1;
  return { window, stride, words: new Uint32Array(stride * window.height) };
}

/** @param mask not 0 where a pixel belongs to it, row by row of `window` */
export function toBitMask(window: Window, mask: Uint8Array): BitMask {
  const bits = createBitMask(window);
  const { words, stride } = bits;
  const lead = window.col & 31;
  for (let row = 0, at = 0; row < window.height; row++) {
    const from = row * stride;
    for (let x = lead; x < lead + window.width; x++, at++) if (mask[at] !== 0) words[from + (x >> 5)] |= 1 << (x & 31);
  }
  return bits;
}

/** Adds the pixels of `other`, whose window lies within that of `target`. */
export function addBits(target: BitMask, other: BitMask): void {
  const { window, stride, words } = other;
  let to = (window.row - target.window.row) * target.stride + firstWord(window) - firstWord(target.window);
  for (let from = 0; from < words.length; from += stride, to += target.stride) {
    for (let k = 0; k < stride; k++) target.words[to + k] |= words[from + k];
  }
}

/** Pixels of a mask, or of it in a window. */
export function countBits(mask: BitMask, within: Window = mask.window): number {
  return countShared(mask, mask, within);
}

/** Pixels that two masks have in common, or have in common in a window. */
export function countShared(a: BitMask, b: BitMask, within: Window = a.window): number {
  const inBoth = intersectWindows(a.window, b.window);
  const window = inBoth && intersectWindows(inBoth, within);
  if (!window) return 0;
  const [first, last] = [firstWord(window), lastWord(window)];
  let count = 0;
  for (let row = window.row; row < window.row + window.height; row++) {
    const atA = (row - a.window.row) * a.stride - firstWord(a.window);
    const atB = (row - b.window.row) * b.stride - firstWord(b.window);
    for (let word = first; word <= last; word++) {
      let shared = a.words[atA + word] & b.words[atB + word];
      if (word === first || word === last) shared &= bitsInside(window, word);
      if (shared !== 0) count += popCount(shared);
    }
  }
  return count;
}

/** Intersection over union of two masks, or of what a window holds of them; 0 where it holds nothing. */
export function maskIou(a: BitMask, b: BitMask, within?: Window): number {
  const shared = countShared(a, b, within);
  return shared === 0 ? 0 : shared / (countBits(a, within) + countBits(b, within) - shared);
}

/** Calls `visit` with the index, row by row of `within`, of every pixel that the mask has there. */
export function forEachBit({ window, stride, words }: BitMask, within: Window, visit: (index: number) => void): void {
  const left = firstWord(window) * 32 - within.col;
  const top = window.row - within.row;
  for (let at = 0; at < words.length; at++) {
    const row = top + Math.floor(at / stride);
    if (words[at] === 0 || row < 0 || row >= within.height) continue;
    const col = left + (at % stride) * 32;
    for (let rest = words[at]; rest !== 0; rest &= rest - 1) {
      const x = col + 31 - Math.clz32(rest & -rest);
      if (x >= 0 && x < within.width) visit(row * within.width + x);
    }
  }
}

const firstWord = ({ col }: Window): number => col >> 5;
const lastWord = ({ col, width }: Window): number => (col + width - 1) >> 5;

/** Bits of a word whose columns lie in the window. */
function bitsInside({ col, width }: Window, word: number): number {
  const from = Math.max(col - word * 32, 0);
  const end = Math.min(col + width - word * 32, 32);
  return (-1 << from) & (end === 32 ? -1 : (1 << end) - 1);
}

/** Source: Warren, Hacker's Delight, 5-1. */
function popCount(word: number): number {
  let bits = word - ((word >>> 1) & 0x55555555);
  bits = (bits & 0x33333333) + ((bits >>> 2) & 0x33333333);
  return Math.imul((bits + (bits >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}
