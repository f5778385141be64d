import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { legendOfGroups, parseColour, toLegendTable } from '../../viewer/src/legend.js';

const LEGEND = [
  { id: 1, label: 'Water', colour: '#4477aa' },
  { id: 2, label: 'Trees', colour: '#228833' },
  { id: 3, label: 'Bare', colour: '#ccbb44' },
];

describe('the table of classes', () => {
  it('adds up: shares of what is shown are one, and totals leave out what is hidden', () => {
    const areas = fc.array(fc.double({ min: 0, max: 1e9, noNaN: true }), { minLength: 3, maxLength: 3 });
    const hidden = fc.uniqueArray(fc.constantFrom(1, 2, 3));
    fc.assert(
      fc.property(areas, hidden, (areasM2, ids) => {
        const groups = LEGEND.map(({ label }, index) => ({ key: label, count: index + 1, area_m2: areasM2[index] }));
        const { rows, total } = toLegendTable(LEGEND, groups, { hidden: new Set(ids) });
        const shown = rows.filter(({ isHidden }) => !isHidden);
        const share = shown.reduce((sum, row) => sum + row.share, 0);
        expect(total.count).toBe(shown.reduce((sum, { count }) => sum + count, 0));
        expect(share).toBeCloseTo(total.areaM2 > 0 ? 1 : 0, 9);
        expect(Math.max(...rows.map(({ bar }) => bar))).toBe(Math.max(...areasM2) > 0 ? 1 : 0);
      }),
    );
  });

  it('keeps classes that a place lacks', () => {
    const groups = [{ key: 'Trees', count: 2, area_m2: 500 }];
    const { rows } = toLegendTable(LEGEND, groups, { hidden: new Set() });
    expect(rows.map(({ label, areaM2 }) => [label, areaM2])).toEqual([
      ['Water', 0],
      ['Trees', 500],
      ['Bare', 0],
    ]);
  });

  it('is made of the groups where there is no legend', () => {
    const legend = legendOfGroups([{ key: 'Trees', count: 2, area_m2: 500 }]);
    expect(
      toLegendTable(legend, [{ key: 'Trees', count: 2, area_m2: 500 }], { hidden: new Set() }).rows[0].areaM2,
    ).toBe(500);
  });
});

it('reads colours as they are written', () => {
  expect(parseColour('#4477aa')).toEqual([0x44, 0x77, 0xaa]);
  expect(parseColour('#FFFFFF')).toEqual([255, 255, 255]);
  for (const text of ['red', '#fff', '#12345g', '']) expect(parseColour(text)).toBeNull();
});
