/** Place of every id among all of them, from the smallest. Ids are unique. */
export function rankIds(ids: Float64Array): Uint32Array {
  // Sorting numbers as they are is many times as fast as with a comparison, and a search makes up for it.
  const sorted = ids.slice().sort();
  const ranks = new Uint32Array(ids.length);
  for (let i = 0; i < ids.length; i++) {
    let low = 0;
    let high = sorted.length - 1;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (sorted[middle] < ids[i]) low = middle + 1;
      else high = middle;
    }
    ranks[i] = low;
  }
  return ranks;
}
