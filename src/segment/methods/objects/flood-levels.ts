import type { Band } from '../../../raster/raster.js';

export interface FloodLevels {
  /** Number of each pixel's level: greater where the value is greater, the same where it is the same. */
  levels: Uint32Array;
  /** One more than the highest. */
  count: number;
}

/** Whole numbers with no more steps than this from least to most are levels themselves; others are sorted. */
const MOST_DIRECT_STEPS = 2 ** 20;

/** Numbers the values of a band from the least up, so that they can be counted instead of compared; NaN is the last. */
export function toFloodLevels(values: Band): FloodLevels {
  if (values instanceof Float32Array || values instanceof Float64Array) return rankOf(values);
  const { least, most } = rangeOf(values, 0, values.length);
  if (most - least >= MOST_DIRECT_STEPS) return rankOf(values);
  const levels = new Uint32Array(values.length);
  for (let i = 0; i < values.length; i++) levels[i] = values[i] - least;
  return { levels, count: values.length === 0 ? 0 : most - least + 1 };
}

/** Pixels from the lowest level to the highest; those of one level in their own order. */
export function orderOf({ levels, count }: FloodLevels): Uint32Array {
  const starts = new Uint32Array(count + 1);
  for (let i = 0; i < levels.length; i++) starts[levels[i] + 1]++;
  for (let level = 0; level < count; level++) starts[level + 1] += starts[level];
  const order = new Uint32Array(levels.length);
  for (let i = 0; i < levels.length; i++) order[starts[levels[i]]++] = i;
  return order;
}

function rankOf(values: Band): FloodLevels {
  const keys = new Float64Array(values.length);
  const pixels = new Uint32Array(values.length);
  for (let i = 0; i < values.length; i++) {
    // What is not a number goes behind all numbers; an infinite one would leave no width for the buckets.
    keys[i] = Number.isNaN(values[i]) ? Number.MAX_VALUE / 2 : Math.max(-1e300, Math.min(1e300, values[i]));
    pixels[i] = i;
  }
  sortByKey({ keys, pixels }, 0, values.length);
  const levels = new Uint32Array(values.length);
  let level = 0;
  for (let i = 1; i < values.length; i++) {
    if (keys[i] !== keys[i - 1]) level++;
    levels[pixels[i]] = level;
  }
  return { levels, count: values.length === 0 ? 0 : level + 1 };
}

interface Keyed {
  keys: Float64Array;
  pixels: Uint32Array;
}

const FEW = 24;

/** Sorts a part, `to` exclusive, keeping the order of equal keys: into even buckets, and those again, until few are left. */
function sortByKey(all: Keyed, from: number, to: number): void {
  if (to - from <= FEW) {
    insertByKey(all, from, to);
    return;
  }
  const { least, most } = rangeOf(all.keys, from, to);
  if (least === most) return;
  const bucketCount = Math.min(2 ** 20, Math.max(16, (to - from) >> 2));
  const scale = (bucketCount - 1) / (most - least);
  const keys = all.keys.slice(from, to);
  const pixels = all.pixels.slice(from, to);
  const ends = new Uint32Array(bucketCount + 1);
  for (let i = 0; i < keys.length; i++) ends[Math.floor((keys[i] - least) * scale) + 1]++;
  for (let bucket = 0; bucket < bucketCount; bucket++) ends[bucket + 1] += ends[bucket];
  for (let i = 0; i < keys.length; i++) {
    const at = from + ends[Math.floor((keys[i] - least) * scale)]++;
    all.keys[at] = keys[i];
    all.pixels[at] = pixels[i];
  }
  for (let bucket = 0, start = 0; bucket < bucketCount; bucket++) {
    const end = ends[bucket];
    if (end - start > 1) sortByKey(all, from + start, from + end);
    start = end;
  }
}

function insertByKey({ keys, pixels }: Keyed, from: number, to: number): void {
  for (let i = from + 1; i < to; i++) {
    const key = keys[i];
    const pixel = pixels[i];
    let at = i;
    for (; at > from && keys[at - 1] > key; at--) {
      keys[at] = keys[at - 1];
      pixels[at] = pixels[at - 1];
    }
    keys[at] = key;
    pixels[at] = pixel;
  }
}

function rangeOf(values: Band, from: number, to: number): { least: number; most: number } {
  let least = Number.POSITIVE_INFINITY;
  let most = Number.NEGATIVE_INFINITY;
  for (let i = from; i < to; i++) {
    if (values[i] < least) least = values[i];
    if (values[i] > most) most = values[i];
  }
  return { least, most };
}
