import fc from 'fast-check';

/**
 * Filters in CQL2 text: mostly such as the grammar allows, of any types in any place, with numbers, texts, times and
 * geometries at the edge of what there is. Names are given.
 */
export function anyFilter(names: readonly string[]): fc.Arbitrary<string> {
  const property = fc.constantFrom(
    ...names,
    ...names.map((name) => `"${name}"`),
    'nothing',
    '"',
    'geometry',
    'é',
    '日本',
  );
  const number = fc.oneof(
    fc.constantFrom('0', '-0', '1e308', '1e309', '-1e400', '9'.repeat(400), '.5', '1.', '0x10', '1e', '--1', '5e-324'),
    fc.double().map(String),
    fc.integer().map(String),
  );
  const text = fc.oneof(
    fc.constantFrom(
      "'a'",
      "''",
      "'%'",
      "'_%'",
      "'it''s'",
      "'\\'",
      "'\u0000'",
      "'👩‍👩‍👧'",
      "'\ud800'",
      "'2026-06-01'",
      "'",
    ),
    fc.string({ unit: 'binary', maxLength: 8 }).map((some) => `'${some.replaceAll("'", "''")}'`),
    fc.integer({ min: 0, max: 3000 }).map((count) => `'${'%a'.repeat(count)}'`),
  );
  const time = fc.constantFrom(
    "DATE('2026-06-01')",
    "DATE('2026-02-31')",
    "DATE('+275761-01-01')",
    "TIMESTAMP('2026-06-01T00:00:00Z')",
    "TIMESTAMP('0000-00-00T00:00:00Z')",
    "INTERVAL('2026-06-01', '..')",
    "INTERVAL('..', '..')",
    "INTERVAL('2027-01-01', '2026-01-01')",
    'INTERVAL(datetime, datetime)',
  );
  const shape = fc.oneof(
    fc.constantFrom(
      'POINT(0 0)',
      'POINT(1e308 -1e308)',
      'POINT EMPTY',
      'LINESTRING(0 0)',
      'LINESTRING(0 0, 0 0)',
      'POLYGON((0 0, 1 1, 1 0, 0 0))',
      'POLYGON((0 0, 0 0, 0 0, 0 0))',
      'POLYGON((0 0, 9 9, 0 9, 9 0, 0 0))',
      'MULTIPOLYGON(((15 48, 16 48, 16 49, 15 48)), ((15 48, 16 48, 16 49, 15 48)))',
      'GEOMETRYCOLLECTION(POINT(15.6 48.2), LINESTRING(15 48, 16 49))',
      'GEOMETRYCOLLECTION()',
      'BBOX(15, 48, 16, 49)',
      'BBOX(170, -90, -170, 90)',
      'BBOX(0, 1, 2)',
      'BBOX(1e300, 0, 1e301, 1)',
    ),
    fc
      .array(fc.tuple(fc.double({ noNaN: true }), fc.double({ noNaN: true })), { maxLength: 6 })
      .map((points) => `LINESTRING(${points.map((point) => point.join(' ')).join(', ')})`),
  );
  const { condition } = fc.letrec<{ value: string; condition: string }>((tie) => {
    const pair = fc.tuple(tie('value'), tie('value'));
    const call = (...operators: string[]) =>
      fc.tuple(fc.constantFrom(...operators), pair).map(([name, [a, b]]) => `${name}(${a}, ${b})`);
    return {
      value: fc.oneof(
        { maxDepth: 4 },
        ...[property, number, text, time, shape],
        fc
          .tuple(pair, fc.constantFrom('+', '-', '*', '/', '%', 'div', '^'))
          .map(([[a, b], sign]) => `(${a} ${sign} ${b})`),
        fc.tuple(fc.constantFrom('CASEI', 'ACCENTI', 'casei', 'nothing'), tie('value')).map(([f, a]) => `${f}(${a})`),
        fc.array(tie('value'), { maxLength: 4 }).map((items) => `(${items.join(', ')})`),
        tie('condition'),
      ),
      condition: fc.oneof(
        { maxDepth: 5 },
        fc
          .tuple(pair, fc.constantFrom('=', '<>', '<', '>', '<=', '>=', 'LIKE'))
          .map(([[a, b], sign]) => `${a} ${sign} ${b}`),
        fc.tuple(tie('value'), fc.constantFrom('IS NULL', 'IS NOT NULL')).map((parts) => parts.join(' ')),
        fc.tuple(tie('value'), pair).map(([a, [low, high]]) => `${a} BETWEEN ${low} AND ${high}`),
        fc.tuple(tie('value'), fc.array(tie('value'), { maxLength: 3 })).map(([a, list]) => `${a} IN (${list.join()})`),
        call(
          'S_INTERSECTS',
          'S_EQUALS',
          'S_DISJOINT',
          'S_TOUCHES',
          'S_WITHIN',
          'S_OVERLAPS',
          'S_CROSSES',
          'S_CONTAINS',
        ),
        call('T_AFTER', 'T_BEFORE', 'T_DURING', 'T_EQUALS', 'T_INTERSECTS', 'T_MEETS', 'A_CONTAINS', 'A_OVERLAPS'),
        fc
          .tuple(tie('condition'), fc.constantFrom('AND', 'OR'), tie('condition'))
          .map((parts) => `(${parts.join(' ')})`),
        tie('condition').map((inner) => `NOT (${inner})`),
      ),
    };
  });
  return fc.oneof(
    { weight: 8, arbitrary: condition },
    { weight: 1, arbitrary: damaged(condition) },
    { weight: 1, arbitrary: deep },
  );
}

/** With a piece cut out or put in. */
const damaged = (filter: fc.Arbitrary<string>): fc.Arbitrary<string> =>
  fc
    .tuple(
      filter,
      fc.nat(),
      fc.nat(20),
      fc.oneof(fc.string({ unit: 'binary', maxLength: 3 }), fc.constantFrom('(', ')', "'", '"')),
    )
    .map(([text, at, length, piece]) => {
      const start = at % (text.length + 1);
      return text.slice(0, start) + piece + text.slice(start + length);
    });

const deep: fc.Arbitrary<string> = fc
  .tuple(
    fc.constantFrom(
      ['(', ')'],
      ['NOT ', ''],
      ['- ', ''],
      ['CASEI(', ')'],
      ['1 + (', ')'],
      ['GEOMETRYCOLLECTION(', ')'],
      ['((1), ', ')'],
    ),
    fc.integer({ min: 1, max: 20_000 }),
    fc.constantFrom('1 = 1', 'class', 'POINT(0 0)', ''),
  )
  .map(([[open, close], count, inner]) => `${open.repeat(count)}${inner}${close.repeat(count)}`.slice(0, 200_000));
