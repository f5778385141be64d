import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { halveByMode, halveByNearest, overviewSizes } from '../../src/tiling/overviews.js';

const options = { width: 4, dataType: 'uint8', nodata: 0 } as const;
const half = (...rows: string[]): string =>
  [...halveByMode(Uint8Array.from(rows.join(''), Number), { ...options, width: rows[0]!.length })].join('');

/** Said again from the rule: the smallest of the most frequent values that are not nodata. */
function modeByRule(values: number[]): number {
  const votes = values.filter((value) => value !== 0);
  const countOf = (value: number): number => votes.filter((vote) => vote === value).length;
  return votes.sort((a, b) => countOf(b) - countOf(a) || a - b)[0] ?? 0;
}

describe('overview sizes', () => {
  it('halve, rounding up, until one block holds a level', () => {
    expect(overviewSizes(512, 512, 512)).toEqual([{ width: 512, height: 512 }]);
    expect(overviewSizes(513, 1, 512)).toEqual([
      { width: 513, height: 1 },
      { width: 257, height: 1 },
    ]);
    expect(overviewSizes(2049, 700, 512).map(({ width, height }) => `${width}x${height}`)).toEqual([
      '2049x700',
      '1025x350',
      '513x175',
      '257x88',
    ]);
  });
});

describe('halving by mode', () => {
  it('takes the most frequent class, and the smallest where two tie', () => {
    expect(half('1122', '1233')).toBe('12');
    expect(half('9344', '3958')).toBe('34');
  });

  it('keeps nodata only where all four pixels are nodata', () => {
    expect(half('0000', '0700')).toBe('70');
  });

  it('lets odd edges vote with what they have', () => {
    expect(half('115', '117', '223')).toBe('1523');
  });

  it('follows its rule for any mask', () => {
    const masks = fc.record({ width: fc.integer({ min: 1, max: 9 }), height: fc.integer({ min: 1, max: 9 }) });
    fc.assert(
      fc.property(
        masks.chain((size) => fc.tuple(fc.constant(size), pixels(size))),
        ([{ width, height }, mask]) => {
          const out = halveByMode(mask, { ...options, width });
          const columns = Math.ceil(width / 2);
          for (const [index, value] of out.entries()) {
            const [col, row] = [(index % columns) * 2, Math.floor(index / columns) * 2];
            const votes: number[] = [];
            for (let y = row; y < Math.min(row + 2, height); y++) {
              for (let x = col; x < Math.min(col + 2, width); x++) votes.push(mask[y * width + x]!);
            }
            expect(value).toBe(modeByRule(votes));
          }
        },
      ),
    );
  });
});

describe('halving by nearest', () => {
  it('takes upper left pixels', () => {
    expect([
      ...halveByNearest(Int16Array.of(-1, 2, 3, 4, 5, 6), { width: 3, dataType: 'int16', nodata: null }),
    ]).toEqual([-1, 3]);
  });
});

const pixels = ({ width, height }: { width: number; height: number }): fc.Arbitrary<Uint8Array> =>
  fc.uint8Array({ minLength: width * height, maxLength: width * height, max: 3 });
