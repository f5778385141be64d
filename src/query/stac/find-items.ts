import type { FilterGeometry } from '../cql2/expression.js';
import { boxToGeometry, relateShapes } from '../cql2/shapes.js';
import type { BboxLonLat } from '../feature-source.js';
import { isWithin } from '../ogc/datetime.js';
import type { StacSearch } from './search.js';
import type { StacEntry, StacItem, StacSource } from './stac-source.js';

export interface FoundItem {
  entry: StacEntry;
  item: StacItem;
}

export interface FoundItems {
  found: FoundItem[];
  /** How many there are on all pages; null where Items would have to be read to know. */
  matched: number | null;
  /** The token of the page after this one; null where this is the last. */
  next: string | null;
}

/** A page of Items. Only Items whose box is about right are read. */
export async function findItems(source: StacSource, search: StacSearch, signal?: AbortSignal): Promise<FoundItems> {
  const shape = search.intersects ?? (search.bboxLonLat ? boxToGeometry(search.bboxLonLat) : null);
  const chosen = (await source.entries()).filter((entry) => isChosen(entry, search));
  const due = search.after === null ? chosen : chosen.filter((entry) => isAfter(entry, search.after!));
  const found: FoundItem[] = [];
  for (const entry of due) {
    if (found.length > search.limit) break;
    signal?.throwIfAborted();
    if (search.bboxLonLat && !boxesMeet(entry.bboxLonLat, search.bboxLonLat)) continue;
    const item = await source.item(entry);
    if (item && (!shape || relateShapes('s_intersects', item.geometry as FilterGeometry, shape))) {
      found.push({ entry, item });
    }
  }
  const page = found.slice(0, search.limit);
  return {
    found: page,
    matched: shape ? null : chosen.length,
    next: found.length > search.limit ? (page.at(-1)?.entry.id ?? null) : null,
  };
}

function isChosen(entry: StacEntry, { collections, ids, datetime }: StacSearch): boolean {
  return (
    (!collections || collections.includes(entry.collection)) &&
    (!ids || ids.includes(entry.id)) &&
    (!datetime || isWithin(entry.datetime, datetime))
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
