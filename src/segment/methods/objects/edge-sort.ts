const PASS_BITS = 11;
const BUCKETS = 1 << PASS_BITS;

/** Sorts the first `count` ids by their keys, and the keys, in place; among equals the order stays. */
export type EdgeSorter = (ids: Uint32Array, keys: Uint32Array, count: number) => void;

/**
 * A stable radix sort of up to `most` ids by keys that differ in their lowest 11 bits times `passes` alone. The bits of floats that are not
 * negative have, as whole numbers, the order of the floats.
 */
export function createEdgeSorter(most: number, passes: 2 | 3): EdgeSorter {
  const spareIds = new Uint32Array(most);
  const spareKeys = new Uint32Array(most);
  return (ids, keys, count) => {
    scatter(ids, keys, { toIds: spareIds, toKeys: spareKeys, count, shift: 0 });
    scatter(spareIds, spareKeys, { toIds: ids, toKeys: keys, count, shift: PASS_BITS });
    if (passes === 2) return;
    scatter(ids, keys, { toIds: spareIds, toKeys: spareKeys, count, shift: 2 * PASS_BITS });
    ids.set(spareIds.subarray(0, count));
    keys.set(spareKeys.subarray(0, count));
  };
}

interface Scatter {
  toIds: Uint32Array;
  toKeys: Uint32Array;
  count: number;
  shift: number;
}

function scatter(ids: Uint32Array, keys: Uint32Array, { toIds, toKeys, count, shift }: Scatter): void {
  const next = new Uint32Array(BUCKETS + 1);
  for (let e = 0; e < count; e++) next[((keys[e] >>> shift) & (BUCKETS - 1)) + 1]++;
  for (let b = 0; b < BUCKETS; b++) next[b + 1] += next[b];
  for (let e = 0; e < count; e++) {
    const key = keys[e];
    const to = next[(key >>> shift) & (BUCKETS - 1)]++;
    toIds[to] = ids[e];
    toKeys[to] = key;
  }
}
