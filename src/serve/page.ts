import type { Column, Feature, SelectedFeatures, Selection } from '../query/feature-source.js';
import type { Collection } from './collections.js';
import { createDecoder, type FoundFeature } from './found-feature.js';

type Bounds = Pick<Selection, 'offset' | 'limit' | 'limitBytes'>;

/** A page that is being filled with features in order. */
export interface Page {
  /** How many were passed or added. */
  matched(): number;
  /** How many may be passed before the page begins. */
  toPass(): number;
  /** How many the page may still take. */
  room(): number;
  /** Counts features that are not on the page: no more than `toPass`, or any number when it has no room. */
  pass(count: number): void;
  add(found: FoundFeature): void;
  /** True where nothing changes it but the count: it is full, and something comes after it. */
  isSettled(): boolean;
  finish(matched: number | null): SelectedFeatures;
}

export function createPage(
  { offset, limit, limitBytes }: Bounds,
  collection: Collection,
  columns: readonly Column[],
): Page {
  const features: Feature[] = [];
  let [matched, bytes, isFull] = [0, 0, limit === 0];
  const give = (found: FoundFeature): void => {
    const feature = createDecoder(found.run).toFeature(found, collection, columns);
    const size = Buffer.byteLength(JSON.stringify(feature));
    // The first is always given: no page would ever end behind it.
    if (features.length > 0 && bytes + size > limitBytes) {
      isFull = true;
      return;
    }
    bytes += size;
    features.push(feature);
    isFull = features.length === limit;
  };
  return {
    matched: () => matched,
    toPass: () => Math.max(0, offset - matched),
    room: () => (isFull ? 0 : limit - features.length),
    pass(count) {
      matched += count;
    },
    add(found) {
      if (matched >= offset && !isFull) give(found);
      matched++;
    },
    isSettled: () => isFull && matched > offset + features.length,
    finish: (count) => ({
      features,
      matched: count,
      next: features.length > 0 && matched > offset + features.length ? offset + features.length : null,
    }),
  };
}
