import { describe, expect, it } from 'vitest';
import { formatDuration, formatHectares, formatTable } from '../../src/cli/table.js';

describe('formatTable', () => {
  it('lines numbers up to the right and words to the left', () => {
    const rows = [
      ['water', '1,200', '–'],
      ['trees', '7', '-0.5'],
    ];
    expect(formatTable(['class', 'pixels', 'x'], rows)).toBe(
      ['  class  pixels     x\n', '  water   1,200     –\n', '  trees       7  -0.5\n'].join(''),
    );
  });

  it('shows its head where there is no row', () => {
    expect(formatTable(['class', 'area'], [])).toBe('  class  area\n');
  });
});

describe('formatDuration', () => {
  it.each([
    [0, '0 ms'],
    [999.4, '999 ms'],
    [999.6, '1.0 s'],
    [59_949, '59.9 s'],
    [59_951, '1 min 00 s'],
    [3_599_400, '59 min 59 s'],
    [3_599_600, '1 h 00 min'],
    [7_620_000, '2 h 07 min'],
  ])('%d ms', (ms, text) => {
    expect(formatDuration(ms)).toBe(text);
  });
});

describe('formatHectares', () => {
  it.each([
    [210, '0.021'],
    [9_999.9, '1.000'],
    [12_345, '1.2'],
    [61_092_050, '6,109'],
  ])('%d m²', (areaM2, text) => {
    expect(formatHectares(areaM2)).toBe(text);
  });
});
