import type { Predicate } from '../cql2/predicate.js';
import type { CollectionInfo, Column, Selection, SortKey } from '../feature-source.js';
import { parseBbox } from './bbox.js';
import { type ApiCrs, CRS84, findCrs, listCrs } from './crs.js';
import { allOf, queryColumns, readEquality, readFilter, readTimeFilter } from './filters.js';
import { checkNames, type Parameters } from './parameters.js';
import { badValue } from './problem.js';

/** So many features come where nobody says how many; clients take the number for the size of their pages. */
export const DEFAULT_LIMIT = 1000;
export const MOST_LIMIT = 10_000;
const DEFAULT_LIMIT_HTML = 100;
const MOST_OFFSET = 1_000_000_000;
/**
 * An answer of a Lambda has 6 MB at most. Positions in metres to the millimetre are longer than those in degrees, which
 * are what a source counts.
 */
const LIMIT_BYTES = 5_000_000;
const LIMIT_BYTES_METRES = 3_000_000;
const MOST_SORT_KEYS = 4;

/** Parameters that choose features, besides the columns. */
export const CHOICE_PARAMETERS: readonly string[] = [
  'bbox',
  'bbox-crs',
  'datetime',
  'filter',
  'filter-lang',
  'filter-crs',
];

/** Parameters of `/items` besides the columns. */
export const ITEMS_PARAMETERS: readonly string[] = [
  'limit',
  'offset',
  ...CHOICE_PARAMETERS,
  'crs',
  'sortby',
  'properties',
  'skipGeometry',
  'f',
];

/** Names that are no column's, though a column may have them. */
const TAKEN: readonly string[] = [...ITEMS_PARAMETERS, 'by'];

/** Columns that may be asked for by their own name, as `?label=Water`. */
export const columnParameters = (columns: readonly Column[]): Column[] =>
  queryColumns(columns).filter(({ name }) => !TAKEN.includes(name));

export interface ItemsQuery {
  selection: Selection;
  output: OutputOptions;
}

/** How features are shown. */
export interface OutputOptions {
  crs: ApiCrs;
  /** Null: all. */
  properties: readonly string[] | null;
  skipGeometry: boolean;
}

/** @throws UsageError, InputError where a parameter cannot be understood */
export function readItemsQuery(
  parameters: Parameters,
  { collection, isHtml, signal }: { collection: CollectionInfo; isHtml: boolean; signal?: AbortSignal },
): ItemsQuery {
  const output = readOutput(parameters, collection);
  const sortBy = readSortKeys(parameters, collection.columns);
  const otherwise = isHtml ? DEFAULT_LIMIT_HTML : DEFAULT_LIMIT;
  return {
    output,
    selection: {
      ...readChoice(parameters, collection),
      ...(sortBy.length > 0 ? { sortBy } : {}),
      offset: parameters.whole('offset', { least: 0, most: MOST_OFFSET, otherwise: 0 }),
      limit: parameters.whole('limit', { least: 1, most: MOST_LIMIT, otherwise }),
      limitBytes: output.crs.isGeographic ? LIMIT_BYTES : LIMIT_BYTES_METRES,
      ...(signal ? { signal } : {}),
    },
  };
}

/** Which features: by box, time, values and filter. */
export function readChoice(
  parameters: Parameters,
  { columns, bboxLonLat }: CollectionInfo,
): Pick<Selection, 'bboxLonLat' | 'filter'> {
  const known = listCrs(bboxLonLat);
  const bbox = parameters.text('bbox');
  const bboxCrs = findCrs('bbox-crs', parameters.text('bbox-crs'), known);
  const filter = allOf(readPredicates(parameters, { columns, known }));
  return {
    ...(bbox === null ? {} : { bboxLonLat: parseBbox(bbox, bboxCrs) }),
    ...(filter ? { filter } : {}),
  };
}

export function readOutput(parameters: Parameters, { columns, bboxLonLat }: CollectionInfo): OutputOptions {
  const properties = parameters.list('properties');
  if (properties) {
    checkNames(
      'properties',
      properties,
      columns.map(({ name }) => name),
    );
  }
  const crs = findCrs('crs', parameters.text('crs'), listCrs(bboxLonLat));
  return { crs, properties, skipGeometry: parameters.flag('skipGeometry') };
}

function readPredicates(
  parameters: Parameters,
  { columns, known }: { columns: readonly Column[]; known: readonly ApiCrs[] },
): Predicate[] {
  const [filter, datetime] = [parameters.text('filter'), parameters.text('datetime')];
  const crs = findCrs('filter-crs', parameters.text('filter-crs') ?? CRS84, known);
  const language = parameters.text('filter-lang');
  return [
    ...(datetime === null ? [] : [readTimeFilter(datetime, columns)]),
    ...columnParameters(columns).flatMap((column) => {
      const value = parameters.text(column.name);
      return value === null ? [] : [readEquality(column, value)];
    }),
    // A form sends an empty field too.
    ...(filter === null || filter.trim() === '' ? [] : [readFilter(filter, { language, crs, columns })]),
  ];
}

/** `sortby=-area_m2,label`; in an address a plus sign is a space. */
function readSortKeys(parameters: Parameters, columns: readonly Column[]): SortKey[] {
  const keys = (parameters.list('sortby') ?? []).map((text) => ({
    property: text.replace(/^[+-]/, ''),
    isDescending: text.startsWith('-'),
  }));
  checkNames(
    'sortby',
    keys.map(({ property }) => property),
    queryColumns(columns).map(({ name }) => name),
  );
  if (keys.length > MOST_SORT_KEYS) throw badValue('sortby', `at most ${MOST_SORT_KEYS} names`, String(keys.length));
  return keys;
}
