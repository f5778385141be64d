import { compareValues } from '../compare-values.js';
import type { SortKey } from '../feature-source.js';
import type { StacEntry, StacItem } from './stac-source.js';

/** An Item, and what it is sorted by. */
export interface SortedEntry {
  entry: StacEntry;
  keys: readonly (string | null)[];
}

/** Known before an Item is read. */
const OF_ENTRIES: readonly string[] = ['id', 'collection'];

export const needsItems = (sortBy: readonly SortKey[]): boolean =>
  sortBy.some(({ property }) => !OF_ENTRIES.includes(property));

/** @param item may be null where no key needs it */
export const keysOf = (entry: StacEntry, item: StacItem | null, sortBy: readonly SortKey[]): (string | null)[] =>
  sortBy.map(({ property }) => {
    if (property === 'id') return entry.id;
    if (property === 'collection') return entry.collection;
    const value = item && Object.hasOwn(item.properties, property) ? item.properties[property] : null;
    return typeof value === 'string' ? value : null;
  });

/** As texts: times of Items are all in UTC. */
export function compareKeys(
  a: readonly (string | null)[],
  b: readonly (string | null)[],
  sortBy: readonly SortKey[],
): number {
  for (let i = 0; i < sortBy.length; i++) {
    const order = compareValues(a[i], b[i], sortBy[i].isDescending);
    if (order !== 0) return order;
  }
  return 0;
}
