import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InputError } from '../../../src/errors.js';
import type { Expression } from '../../../src/query/cql2/expression.js';
import { parseCql2Json } from '../../../src/query/cql2/parse-json.js';
import { evaluate, NAMES } from './evaluate.js';

/** The message of the one kind of error that a filter may bring about. */
function messageOf(work: () => unknown): string | null {
  try {
    work();
    return null;
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    return error.message;
  }
}

describe('a filter that cannot be understood', () => {
  it.each([
    ['', 'a value'],
    ['number >', 'a value'],
    ['number = 1 2', 'the end, AND or OR'],
    ["text = 'open", 'a name, a number, a text in quotes or a sign'],
    ['numbre = 1', 'one of the properties'],
    ['nothing(number) = 1', 'a function or an operator'],
    ["number = 'a'", 'something to compare with'],
    ['number', 'a condition'],
    ['text AND yes', 'a condition'],
    ['number LIKE 1', 'texts on both sides of LIKE'],
    ['text + 1 = 2', 'a number to compute with'],
    ['S_INTERSECTS(geometry)', '2 arguments'],
    ['S_INTERSECTS(geometry, 1)', 'a geometry'],
    ['S_INTERSECTS(geometry, POLYGON((0 0, 1 1)))', 'closed rings'],
    ['S_INTERSECTS(geometry, POINT EMPTY)', '"("'],
    ['S_INTERSECTS(geometry, BBOX(0, 1, 2))', 'a box of 4 or 6 numbers'],
    ['S_INTERSECTS(geometry, BBOX(0, 9, 1, 0))', 'south'],
    ["T_AFTER(time, DATE('2026-02-30'))", 'a date'],
    ["T_AFTER(time, TIMESTAMP('noon'))", 'a timestamp'],
    ["T_DURING(time, INTERVAL('2026-01-01'))", 'INTERVAL with two ends'],
  ])('%s: wanted %s', (filter, wanted) => {
    expect(messageOf(() => evaluate(filter))).toContain(wanted);
  });

  it('says where it could not go on', () => {
    expect(messageOf(() => evaluate('number = 1 AND AND number = 2'))).toContain('at character 16');
  });
});

describe('a filter made to exhaust', () => {
  const MANY = 20_000;

  it.each([
    ['brackets', `${'('.repeat(MANY)}yes${')'.repeat(MANY)}`],
    ['NOT', `${'NOT '.repeat(10_000)}yes`],
    ['minus signs', `number = ${'- '.repeat(MANY)}1`],
    ['a long sum', `number = 1${'+1'.repeat(9000)}`],
    ['a long product', `number = 1${'*1'.repeat(9000)}`],
    ['powers', `number = 1${'^1'.repeat(MANY)}`],
    ['functions', `${'CASEI('.repeat(10_000)}text${')'.repeat(10_000)} = 'a'`],
    [
      'collections of geometries',
      `S_INTERSECTS(geometry, ${'GEOMETRYCOLLECTION('.repeat(3000)}POINT(0 0)${')'.repeat(3000)})`,
    ],
    ['a long list', `number IN (${'1,'.repeat(20_000)}1)`],
    ['length', `text = '${'a'.repeat(100_000)}'`],
  ])('by %s is refused in words', (_, filter) => {
    expect(messageOf(() => evaluate(filter))).toContain('at most');
  });

  it.each([
    ['operations', (inner: unknown) => ({ op: 'not', args: [inner] })],
    ['lists', (inner: unknown) => [inner]],
    ['intervals', (inner: unknown) => ({ op: 't_during', args: [{ interval: [inner, '..'] }] })],
    ['collections', (inner: unknown) => ({ type: 'GeometryCollection', geometries: [inner] })],
  ])('by JSON of many %s is refused', (_, wrap) => {
    let json: unknown = true;
    for (let i = 0; i < 5000; i++) json = wrap(json);
    expect(messageOf(() => parseCql2Json(json))).toContain('at most');
  });

  it.each([
    ['objects', Array.from({ length: 30_000 }, () => ({}))],
    ['nothings', Array.from({ length: 30_000 }, () => null)],
    ['numbers', Array.from({ length: 200_000 }, (_, i) => i)],
  ])('by JSON of a long list of %s is refused', (_, list) => {
    expect(messageOf(() => parseCql2Json({ op: 'in', args: [{ property: 'number' }, list] }))).toContain('at most');
  });

  it('by patterns takes no longer than they are long', () => {
    expect(evaluate(`text LIKE '${'%a'.repeat(10_000)}'`)).toBe(false);
  });

  it('takes what is long and harmless', () => {
    expect(evaluate(`number IN (${Array.from({ length: 2000 }, (_, i) => i).join()})`)).toBe(true);
    expect(evaluate(Array.from({ length: 500 }, (_, i) => `number = ${i}`).join(' OR '))).toBe(true);
    expect(evaluate(`number < 1${'+1'.repeat(200)}`)).toBe(true);
  });
});

describe('any text', () => {
  const words = fc.constantFrom(
    ...NAMES,
    'AND',
    'OR',
    'NOT',
    'LIKE',
    'BETWEEN',
    'IN',
    'IS',
    'NULL',
    'TRUE',
    'CASEI',
    'ACCENTI',
    'S_INTERSECTS',
    'S_EQUALS',
    'T_DURING',
    'A_EQUALS',
    'DATE',
    'TIMESTAMP',
    'INTERVAL',
    'BBOX',
    'POINT',
    'POLYGON',
    'MULTIPOINT',
    'GEOMETRYCOLLECTION',
    'EMPTY',
    'Z',
    'div',
    '(',
    ')',
    ',',
    '=',
    '<>',
    '<',
    '>=',
    '+',
    '-',
    '*',
    '/',
    '%',
    '^',
    '..',
    "'a'",
    "'2026-06-01'",
    "'%'",
    '1',
    '0',
    '1e308',
    '"text"',
    "'",
    '"',
    '\\',
    'é',
    '\u0000',
  );

  it('of words of the language is understood, or refused in words', () => {
    fc.assert(
      fc.property(fc.array(words, { maxLength: 14 }), fc.constantFrom(' ', ''), (parts, between) => {
        messageOf(() => evaluate(parts.join(between)));
      }),
      { numRuns: 3000 },
    );
  });

  it('of any characters, too', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 40 }), (text) => {
        messageOf(() => evaluate(text));
      }),
      { numRuns: 500 },
    );
  });
});

describe('any JSON', () => {
  const { node } = fc.letrec<{ node: unknown }>((tie) => ({
    node: fc.oneof(
      { maxDepth: 4 },
      fc.constantFrom<unknown>(true, false, null, 0, 1.5, 'a', '..', '2026-06-01', {}),
      fc.constantFrom(...NAMES, '__proto__').map((property) => ({ property })),
      fc.constantFrom('2026-06-01', '').map((date) => ({ date })),
      fc.tuple(tie('node'), tie('node')).map((interval) => ({ interval })),
      fc.array(fc.double(), { maxLength: 6 }).map((bbox) => ({ bbox })),
      fc.record({
        type: fc.constantFrom('Point', 'LineString', 'Polygon', 'MultiPolygon', 'GeometryCollection', 'x'),
        coordinates: fc.array(tie('node'), { maxLength: 2 }),
      }),
      fc.record({
        op: fc.constantFrom(
          'and',
          'or',
          'not',
          '=',
          '<',
          'like',
          'between',
          'in',
          'isNull',
          'casei',
          '+',
          '/',
          's_intersects',
          's_equals',
          't_during',
          't_before',
          'a_equals',
          'toString',
          '',
        ),
        args: fc.array(tie('node'), { maxLength: 3 }),
      }),
      fc.array(tie('node'), { maxLength: 3 }),
    ),
  }));

  it('is understood, or refused in words', () => {
    fc.assert(
      fc.property(node, (json) => {
        messageOf(() => evaluate(parseCql2Json(JSON.parse(JSON.stringify(json))) as Expression));
      }),
      { numRuns: 1500 },
    );
  });
});
