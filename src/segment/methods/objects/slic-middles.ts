import type { SlicMemory } from './slic-memory.js';
import { MEANS, SPREAD, X, Y } from './slic-record.js';

/** Moves every middle to the mean of its pixels, and of what they are like; one without any stays. */
export function moveMiddles({ window, bands, count, at, recordLength, middles, sums, functions }: SlicMemory): void {
  const { width, height, col, row } = window;
  sums.fill(0);
  functions.addUp(at.values, at.planeBytes, at.clusters, at.sums, at.recordBytes, 4 * width, height, col, row);
  for (let cluster = 1, record = recordLength; cluster <= count; cluster++, record += recordLength) {
    const size = sums[record + SPREAD];
    if (size === 0) continue;
    middles[record + X] = sums[record + X] / size;
    middles[record + Y] = sums[record + Y] / size;
    const mean = record + MEANS;
    for (let k = 0; k < bands; k++) middles[mean + k] = sums[mean + k] / size;
  }
}

/** The greatest squared difference of any pixel from its cluster, where it is greater than in the rounds before. */
export function widenSpread({ bands, at, recordLength, values, clusters, middles }: SlicMemory): void {
  const planeLength = at.planeBytes / 4;
  for (let i = 0; i < clusters.length; i++) {
    const cluster = clusters[i];
    if (cluster === 0) continue;
    const record = cluster * recordLength;
    const mean = record + MEANS;
    let square = 0;
    for (let k = 0; k < bands; k++) {
      const difference = values[k * planeLength + i] - middles[mean + k];
      square += difference * difference;
    }
    if (square > middles[record + SPREAD]) middles[record + SPREAD] = square;
  }
}
