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

/** Softmax over channels, into classes × area. Subtracting the largest first keeps exp() from overflowing. */
export function softmax({ logits, area, classOf }: Logits, scores: Float32Array): void {
  const largest = new Float32Array(CHUNK_PX);
  const sums = new Float64Array(CHUNK_PX);
  for (let from = 0; from < area; from += CHUNK_PX) {
    const count = Math.min(CHUNK_PX, area - from);
    largest.fill(Number.NEGATIVE_INFINITY);
    sums.fill(0);
    for (let c = 0; c < classOf.length; c++) {
      const at = c * area + from;
      for (let i = 0; i < count; i++) {
        const value = logits[at + i];
        // Not the other way round: NaN has to stay.
        if (!(value <= largest[i])) largest[i] = value;
      }
    }
    for (let c = 0; c < classOf.length; c++) {
      const at = c * area + from;
      const to = classOf[c] * area + from;
      for (let i = 0; i < count; i++) {
        const share = Math.exp(logits[at + i] - largest[i]);
        sums[i] += share;
        if (to >= 0) scores[to + i] = share;
      }
    }
    for (let c = 0; c < classOf.length; c++) {
      if (classOf[c] < 0) continue;
      const to = classOf[c] * area + from;
      for (let i = 0; i < count; i++) scores[to + i] /= sums[i];
    }
  }
}

/** 1 / (1 + exp(−x)). */
export function sigmoid(logits: Float32Array, scores: Float32Array, length: number): void {
  for (let i = 0; i < length; i++) scores[i] = 1 / (1 + Math.exp(-logits[i]));
}
