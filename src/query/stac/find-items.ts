import { setImmediate as nextTurn } from 'node:timers/promises';
import type { FilterGeometry } from '../cql2/expression.js';
import { boxToGeometry, relateShapes } from '../cql2/shapes.js';
import type { BboxLonLat } from '../feature-source.js';
import { isWithin } from '../ogc/datetime.js';
import { badValue } from '../ogc/problem.js';
import { toFilterable } from './queryables.js';
import type { StacSearch } from './search.js';
import { compareKeys, keysOf, needsItems, type SortedEntry } from './sort-items.js';
import type { FoundItem, StacEntry, StacSource } from './stac-source.js';

export interface FoundItems {
  found: FoundItem[];
  /** How many there are on all pages; null where too many Items would have to be read to know. */
  matched: number | null;
  /** The token of the page after this one; null where this is the last. */
  next: string | null;
}

/** Where more Items than these would have to be read to count those that are wanted, they are not counted. */
const COUNT_ITEMS = 1000;
/** Items that are read at once. */
const AT_ONCE = 16;

/** A page of Items. Only Items whose box is about right are read. */
export async function findItems(source: StacSource, search: StacSearch, signal?: AbortSignal): Promise<FoundItems> {
  const chosen = (await source.entries()).filter((entry) => isChosen(entry, search));
  const isAsked = isWanted(search);
  if (search.sortBy.length > 0) return findSorted(source, { search, chosen, isAsked, signal });
  const isNext = ({ entry }: FoundItem): boolean => search.after === null || isAfter(entry, search.after);
  const isCounted = !isAsked || chosen.length <= COUNT_ITEMS;
  const left = search.after === null ? chosen : chosen.filter((entry) => isAfter(entry, search.after!));
  const due = isAsked ? (isCounted ? chosen : left) : left.slice(0, search.limit + 1);
  const found: FoundItem[] = [];
  let matched = 0;
  for await (const one of readItems(source, due, signal)) {
    if (isAsked && !isAsked(one)) continue;
    matched++;
    if (found.length <= search.limit && isNext(one)) found.push(one);
    if (found.length > search.limit && !isCounted) break;
  }
  const page = found.slice(0, search.limit);
  return {
    found: page,
    matched: isAsked ? (isCounted ? matched : null) : chosen.length,
    next: found.length > search.limit ? (page.at(-1)?.entry.id ?? null) : null,
  };
}

interface Sought {
  search: StacSearch;
  chosen: readonly StacEntry[];
  isAsked: ((one: FoundItem) => boolean) | null;
  signal: AbortSignal | undefined;
}

/** All are looked at: of those that are not on the page only what they are sorted by is kept. */
async function findSorted(source: StacSource, { search, chosen, isAsked, signal }: Sought): Promise<FoundItems> {
  const { sortBy, after, limit } = search;
  let sorted: SortedEntry[] = chosen.map((entry) => ({ entry, keys: keysOf(entry, null, sortBy) }));
  if (isAsked || needsItems(sortBy)) {
    sorted = [];
    for await (const one of readItems(source, chosen, signal)) {
      if (!isAsked || isAsked(one)) sorted.push({ entry: one.entry, keys: keysOf(one.entry, one.item, sortBy) });
    }
  }
  sorted.sort((a, b) => compareKeys(a.keys, b.keys, sortBy));
  const start = after === null ? 0 : sorted.findIndex(({ entry }) => entry.id === after) + 1;
  if (start === 0 && after !== null) throw badValue('token', 'one of a page of the same search', after);
  const page = sorted.slice(start, start + limit).map(({ entry }) => entry);
  const found: FoundItem[] = [];
  for await (const one of readItems(source, page, signal)) found.push(one);
  return {
    found,
    matched: sorted.length,
    next: start + limit < sorted.length ? (page.at(-1)?.id ?? null) : null,
  };
}

/** What is read of Items for, if for anything: a place that they meet, and a filter. */
function isWanted({ intersects, bboxLonLat, filter }: StacSearch): ((one: FoundItem) => boolean) | null {
  const shape = intersects ?? (bboxLonLat ? boxToGeometry(bboxLonLat) : null);
  if (!shape && !filter) return null;
  return (one) =>
    (!shape || relateShapes('s_intersects', one.item.geometry as FilterGeometry, shape)) &&
    (!filter || filter(toFilterable(one)) === true);
}

/** In their order; those that are gone are left out. */
async function* readItems(
  source: StacSource,
  entries: readonly StacEntry[],
  signal: AbortSignal | undefined,
): AsyncGenerator<FoundItem> {
  for (let at = 0; at < entries.length; at += AT_ONCE) {
    signal?.throwIfAborted();
    const some = entries.slice(at, at + AT_ONCE);
    const items = await Promise.all(some.map((entry) => source.item(entry)));
    for (const [i, item] of items.entries()) if (item) yield { entry: some[i], item };
    // Others may be answered in between.
    await nextTurn();
  }
}

function isChosen(entry: StacEntry, { collections, ids, datetime, bboxLonLat }: StacSearch): boolean {
  return (
    (!collections || collections.includes(entry.collection)) &&
    (!ids || ids.includes(entry.id)) &&
    (!datetime || isWithin(entry.datetime, datetime)) &&
    (!bboxLonLat || boxesMeet(entry.bboxLonLat, bboxLonLat))
  );
}

/** Whether an Item comes after that of a token, also where that is gone: ids begin with the collection and a dot. */
function isAfter({ collection, id }: StacEntry, token: string): boolean {
  const [before] = token.split('.', 1);
  return collection === before ? id > token : collection > before;
}

function boxesMeet(a: BboxLonLat, b: BboxLonLat): boolean {
  if (a[1] > b[3] || b[1] > a[3]) return false;
  return spansOf(a).some(([west, east]) => spansOf(b).some(([start, end]) => west <= end && start <= east));
}

const spansOf = ([west, , east]: BboxLonLat): [number, number][] =>
  west <= east
    ? [[west, east]]
    : [
        [west, 180],
        [-180, east],
      ];
