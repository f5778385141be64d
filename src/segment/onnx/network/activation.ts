import { createShareModule, reserveNumbers } from './share-module.js';

/** Pixels that are worked on at once: what is kept of them fits into the fastest cache. */
const CHUNK_PX = 1024;

/** Planes of logits, and which class each channel belongs to. */
interface Logits {
  /** channels × area. */
  logits: Float32Array;
  area: number;
  /** Index of the class of each channel; -1: none, which counts all the same. */
  classOf: Int32Array;
}

/** Places in the memory of the module, in numbers: the largest logits, the sums, then a row for each channel. */
const [LARGEST, SUMS, ROWS] = [0, CHUNK_PX, 2 * CHUNK_PX];
const BYTES = Float32Array.BYTES_PER_ELEMENT;

const module = createShareModule();

/**
 * Softmax over channels, into classes × area. Subtracting the largest first keeps exp() from overflowing. NaN in a channel
 * makes all of a pixel NaN.
 */
export function softmax({ logits, area, classOf }: Logits, scores: Float32Array): void {
  const memory = reserveNumbers(module, ROWS + classOf.length * CHUNK_PX);
  const place = (row: number): number => row * BYTES;
  const rowOf = (channel: number): number => ROWS + channel * CHUNK_PX;
  for (let from = 0; from < area; from += CHUNK_PX) {
    const count = Math.min(CHUNK_PX, area - from);
    const bytes = Math.ceil(count / 4) * 4 * BYTES;
    memory.fill(Number.NEGATIVE_INFINITY, LARGEST, SUMS);
    memory.fill(0, SUMS, ROWS);
    for (let c = 0; c < classOf.length; c++) {
      memory.set(logits.subarray(c * area + from, c * area + from + count), rowOf(c));
      module.maxF32(place(LARGEST), place(LARGEST), place(rowOf(c)), bytes);
    }
    for (let c = 0; c < classOf.length; c++) module.expF32(place(rowOf(c)), place(SUMS), place(LARGEST), bytes);
    for (let c = 0; c < classOf.length; c++) {
      if (classOf[c] < 0) continue;
      module.divideF32(place(rowOf(c)), place(rowOf(c)), place(SUMS), bytes);
      scores.set(memory.subarray(rowOf(c), rowOf(c) + count), classOf[c] * area + from);
    }
  }
}

/** 1 / (1 + exp(−x)). */
export function sigmoid(logits: Float32Array, scores: Float32Array, length: number): void {
  for (let i = 0; i < length; i++) scores[i] = 1 / (1 + Math.exp(-logits[i]));
}
