import { compileFilter } from '../cql2/compile.js';
import { type Expression, type FilterGeometry, isGeometry, isOperation } from '../cql2/expression.js';
import { filterError } from '../cql2/filter-error.js';
import { parseCql2Json } from '../cql2/parse-json.js';
import { parseCql2Text } from '../cql2/parse-text.js';
import type { Filterable, Predicate } from '../cql2/predicate.js';
import type { Column, PropertyValue } from '../feature-source.js';
import { parseBbox } from './bbox.js';
import { type ApiCrs, CRS84, outOfCrs } from './crs.js';
import { isWithin, parseDatetime } from './datetime.js';
import { badValue } from './problem.js';

/** Name by which a filter asks for a feature's geometry. */
export const GEOMETRY = 'geometry';

const ID: Column = {
  name: 'id',
  type: 'integer',
  title: 'Id',
  description: 'The number that the id of a feature ends in',
};

/** What may be asked for by name, besides the geometry. */
export const queryColumns = (columns: readonly Column[]): Column[] => [
  ID,
  ...columns.filter(({ name }) => name !== ID.name && name !== GEOMETRY),
];

export const FILTER_LANGUAGES = ['cql2-text', 'cql2-json'] as const;

/** @throws UsageError, InputError where a filter cannot be understood */
export function readFilter(
  text: string,
  { language, crs, columns }: { language: string | null; crs: ApiCrs; columns: readonly Column[] },
): Predicate {
  const names = [GEOMETRY, ...queryColumns(columns).map(({ name }) => name)];
  const expression = parseFilter(text, language ?? 'cql2-text');
  const inLonLat = crs.uri === CRS84 ? expression : toLonLatFilter(expression, crs);
  return compileFilter(inLonLat, { has: (name) => names.includes(name), names: () => names });
}

function parseFilter(text: string, language: string): Expression {
  if (language === 'cql2-text') return parseCql2Text(text);
  if (language !== 'cql2-json') throw badValue('filter-lang', FILTER_LANGUAGES.join(' or '), language);
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw filterError('JSON', 'a text that is none');
  }
  return parseCql2Json(json);
}

/** A filter whose geometries are in another CRS, in longitude and latitude. */
function toLonLatFilter(expression: Expression, crs: ApiCrs): Expression {
  const move = outOfCrs(crs);
  const turn = (part: Expression): Expression => {
    if (typeof part !== 'object') return part;
    if (Array.isArray(part)) return part.map(turn);
    if (isOperation(part)) return { op: part.op, args: part.args.map(turn) };
    if (isGeometry(part)) return moveFilterGeometry(part, move);
    if ('bbox' in part) return { bbox: [...parseBbox(part.bbox.join(), crs, 'BBOX')] };
    return part;
  };
  return turn(expression);
}

type Nested = number[] | Nested[];

function moveFilterGeometry(
  geometry: FilterGeometry,
  move: (x: number, y: number) => [number, number],
): FilterGeometry {
  if (geometry.type === 'GeometryCollection') {
    return { ...geometry, geometries: geometry.geometries.map((part) => moveFilterGeometry(part, move)) };
  }
  const moveAll = (nested: Nested): Nested =>
    typeof nested[0] === 'number' ? move(nested[0], nested[1] as number) : (nested as Nested[]).map(moveAll);
  return { ...geometry, coordinates: moveAll(geometry.coordinates) } as FilterGeometry;
}

/** Features whose column has just this value, as `?label=Water` asks. */
export function readEquality({ name, type }: Column, text: string): Predicate {
  const value = readValue(name, type, text);
  return ({ property }) => {
    const found = property(name);
    return found === null ? null : found === value;
  };
}

function readValue(name: string, type: Column['type'], text: string): PropertyValue {
  if (type === 'string') return text;
  if (type === 'boolean') {
    if (text === 'true' || text === 'false') return text === 'true';
    throw badValue(name, 'true or false', text);
  }
  const value = text.trim() === '' ? Number.NaN : Number(text);
  if (Number.isFinite(value)) return value;
  throw badValue(name, 'a number', text);
}

/** Features of a time or an interval, and those without a time. */
export function readTimeFilter(text: string, columns: readonly Column[]): Predicate {
  const span = parseDatetime(text);
  const column = columns.find(({ format }) => format === 'date-time');
  return column ? ({ property }) => isWithin(property(column.name), span) : () => true;
}

/** True where all are; null where one is unknown and none is false. */
export function allOf(predicates: readonly Predicate[]): Predicate | null {
  if (predicates.length <= 1) return predicates[0] ?? null;
  const all = (feature: Filterable): boolean | null => {
    let result: boolean | null = true;
    for (const predicate of predicates) {
      const value = predicate(feature);
      if (value === false) return false;
      if (value === null) result = null;
    }
    return result;
  };
  const reach = predicates.find((predicate) => predicate.reach)?.reach;
  return reach ? Object.assign(all, { reach }) : all;
}
