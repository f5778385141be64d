import { compileFilter } from '../cql2/compile.js';
import { parseCql2Json } from '../cql2/parse-json.js';
import { parseCql2Text } from '../cql2/parse-text.js';
import type { Predicate } from '../cql2/predicate.js';
import type { SortKey } from '../feature-source.js';
import { CRS84 } from '../ogc/crs.js';
import { badValue } from '../ogc/problem.js';
import type { Fields } from './fields.js';
import { isSortable, SORTABLE, STAC_QUERYABLES } from './queryables.js';

/** In an address a plus sign is a space. */
export const readSortKey = (text: string): SortKey => ({
  property: text.replace(/^[+-]/, ''),
  isDescending: text.startsWith('-'),
});

const MOST_SORT_KEYS = 4;

/** @throws UsageError for a name by which Items cannot be put in order */
export function checkSortKeys(keys: readonly SortKey[]): void {
  const unknown = keys.find(({ property }) => !isSortable(property));
  if (unknown) throw badValue('sortby', `names among ${SORTABLE.join(', ')}`, unknown.property);
  if (keys.length > MOST_SORT_KEYS) throw badValue('sortby', `at most ${MOST_SORT_KEYS} names`, String(keys.length));
}

/** `id,-geometry`: a minus sign before what is not wanted. */
export function readFields(names: readonly string[] | null): Fields | null {
  if (names === null) return null;
  const given = names.filter((name) => name !== '');
  return {
    include: given.filter((name) => !name.startsWith('-')).map((name) => name.replace(/^\+/, '')),
    exclude: given.filter((name) => name.startsWith('-')).map((name) => name.slice(1)),
  };
}

/** @throws UsageError, InputError where a filter cannot be understood */
export function toFilter(filter: unknown, language: string): Predicate {
  if (language === 'cql2-text') {
    if (typeof filter !== 'string') throw badValue('filter', 'CQL2 text', 'JSON');
    return compileFilter(parseCql2Text(filter), STAC_QUERYABLES);
  }
  if (language !== 'cql2-json') throw badValue('filter-lang', 'cql2-text or cql2-json', language);
  const json = typeof filter === 'string' ? parseJson(filter, 'filter') : filter;
  return compileFilter(parseCql2Json(json), STAC_QUERYABLES);
}

/** @throws UsageError: geometries of filters are in longitude and latitude here */
export function checkFilterCrs(uri: string | null): void {
  if (uri !== null && uri !== CRS84) throw badValue('filter-crs', CRS84, uri);
}

/** @throws UsageError where a text is no JSON */
export function parseJson(text: string, parameter: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw badValue(parameter, 'JSON', text);
  }
}
