import * as z from 'zod';
import { type FilterGeometry, isGeometry } from '../cql2/expression.js';
import { parseCql2Json } from '../cql2/parse-json.js';
import type { Predicate } from '../cql2/predicate.js';
import { checkGeometry } from '../cql2/shapes.js';
import type { Span } from '../cql2/times.js';
import type { BboxLonLat, SortKey } from '../feature-source.js';
import { parseBbox } from '../ogc/bbox.js';
import { findCrs } from '../ogc/crs.js';
import { parseDatetime } from '../ogc/datetime.js';
import { readParameters } from '../ogc/parameters.js';
import { badValue } from '../ogc/problem.js';
import type { Fields } from './fields.js';
import { bareName } from './queryables.js';
import { checkFilterCrs, checkSortKeys, parseJson, readFields, readSortKey, toFilter } from './search-options.js';

/** Which Items. */
export interface StacSearch {
  bboxLonLat: BboxLonLat | null;
  intersects: FilterGeometry | null;
  datetime: Span | null;
  collections: readonly string[] | null;
  ids: readonly string[] | null;
  /** Those for which it is true. */
  filter: Predicate | null;
  /** In order of collection and id where there is none. */
  sortBy: readonly SortKey[];
  /** What of Items is given; all where it is null. */
  fields: Fields | null;
  /** At most so many on a page. */
  limit: number;
  /** The last Item of the page before. */
  after: string | null;
}

export const LIMITS = { least: 1, most: 1000, otherwise: 10 } as const;
/** Parameters of a collection's Items. */
export const ITEMS_PARAMETERS = [
  ...['bbox', 'datetime', 'limit', 'token'],
  ...['filter', 'filter-lang', 'filter-crs', 'sortby', 'fields'],
] as const;
export const SEARCH_PARAMETERS = [...ITEMS_PARAMETERS, 'intersects', 'collections', 'ids'] as const;

/**
 * A search as the parameters of an address.
 *
 * @throws UsageError, InputError for what is unknown or cannot be understood
 */
export function readSearch(query: URLSearchParams, known: readonly string[]): StacSearch {
  const parameters = readParameters(query, known);
  const geometry = parameters.text('intersects');
  return toSearch({
    bbox: parameters.text('bbox'),
    intersects: geometry === null ? null : parseJson(geometry, 'intersects'),
    datetime: parameters.text('datetime'),
    collections: parameters.list('collections'),
    ids: parameters.list('ids'),
    limit: parameters.whole('limit', LIMITS),
    token: parameters.text('token'),
    filter: parameters.text('filter'),
    filterLang: parameters.text('filter-lang') ?? 'cql2-text',
    filterCrs: parameters.text('filter-crs'),
    sortBy: (parameters.list('sortby') ?? []).map(readSortKey),
    fields: readFields(parameters.list('fields')),
  });
}

const names = z.array(z.string().max(1000)).max(10_000);
const fieldNames = z.array(z.string().max(1000)).max(1000).nullish();
const bodySchema = z.strictObject({
  bbox: z.array(z.number()).nullish(),
  intersects: z.unknown().optional(),
  datetime: z.string().nullish(),
  collections: names.nullish(),
  ids: names.nullish(),
  limit: z.int().min(LIMITS.least).nullish(),
  token: z.string().nullish(),
  filter: z.unknown().optional(),
  'filter-lang': z.string().nullish(),
  'filter-crs': z.string().nullish(),
  sortby: z.array(z.strictObject({ field: z.string(), direction: z.enum(['asc', 'desc']).nullish() })).nullish(),
  fields: z.strictObject({ include: fieldNames, exclude: fieldNames }).nullish(),
});

/**
 * A search as the JSON that was sent.
 *
 * @throws UsageError, InputError for what is unknown or cannot be understood
 */
export function parseSearch(text: string): { search: StacSearch; body: Record<string, unknown> } {
  const body = parseJson(text, 'body');
  const parsed = bodySchema.safeParse(body);
  if (!parsed.success) {
    const [{ path, message }] = parsed.error.issues;
    throw badValue(path.join('.') || 'body', `a search (${SEARCH_PARAMETERS.join(', ')})`, message);
  }
  const { bbox, intersects, datetime, collections, ids, limit, token, filter, sortby, fields } = parsed.data;
  const search = toSearch({
    bbox: bbox?.join(',') ?? null,
    intersects: intersects ?? null,
    datetime: datetime ?? null,
    collections: collections ?? null,
    ids: ids ?? null,
    limit: Math.min(limit ?? LIMITS.otherwise, LIMITS.most),
    token: token ?? null,
    filter: filter ?? null,
    filterLang: parsed.data['filter-lang'] ?? 'cql2-json',
    filterCrs: parsed.data['filter-crs'] ?? null,
    sortBy: (sortby ?? []).map(({ field, direction }) => ({ property: field, isDescending: direction === 'desc' })),
    fields: fields ? { include: fields.include ?? [], exclude: fields.exclude ?? [] } : null,
  });
  return { search, body: body as Record<string, unknown> };
}

interface RawSearch {
  bbox: string | null;
  intersects: unknown;
  datetime: string | null;
  collections: string[] | null;
  ids: string[] | null;
  limit: number;
  token: string | null;
  /** A text, or JSON that was sent as such. */
  filter: unknown;
  filterLang: string;
  filterCrs: string | null;
  sortBy: readonly SortKey[];
  fields: Fields | null;
}

function toSearch({ bbox, intersects, datetime, token, filter, filterLang, filterCrs, ...raw }: RawSearch): StacSearch {
  if (bbox !== null && intersects !== null) throw badValue('intersects', 'no bbox beside it', 'both');
  checkFilterCrs(filterCrs);
  checkSortKeys(raw.sortBy);
  return {
    ...raw,
    sortBy: raw.sortBy.map((key) => ({ ...key, property: bareName(key.property) })),
    filter: filter === null || filter === '' ? null : toFilter(filter, filterLang),
    bboxLonLat: bbox === null ? null : parseBbox(bbox, findCrs('bbox', null, [])),
    intersects: intersects === null ? null : toGeometry(intersects),
    datetime: datetime === null ? null : parseTimes(datetime),
    after: token,
  };
}

const TIME = /^(\.\.|\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d))?$/i;

/** STAC takes whole times with a zone alone, and no dates. */
function parseTimes(text: string): Span {
  if (text.split('/').every((part) => TIME.test(part))) return parseDatetime(text);
  throw badValue('datetime', 'a time (2026-11-20T10:00:00Z) or an interval (start/end, ../end, start/..)', text);
}

function toGeometry(json: unknown): FilterGeometry {
  const geometry = typeof json === 'object' && json !== null && 'type' in json ? parseCql2Json(json) : null;
  if (geometry === null || !isGeometry(geometry)) {
    throw badValue('intersects', 'a geometry as GeoJSON has it', 'another value');
  }
  checkGeometry(geometry);
  return geometry;
}
