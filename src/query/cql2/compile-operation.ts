import type { Expression, Operation } from './expression.js';
import { filterError } from './filter-error.js';
import type { Compute, Filterable } from './predicate.js';
import { relateShapes, SPATIAL_OPERATORS } from './shapes.js';
import { createLike, foldAccents, foldCase } from './texts.js';
import { compareInstants, readInstant, type Span, TIME_RELATIONS, toSpan } from './times.js';
import { isInstant, isShape, isSpan, nameValue, type Value } from './values.js';

type CompilePart = (expression: Expression) => Compute;

/** What an operator makes of its arguments once they are known: null where one that it needs is not. */
type Apply = (...values: Value[]) => Value;

const ARITHMETIC: Readonly<Record<string, (a: number, b: number) => number>> = {
  '+': (a, b) => a + b,
  '-': (a, b) => a - b,
  '*': (a, b) => a * b,
  '/': (a, b) => a / b,
  '%': (a, b) => a % b,
  '^': (a, b) => a ** b,
  div: (a, b) => Math.trunc(a / b),
};

const COMPARISONS: Readonly<Record<string, (order: number) => boolean>> = {
  '=': (order) => order === 0,
  '<>': (order) => order !== 0,
  '<': (order) => order < 0,
  '>': (order) => order > 0,
  '<=': (order) => order <= 0,
  '>=': (order) => order >= 0,
};

/** Of two lists; the items of neither count twice. */
const LISTS: Readonly<Record<string, (a: readonly Value[], b: readonly Value[]) => boolean>> = {
  a_contains: (a, b) => b.every((item) => holds(a, item)),
  a_containedby: (a, b) => a.every((item) => holds(b, item)),
  a_equals: (a, b) => a.every((item) => holds(b, item)) && b.every((item) => holds(a, item)),
  a_overlaps: (a, b) => a.some((item) => holds(b, item)),
};

/** Operators whose arguments are all computed first, and how many they take. */
const OPERATORS: Readonly<Record<string, { count: number; apply: Apply }>> = {
  ...mapValues(COMPARISONS, (test) => ({ count: 2, apply: known((a, b) => test(compareValues(a, b))) })),
  ...mapValues(ARITHMETIC, (compute) => ({
    count: 2,
    apply: known((a, b) => finiteOrNull(compute(toNumber(a), toNumber(b)))),
  })),
  ...mapValues(LISTS, (test) => ({ count: 2, apply: known((a, b) => test(toList(a), toList(b))) })),
  ...mapValues(TIME_RELATIONS, ({ holds: test, takesInstants }, name) => ({
    count: 2,
    apply: known((a, b) => test(toTime(a, name, takesInstants), toTime(b, name, takesInstants))),
  })),
  ...Object.fromEntries(
    SPATIAL_OPERATORS.map((name) => [
      name,
      { count: 2, apply: known((a, b) => relateShapes(name, toShape(a), toShape(b))) },
    ]),
  ),
  between: {
    count: 3,
    apply: known((value, low, high) => compareValues(value, low) >= 0 && compareValues(value, high) <= 0),
  },
  isnull: { count: 1, apply: (value) => value === null },
  casei: { count: 1, apply: known((text) => mapTexts(text, foldCase)) },
  accenti: { count: 1, apply: known((text) => mapTexts(text, foldAccents)) },
};

/**
 * Makes a function of an operator and its arguments.
 *
 * @throws InputError where there is no such operator, or it takes another number of arguments
 */
export function compileOperation({ op, args }: Operation, compile: CompilePart): Compute {
  const name = op.toLowerCase();
  switch (name) {
    case 'and':
    case 'or':
      return compileLogic(name, args.map(compile));
    case 'not':
      checkCount(op, args, 1);
      return compileNot(compile(args[0]));
    case 'like':
      checkCount(op, args, 2);
      return compileLike(compile(args[0]), compile(args[1]), args[1]);
    case 'in':
      checkCount(op, args, 2);
      return compileIn(compile(args[0]), toItems(args[1]).map(compile));
  }
  const operator = OPERATORS[name];
  if (!operator) throw filterError(`a function or an operator of CQL2`, op);
  checkCount(op, args, operator.count);
  const parts = args.map(compile);
  const { apply } = operator;
  return (feature) => apply(...parts.map((part) => part(feature)));
}

/** As in SQL: what is unknown decides nothing that the others have not decided. */
function compileLogic(op: 'and' | 'or', parts: readonly Compute[]): Compute {
  const deciding = op === 'or';
  return (feature) => {
    let result: boolean | null = !deciding;
    for (const part of parts) {
      const value = toCondition(part(feature));
      if (value === deciding) return deciding;
      if (value === null) result = null;
    }
    return result;
  };
}

function compileNot(part: Compute): Compute {
  return (feature) => {
    const value = toCondition(part(feature));
    return value === null ? null : !value;
  };
}

/** A constant pattern is read once. */
function compileLike(text: Compute, pattern: Compute, written: Expression): Compute {
  let like = typeof written === 'string' ? createLike(written) : null;
  let last: string | null = null;
  return (feature) => {
    const [value, sought] = [text(feature), pattern(feature)];
    if (value === null || sought === null) return null;
    if (typeof value !== 'string' || typeof sought !== 'string') {
      throw filterError('texts on both sides of LIKE', nameValue(typeof value === 'string' ? sought : value));
    }
    if (typeof written !== 'string' && sought !== last) like = createLike(sought);
    last = sought;
    return like!(value);
  };
}

function compileIn(value: Compute, items: readonly Compute[]): Compute {
  return (feature: Filterable) => {
    const sought = value(feature);
    if (sought === null) return null;
    let isUnknown = false;
    for (const item of items) {
      const other = item(feature);
      if (other === null) isUnknown = true;
      else if (compareValues(sought, other) === 0) return true;
    }
    return isUnknown ? null : false;
  };
}

const toItems = (list: Expression): Expression[] => (Array.isArray(list) ? list : [list]);

function checkCount(op: string, args: readonly unknown[], count: number): void {
  if (args.length === count) return;
  throw filterError(`${op} with ${count} ${count === 1 ? 'argument' : 'arguments'}`, String(args.length));
}

/** Null where any argument is. */
function known(apply: Apply): Apply {
  return (...values) => (values.includes(null) ? null : apply(...values));
}

function toCondition(value: Value): boolean | null {
  if (value === null || typeof value === 'boolean') return value;
  throw filterError('a condition, which is true or false', nameValue(value));
}

function toNumber(value: Value): number {
  if (typeof value === 'number') return value;
  throw filterError('a number to compute with', nameValue(value));
}

const finiteOrNull = (value: number): number | null => (Number.isFinite(value) ? value : null);

function toShape(value: Value) {
  if (isShape(value)) return value.geometry;
  throw filterError('a geometry', nameValue(value));
}

function toList(value: Value): readonly Value[] {
  return Array.isArray(value) ? value : [value];
}

function toTime(value: Value, operator: string, takesInstants: boolean): Span {
  if (isSpan(value)) return value;
  const instant = isInstant(value) ? value : typeof value === 'string' ? readInstant(value) : null;
  if (instant && takesInstants) return toSpan(instant);
  const wanted = takesInstants ? 'a time or an interval' : 'intervals';
  throw filterError(`${operator.toUpperCase()} with ${wanted}`, nameValue(value));
}

function mapTexts(value: Value, change: (text: string) => string): Value {
  if (Array.isArray(value)) return value.map((item) => mapTexts(item, change));
  if (typeof value === 'string') return change(value);
  throw filterError('a text', nameValue(value));
}

const holds = (list: readonly Value[], value: Value): boolean =>
  list.some((item) => item !== null && value !== null && isSameKind(item, value) && compareValues(item, value) === 0);

const isSameKind = (a: Value, b: Value): boolean =>
  typeof a === typeof b || (isInstant(a) && typeof b === 'string') || (isInstant(b) && typeof a === 'string');

/**
 * Less than 0 where a comes before b; texts by their characters' numbers, false before true. A text is read as a time where
 * it is compared with one.
 */
function compareValues(a: Value, b: Value): number {
  const left = isInstant(b) && typeof a === 'string' ? (readInstant(a) ?? a) : a;
  const right = isInstant(a) && typeof b === 'string' ? (readInstant(b) ?? b) : b;
  if (typeof left === 'number' && typeof right === 'number') return left - right;
  if (typeof left === 'boolean' && typeof right === 'boolean') return Number(left) - Number(right);
  if (typeof left === 'string' && typeof right === 'string') return left < right ? -1 : Number(left > right);
  if (isInstant(left) && isInstant(right)) return compareInstants(left, right);
  throw filterError(`something to compare with ${nameValue(left)}`, nameValue(right));
}

function mapValues<In, Out>(
  record: Readonly<Record<string, In>>,
  map: (value: In, name: string) => Out,
): Record<string, Out> {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, map(value, name)]));
}
