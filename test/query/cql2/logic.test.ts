import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { evaluate } from './evaluate.js';

/** `unknown` alone is no condition of a known kind; compared it is unknown. */
const TRUTHS = { true: 'yes = TRUE', false: 'yes = FALSE', null: 'unknown = 1' } as const;
const named = (value: boolean | null): string => TRUTHS[String(value) as keyof typeof TRUTHS];

/** Kleene's tables, as SQL has them, with false as 0, unknown as 1 and true as 2. */
const rank = (value: boolean | null): number => (value === null ? 1 : value ? 2 : 0);
const fromRank = (number: number): boolean | null => (number === 1 ? null : number === 2);
const ALL = [true, false, null];

describe('what is unknown', () => {
  it.each(ALL.flatMap((a) => ALL.map((b) => [a, b] as const)))('%s with %s', (a, b) => {
    expect(evaluate(`${named(a)} AND ${named(b)}`)).toBe(fromRank(Math.min(rank(a), rank(b))));
    expect(evaluate(`${named(a)} OR ${named(b)}`)).toBe(fromRank(Math.max(rank(a), rank(b))));
    expect(evaluate(`NOT (${named(a)})`)).toBe(fromRank(2 - rank(a)));
  });

  it.each([
    ['unknown = unknown', null],
    ['unknown IS NULL', true],
    ['number IS NULL', false],
    ['number IS NOT NULL', true],
    ['unknown + 1 > 0', null],
    ['number / 0 = 1', null],
    ['unknown IN (1, 2)', null],
    ['number IN (7, unknown)', true],
    ['number IN (8, unknown)', null],
    ['number NOT IN (8, unknown)', null],
    ['unknown BETWEEN 1 AND 2', null],
    ['number BETWEEN unknown AND 8', null],
    ["unknown LIKE 'a%'", null],
    ["CASEI(unknown) = 'a'", null],
    ["T_AFTER(unknown, DATE('2026-01-01'))", null],
    ['S_INTERSECTS(unknown, POINT(0 0))', null],
    ['yes', true],
    ['NOT no AND yes', true],
  ])('%s is %s', (filter, expected) => {
    expect(evaluate(filter)).toBe(expected);
  });

  it('keeps the laws of De Morgan, in any nesting', () => {
    const truth = fc.constantFrom(...Object.values(TRUTHS));
    const { filter } = fc.letrec<{ filter: string }>((tie) => ({
      filter: fc.oneof(
        { maxDepth: 4 },
        truth,
        fc.tuple(tie('filter'), fc.constantFrom('AND', 'OR'), tie('filter')).map(([a, op, b]) => `(${a} ${op} ${b})`),
        tie('filter').map((inner) => `NOT ${inner}`),
      ),
    }));
    fc.assert(
      fc.property(filter, filter, (a, b) => {
        expect(evaluate(`NOT (${a} AND ${b})`)).toBe(evaluate(`(NOT ${a}) OR (NOT ${b})`));
        expect(evaluate(`NOT (${a} OR ${b})`)).toBe(evaluate(`(NOT ${a}) AND (NOT ${b})`));
      }),
      { numRuns: 100 },
    );
  });
});

describe('what binds how', () => {
  it.each([
    ['1 + 2 * 3 = number', true],
    ['(1 + 2) * 3 = 9', true],
    ['2 ^ 3 ^ 2 = 512', true],
    ['-2 ^ 2 = -4', true],
    ['10 - 2 - 1 = number', true],
    ['number div 2 = 3', true],
    ['number % 4 = 3', true],
    ['yes OR no AND no', true],
    ['NOT no AND no', false],
    ["text LIKE 'Gr_ne%'", true],
    ["text LIKE 'gr%'", false],
    ["CASEI(text) LIKE CASEI('GRÜNE %')", true],
    ["ACCENTI(text) = ACCENTI('Grune Wiese')", true],
    ["T_EQUALS(time, DATE('2026-06-01'))", true],
    ["time > TIMESTAMP('2026-06-01T09:00:00Z')", true],
    ['S_WITHIN(geometry, BBOX(-1, -1, 3, 3))', true],
    ['S_TOUCHES(geometry, POINT(2 1))', true],
    ['S_DISJOINT(geometry, POINT(2 1))', false],
  ])('%s is %s', (filter, expected) => {
    expect(evaluate(filter)).toBe(expected);
  });
});
