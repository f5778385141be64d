import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileFilter } from '../../src/query/cql2/compile.js';
import { parseCql2Text } from '../../src/query/cql2/parse-text.js';
import {
  AREA_STEPS_M2,
  type Choice,
  EVERYTHING,
  type MapExpression,
  toFilter,
  toMapFilter,
  toParameters,
} from '../../viewer/src/question.js';
import type { Position } from '../../viewer/src/shape.js';

type Region = Record<string, number | null>;

const CLASS_IDS = [1, 2, 3, 4];
const names = ['class', 'area_m2', 'score_mean', 'geometry'];
const queryables = { has: (name: string) => names.includes(name), names: () => names };

const choices = fc.record({
  hidden: fc.uniqueArray(fc.constantFrom(...CLASS_IDS)).map((ids): ReadonlySet<number> => new Set(ids)),
  minAreaM2: fc.constantFrom(...AREA_STEPS_M2),
  minScore: fc.integer({ min: 0, max: 19 }).map((step) => step * 0.05),
});
const regions = fc.record({
  class: fc.constantFrom(...CLASS_IDS),
  area_m2: fc.oneof(fc.constantFrom(...AREA_STEPS_M2), fc.double({ min: 0, max: 2e6, noNaN: true })),
  score_mean: fc.option(fc.double({ min: 0, max: 1, noNaN: true })),
});

const passes = (choice: Choice, region: Region): boolean =>
  !choice.hidden.has(region.class!) &&
  region.area_m2! >= choice.minAreaM2 &&
  (choice.minScore === 0 || (region.score_mean !== null && region.score_mean! >= choice.minScore));

/** What MapLibre makes of the few operators that are used. */
function evaluate(expression: unknown, region: Region): unknown {
  if (!Array.isArray(expression)) return expression;
  const [operator, ...args] = expression as MapExpression;
  const of = (index: number) => evaluate(args[index], region);
  const operators: Record<string, () => unknown> = {
    all: () => args.every((part) => evaluate(part, region)),
    '!': () => !of(0),
    in: () => (of(1) as unknown[]).includes(of(0)),
    get: () => region[args[0] as string],
    literal: () => args[0],
    '>=': () => (of(0) as number) >= (of(1) as number),
    'to-number': () => of(0) ?? (args.length > 1 ? of(1) : 0),
  };
  return operators[operator]();
}

describe('what a person chooses', () => {
  it('is the same to the API, to the map and in words', () => {
    fc.assert(
      fc.property(choices, regions, (choice, region: Region) => {
        const filter = toFilter(choice, { classIds: CLASS_IDS });
        const isWanted = passes(choice, region);
        expect(evaluate(toMapFilter(choice), region)).toBe(isWanted);
        if (filter === '') return expect(isWanted).toBe(true);
        const predicate = compileFilter(parseCql2Text(filter), queryables);
        expect(predicate({ property: (name) => region[name] ?? null }) === true, filter).toBe(isWanted);
      }),
    );
  });

  it('is no filter where everything is wanted', () => {
    expect(toFilter(EVERYTHING, { classIds: CLASS_IDS })).toBe('');
    expect(toParameters(EVERYTHING)).toEqual({});
  });

  it('becomes a box or a geometry where a place is drawn', () => {
    const choice = { ...EVERYTHING, minAreaM2: 500 };
    expect(toParameters(choice, { place: { kind: 'box', bbox: [15.6, 48.1, 15.7, 48.2] } })).toEqual({
      bbox: '15.6,48.1,15.7,48.2',
      filter: 'area_m2 >= 500',
    });
    const corners: Position[] = [
      [15.6, 48.1],
      [15.7, 48.1],
      [15.7, 48.2],
    ];
    const { filter, bbox } = toParameters(choice, { place: { kind: 'polygon', corners } });
    expect(bbox).toBeUndefined();
    expect(filter).toBe(
      'area_m2 >= 500 AND S_INTERSECTS(geometry, POLYGON((15.6 48.1, 15.7 48.1, 15.7 48.2, 15.6 48.1)))',
    );
    expect(compileFilter(parseCql2Text(filter), queryables)).toBeTypeOf('function');
  });
});
