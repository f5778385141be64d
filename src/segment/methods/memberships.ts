import type { Columns } from '../segmenter.js';
import { CHUNK, createChunks } from './chunks.js';

interface MembershipOptions {
  /** Columns that are looked at: the first so many. */
  width: number;
  /** How many classes there are. */
  count: number;
  /** The class of each pixel; 0 where it has none. */
  classes: Uint8Array;
  /** Writes, for a chunk of pixels, the share of each class, which add up to 1: one array a class. */
  fill(chunk: readonly Float64Array[], shares: readonly Float64Array[]): void;
}

/** `score` is the share of a pixel's class; `entropy` that of all its shares, divided by the logarithm of their number. */
export function measureMemberships(columns: Columns, { width, count, classes, fill }: MembershipOptions) {
  const { length } = columns;
  const measured = { score: new Float32Array(length), entropy: new Float32Array(length) };
  const shares = Array.from({ length: count }, () => new Float64Array(CHUNK));
  const chunks = createChunks(columns, width);
  for (let start = 0; start < length; start += CHUNK) {
    const end = Math.min(start + CHUNK, length);
    fill(chunks.read(start), shares);
    for (let i = start; i < end; i++) if (classes[i] > 0) measured.score[i] = shares[classes[i] - 1][i - start];
    if (count > 1) takeEntropy(shares, measured.entropy.subarray(start, end));
  }
  return measured;
}

/** Shannon's, from 0 to 1. */
function takeEntropy(shares: readonly Float64Array[], entropy: Float32Array): void {
  const perClass = 1 / Math.log(shares.length);
  for (let i = 0; i < entropy.length; i++) {
    let sum = 0;
    for (let c = 0; c < shares.length; c++) {
      const share = shares[c][i];
      if (share > 0) sum -= share * Math.log(share);
    }
    entropy[i] = sum * perClass;
  }
}
