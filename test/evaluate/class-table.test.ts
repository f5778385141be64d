import { describe, expect, it } from 'vitest';
import type { ClassNames } from '../../src/evaluate/class-names.js';
import { ClassTable } from '../../src/evaluate/class-table.js';

const names = (...all: string[]): ClassNames => new Map(all.map((name, i) => [i + 1, { name, color: null }]));

const makeTable = (options: Partial<ConstructorParameters<typeof ClassTable>[0]> = {}): ClassTable =>
  new ClassTable({
    maskNames: names('Water', 'Forest'),
    truthNames: new Map(),
    map: {},
    merge: {},
    source: 't',
    ...options,
  });

const nameOf = (table: ClassTable, place: number): string | undefined =>
  table.order().find((one) => one.place === place)?.entry.name;

describe('classes of the truth', () => {
  it('go with those of the mask by id, by name in any case, and by a number in a text', () => {
    const table = makeTable();
    const water = table.placeOfMask(1);
    expect([1, 'water', ' WATER ', '1'].map((label) => table.placeOfTruth(label))).toEqual([
      water,
      water,
      water,
      water,
    ]);
    expect(table.unknownNames).toEqual([]);
  });

  it('go by name alone where both sides have names', () => {
    const table = makeTable({ truthNames: names('forest', 'WATER', 'snow') });
    expect(nameOf(table, table.placeOfTruth(1))).toBe('Forest');
    expect(nameOf(table, table.placeOfTruth(2))).toBe('Water');
    expect(nameOf(table, table.placeOfTruth(3))).toBe('snow');
    expect(table.unknownNames).toEqual(['snow']);
  });

  it('lend their names to a mask that has none', () => {
    const table = makeTable({ maskNames: new Map(), truthNames: names('water') });
    expect(table.placeOfTruth(1)).toBe(table.placeOfMask(1));
    expect(nameOf(table, table.placeOfMask(1))).toBe('water');
    expect(nameOf(table, table.placeOfMask(7))).toBe('class 7');
  });

  it('go where a person maps them, by name or number, or are left out', () => {
    const map = { lake: 'water', '9': 'Forest', cloud: '0', haze: '', '0': '2' };
    const table = makeTable({ map, truthNames: new Map([[4, { name: 'Lake', color: null }]]) });
    const [water, forest] = [table.placeOfMask(1), table.placeOfMask(2)];
    expect(['lake', 4, 9, 'cloud', 'haze', 0].map((label) => table.placeOfTruth(label))).toEqual([
      ...[water, water, forest, 0, 0, forest],
    ]);
  });

  it('that the mask does not have are classes of their own; where all are, the legends do not match', () => {
    const table = makeTable();
    const place = table.placeOfTruth('snow');
    expect(table.order().at(-1)).toEqual({ place, entry: { id: null, name: 'snow', color: null } });
    expect(() => table.checkKnown()).toThrow(/classes of the map \(1 Water, 2 Forest\).+got snow/);
    table.placeOfTruth('forest');
    table.checkKnown();
  });

  it('0 is nodata on both sides', () => {
    expect([makeTable().placeOfTruth(0), makeTable().placeOfMask(0)]).toEqual([0, 0]);
  });
});

describe('classes of the mask', () => {
  it('can count as one', () => {
    const table = makeTable({ maskNames: names('Water', 'Forest', 'Shrubs'), merge: { shrubs: 'Forest' } });
    expect(table.placeOfMask(3)).toBe(table.placeOfMask(2));
    expect(table.placeOfTruth('shrubs')).toBe(table.placeOfMask(2));
    expect(table.order().map(({ entry }) => entry.name)).toEqual(['Forest']);
  });

  it('are shown by id, whatever the order of asking', () => {
    const table = makeTable({ maskNames: new Map() });
    for (const id of [30, 2, 11]) table.placeOfMask(id);
    expect(table.order().map(({ entry }) => entry.id)).toEqual([2, 11, 30]);
  });
});

describe('a mistake', () => {
  it.each([
    [
      { map: { a: 'forrest' } },
      /--map: wanted a class of the map: Water, Forest, got a=forrest \(did you mean Forest\?\)/,
    ],
    [{ map: { a: '7' } }, /--map: .+got a=7/],
    [{ map: { a: 'x' }, maskNames: new Map() }, /--map: wanted an id.+got a=x/],
    [{ merge: { a: '1' } }, /--merge: .+got a=1/],
  ] as const)('in what is mapped: %o', (options, message) => {
    expect(() => makeTable(options)).toThrow(message);
  });

  it('is a truth of more classes than fit', () => {
    const table = makeTable({ maskNames: new Map() });
    for (let id = 1; id <= 254; id++) table.placeOfTruth(id);
    expect(() => table.placeOfTruth(255)).toThrow(/at most 254 classes.+is one of them a picture/);
  });
});
