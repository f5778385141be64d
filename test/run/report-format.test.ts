import { describe, expect, it } from 'vitest';
import {
  chooseAreaUnit,
  formatArea,
  formatBytes,
  formatDuration,
  formatLonLat,
  formatShare,
  formatTime,
} from '../../src/run/report-format.js';

describe('areas', () => {
  it.each([
    [0, '0.00 m²'],
    [9_999, '9,999.0 m²'],
    [10_000, '1.00 ha'],
    [999_990_000, '99,999 ha'],
    [1_000_000_000, '1,000.0 km²'],
  ])('%d m² in the unit of its size', (areaM2, text) => {
    const unit = chooseAreaUnit(areaM2);
    expect(`${formatArea(areaM2, unit)} ${unit.name}`).toBe(text);
  });

  it('never shows something as nothing', () => {
    expect(formatArea(100, chooseAreaUnit(5_000_000))).toBe('< 0.1');
    expect(formatShare(0.0001)).toBe('< 0.1 %');
    expect(formatShare(0)).toBe('0.0 %');
    expect(formatShare(0.99999)).toBe('> 99.9 %');
    expect(formatShare(1)).toBe('100 %');
  });
});

describe('other measures', () => {
  it.each([
    [0, '0 ms'],
    [999.6, '1.0 s'],
    [59_940, '59.9 s'],
    [59_960, '1 min 0 s'],
    [3_599_999, '1 h 0 min'],
    [5_400_000, '1 h 30 min'],
  ])('%d ms as %s', (ms, text) => expect(formatDuration(ms)).toBe(text));

  it.each([
    [999, '999 bytes'],
    [1000, '1 kB'],
    [1_834_021, '1.83 MB'],
    [999_999, '1 MB'],
  ])('%d bytes as %s', (bytes, text) => expect(formatBytes(bytes)).toBe(text));

  it('times in UTC, dates as they are', () => {
    expect(formatTime('2026-11-20T23:59:59+02:00')).toBe('2026-11-20 21:59 UTC');
    expect(formatTime('2026-11-20')).toBe('2026-11-20');
  });

  it('places with the hemisphere', () => {
    expect(formatLonLat(-70.5, -33.25)).toBe('33.2500° S, 70.5000° W');
  });
});
