import { compileOperation } from './compile-operation.js';
import { type Expression, type FilterGeometry, type IntervalEnd, isGeometry, isOperation } from './expression.js';
import { filterError } from './filter-error.js';
import type { Compute, Filterable, Predicate, Queryables } from './predicate.js';
import { findReach } from './reach.js';
import { boxToGeometry, checkGeometry } from './shapes.js';
import { type Instant, parseEnd, parseInstant, readInstant } from './times.js';
import { isInstant, nameValue, type Value } from './values.js';

/**
 * Makes a function of a filter. What is constant in it is computed once.
 *
 * @throws InputError where the filter uses a name or an operator that there is not, or an operator on what it cannot take
 */
export function compileFilter(filter: Expression, queryables: Queryables): Predicate {
  const compute = compileExpression(filter, queryables);
  const predicate = (feature: Filterable): boolean | null => {
    const value = compute(feature);
    if (value === null || typeof value === 'boolean') return value;
    throw filterError('a condition, which is true or false', nameValue(value));
  };
  const reach = findReach(filter);
  return reach ? Object.assign(predicate, { reach }) : predicate;
}

export function compileExpression(expression: Expression, queryables: Queryables): Compute {
  if (typeof expression !== 'object') return constant(expression);
  if (Array.isArray(expression)) {
    const items = expression.map((item) => compileExpression(item, queryables));
    return (feature) => items.map((item) => item(feature));
  }
  if (isOperation(expression)) {
    return compileOperation(expression, (argument) => compileExpression(argument, queryables));
  }
  if (isGeometry(expression)) return compileGeometry(expression);
  if ('property' in expression) return compileProperty(expression.property, queryables);
  if ('date' in expression) return constant(parseTime(expression.date, /^\d{4}-\d\d-\d\d$/, 'a date (2026-11-20)'));
  if ('timestamp' in expression) {
    return constant(parseTime(expression.timestamp, /T/i, 'a timestamp (2026-11-20T10:00:00Z)'));
  }
  if ('bbox' in expression) return compileGeometry(boxToGeometry(expression.bbox));
  return compileInterval(expression.interval, queryables);
}

const constant =
  (value: Value): Compute =>
  () =>
    value;

function compileGeometry(geometry: FilterGeometry): Compute {
  checkGeometry(geometry);
  return constant({ kind: 'shape', geometry });
}

function compileProperty(name: string, queryables: Queryables): Compute {
  if (queryables.has(name)) return ({ property }) => property(name);
  throw filterError(`one of the properties ${queryables.names().join(', ')}`, name);
}

function parseTime(text: string, shape: RegExp, wanted: string): Instant {
  if (!shape.test(text)) throw filterError(wanted, JSON.stringify(text));
  return parseInstant(text);
}

function compileInterval([first, last]: [IntervalEnd, IntervalEnd], queryables: Queryables): Compute {
  const start = compileEnd(first, 'start', queryables);
  const end = compileEnd(last, 'end', queryables);
  return (feature) => {
    const [from, to] = [start(feature), end(feature)];
    if (from === null || to === null) return null;
    return { kind: 'span', start: from, end: to };
  };
}

function compileEnd(end: IntervalEnd, side: 'start' | 'end', queryables: Queryables) {
  if (typeof end === 'string') {
    const instant = parseEnd(end, side);
    return () => instant;
  }
  const compute = compileExpression(end, queryables);
  return (feature: Filterable): Instant | null => {
    const value = compute(feature);
    if (value === null || isInstant(value)) return value;
    const instant = typeof value === 'string' ? readInstant(value) : null;
    if (instant) return instant;
    throw filterError('a time as the end of an interval', nameValue(value));
  };
}
