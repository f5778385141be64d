import { type Expression, type IntervalEnd, isOperation, type Operation } from './expression.js';
import { filterError, MOST_CHARS, MOST_DEPTH, MOST_LEVELS, MOST_NODES } from './filter-error.js';
import { parseWkt, WKT_NAMES } from './parse-wkt.js';
import { createTokenReader, type TokenReader } from './token-reader.js';

const COMPARISONS = ['=', '<>', '<', '>', '<=', '>='];
const RESERVED = ['and', 'or', 'not', 'like', 'between', 'in', 'is', 'null', 'div'];

/**
 * Reads CQL2 text (OGC 21-065r2, Annex B). What kind of value stands where is not looked at here.
 *
 * @throws InputError with the place where it cannot go on, or where it is longer or deeper than any sensible filter
 */
export function parseCql2Text(text: string): Expression {
  if (text.length > MOST_CHARS) throw filterError(`at most ${MOST_CHARS} characters`, String(text.length));
  const reader = createTokenReader(text);
  const parse = createGrammar(reader);
  const expression = parse();
  if (reader.peek().kind !== 'end') reader.fail('the end, AND or OR');
  checkLevels(expression);
  return expression;
}

/** A long sum is as deep as it has terms. Looks without going down itself. */
function checkLevels(expression: Expression): void {
  let level: Expression[] = [expression];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > MOST_LEVELS) throw filterError(`at most ${MOST_LEVELS} operations within each other`, 'more');
    level = level.flatMap((part) =>
      Array.isArray(part) ? part : typeof part === 'object' && isOperation(part) ? part.args : [],
    );
  }
}

/** From what binds least to what binds most. */
function createGrammar(reader: TokenReader): () => Expression {
  const { peek, take, accept, expect, fail } = reader;
  let depth = 0;
  let nodes = 0;
  const node = (op: string, ...args: Expression[]): Operation => {
    if (++nodes > MOST_NODES) throw filterError(`at most ${MOST_NODES} operations`, 'more');
    return { op, args };
  };
  const deeper = <T>(work: () => T): T => {
    if (++depth > MOST_DEPTH) throw filterError(`at most ${MOST_DEPTH} brackets within each other`, 'more');
    const result = work();
    depth--;
    return result;
  };

  const parseOr = (): Expression => deeper(() => chain('or', parseAnd));
  const parseAnd = (): Expression => chain('and', parseNot);

  function chain(op: 'and' | 'or', parseOne: () => Expression): Expression {
    const args = [parseOne()];
    while (accept(op)) args.push(parseOne());
    return args.length === 1 ? args[0] : node(op, ...args);
  }

  function parseNot(): Expression {
    return accept('not') ? deeper(() => node('not', parseNot())) : parsePredicate();
  }

  function parsePredicate(): Expression {
    const left = parseSum();
    const { kind, value } = peek();
    if (kind === 'sign' && COMPARISONS.includes(value)) {
      take();
      return node(value, left, parseSum());
    }
    if (accept('is')) {
      const isNot = accept('not');
      expect('null');
      return negate(isNot, node('isNull', left));
    }
    const isNot = peek(1).kind === 'name' && accept('not');
    if (accept('like')) return negate(isNot, node('like', left, parseSum()));
    if (accept('between')) {
      const low = parseSum();
      expect('and');
      return negate(isNot, node('between', left, low, parseSum()));
    }
    if (accept('in')) {
      expect('(');
      return negate(isNot, node('in', left, parseList(parseSum)));
    }
    return isNot ? fail('LIKE, BETWEEN or IN') : left;
  }

  const negate = (isNot: boolean, predicate: Operation): Operation => (isNot ? node('not', predicate) : predicate);

  /** Up to the closing bracket. */
  function parseList(parseOne: () => Expression): Expression[] {
    const items: Expression[] = [];
    if (accept(')')) return items;
    do {
      if (++nodes > MOST_NODES) throw filterError(`at most ${MOST_NODES} values`, 'more');
      items.push(parseOne());
    } while (accept(','));
    expect(')');
    return items;
  }

  function parseSum(): Expression {
    let left = parseProduct();
    for (;;) {
      if (accept('+')) left = node('+', left, parseProduct());
      else if (accept('-')) left = node('-', left, parseProduct());
      else return left;
    }
  }

  function parseProduct(): Expression {
    let left = parsePower();
    for (;;) {
      const op = ['*', '/', '%', 'div'].find(accept);
      if (!op) return left;
      left = node(op, left, parsePower());
    }
  }

  function parsePower(): Expression {
    if (accept('-')) return deeper(() => negative(parsePower()));
    if (accept('+')) return deeper(parsePower);
    const base = parsePrimary();
    return accept('^') ? deeper(() => node('^', base, parsePower())) : base;
  }

  const negative = (value: Expression): Expression => (typeof value === 'number' ? -value : node('*', -1, value));

  function parsePrimary(): Expression {
    const { kind, value } = peek();
    switch (kind) {
      case 'number':
        take();
        return Number(value);
      case 'text':
        take();
        return value;
      case 'quoted':
        take();
        return { property: value };
      case 'name':
        return parseNamed(value);
      default:
        return accept('(') ? parseBracket() : fail('a value');
    }
  }

  /** One value in brackets, or a list. */
  function parseBracket(): Expression {
    const items = deeper(() => parseList(parseOr));
    return items.length === 1 ? items[0] : items;
  }

  function parseNamed(name: string): Expression {
    const word = name.toLowerCase();
    if (WKT_NAMES.includes(word) && isWkt()) return parseWkt(reader);
    if (RESERVED.includes(word) && peek(1).value !== '(') fail('a value');
    take();
    if (word === 'true' || word === 'false') return word === 'true';
    if (!accept('(')) return { property: name };
    switch (word) {
      case 'date':
      case 'timestamp':
        return word === 'date' ? { date: parseQuotedTime() } : { timestamp: parseQuotedTime() };
      case 'interval':
        return { interval: parseInterval() };
      case 'bbox':
        return { bbox: parseNumbers() };
      default:
        return node(name, ...deeper(() => parseList(parseOr)));
    }
  }

  /** A geometry's name is also a fine name for a property. */
  function isWkt(): boolean {
    const { kind, value } = peek(1);
    return value === '(' || (kind === 'name' && ['z', 'm', 'zm', 'empty'].includes(value.toLowerCase()));
  }

  function parseQuotedTime(): string {
    const { kind, value } = peek();
    if (kind !== 'text') fail('a time in single quotes');
    take();
    expect(')');
    return value;
  }

  function parseInterval(): [IntervalEnd, IntervalEnd] {
    const [start, end, ...more] = parseList(parseSum).map(toEnd);
    if (start === undefined || end === undefined || more.length > 0) fail('INTERVAL with two ends');
    return [start, end];
  }

  function toEnd(value: Expression): IntervalEnd {
    if (typeof value === 'string') return value;
    if (typeof value === 'object' && 'date' in value) return value.date;
    if (typeof value === 'object' && 'timestamp' in value) return value.timestamp;
    if (typeof value === 'object' && ('property' in value || 'op' in value)) return value;
    return fail('a time, .. or a property as the end of an interval');
  }

  function parseNumbers(): number[] {
    return parseList(parseSum).map((value) => (typeof value === 'number' ? value : fail('numbers')));
  }

  return parseOr;
}
