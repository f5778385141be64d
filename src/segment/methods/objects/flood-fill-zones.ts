import { findRoot, numberSets } from './number-objects.js';
import type { FoundObjects } from './object-means.js';

export interface FlatZoneOptions {
  width: number;
  connectivity: 4 | 8;
  /** How much two neighbours of one zone may differ: the Euclidean distance of their values. */
  tolerance: number;
}

/** Zones of pixels that hang together by neighbours that differ by no more than the tolerance (quasi-flat zones). */
export function findFlatZones(
  columns: readonly Float64Array[],
  defined: Uint8Array | null,
  { width, connectivity, tolerance }: FlatZoneOptions,
): FoundObjects {
  const { length } = columns[0];
  const parents = new Int32Array(length).map((_, i) => i);
  const most = tolerance * tolerance;

  function join(pixel: number, earlier: number): void {
    if (defined && defined[earlier] === 0) return;
    let sum = 0;
    for (let k = 0; k < columns.length; k++) {
      const difference = columns[k][pixel] - columns[k][earlier];
      sum += difference * difference;
    }
    if (sum > most) return;
    const one = findRoot(parents, pixel);
    const other = findRoot(parents, earlier);
    // The first pixel of a zone stands for it.
    if (one < other) parents[other] = one;
    else parents[one] = other;
  }

  for (let i = 0, col = 0; i < length; i++, col = col + 1 === width ? 0 : col + 1) {
    if (defined && defined[i] === 0) continue;
    if (col > 0) join(i, i - 1);
    if (i < width) continue;
    join(i, i - width);
    if (connectivity === 4) continue;
    if (col > 0) join(i, i - width - 1);
    if (col + 1 < width) join(i, i - width + 1);
  }
  return numberSets(parents, defined);
}
