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
  let [matched, isFull] = [0, limit === 0];
  const length = createLength(columns);
  const give = (found: FoundFeature): void => {
    const feature = createDecoder(found.run).toFeature(found, collection, columns);
    const fits = length.add(feature, found.bytes.length, limitBytes);
    // The first is always given: no page would ever end behind it.
    if (fits || features.length === 0) features.push(feature);
    isFull = !fits || features.length === limit;
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

/** Of a text that a feature may have beside its values: braces, names of members. */
const FRAME_BYTES = 200;
/** Most bytes of text for one in the file: a character below 32 becomes six. */
const MOST_TEXT = 6;

/** Adds up how long the text of features is, exactly where it may come near the limit. */
function createLength(columns: readonly Column[]) {
  // A number has 25 characters at most, and a value null, quotes or a comma beside it.
  const frame = FRAME_BYTES + columns.reduce((sum, { name }) => sum + MOST_TEXT * name.length + 32, 0);
  let unmeasured: Feature[] = [];
  let [most, exact] = [0, 0];
  return {
    /** False where it would be too long with this one, which does not count then. */
    add(feature: Feature, fileBytes: number, limitBytes: number): boolean {
      const mostOfThis = frame + MOST_TEXT * fileBytes;
      if (most + mostOfThis <= limitBytes) {
        most += mostOfThis;
        unmeasured.push(feature);
        return true;
      }
      for (const one of unmeasured) exact += Buffer.byteLength(JSON.stringify(one));
      unmeasured = [];
      // From here on all are measured.
      most = Number.POSITIVE_INFINITY;
      const size = Buffer.byteLength(JSON.stringify(feature));
      if (exact + size > limitBytes) return false;
      exact += size;
      return true;
    },
  };
}
