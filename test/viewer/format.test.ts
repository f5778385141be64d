import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  formatArea,
  formatBytes,
  formatDay,
  formatHectares,
  formatShare,
  nameColumn,
} from '../../viewer/src/format.js';
import { formatDegrees, graticuleLines, layGraticule } from '../../viewer/src/graticule.js';

describe('numbers for a person', () => {
  it.each([
    [0, '0'],
    [123, '0.012'],
    [12_345, '1.23'],
    [123_456, '12.3'],
    [1_234_567, '123'],
    [61_090_000, '6,109'],
  ])('%d m² are %s ha', (areaM2, text) => expect(formatHectares(areaM2)).toBe(text));

  it('are within half of the last digit', () => {
    fc.assert(
      fc.property(fc.double({ min: 1e3, max: 1e12, noNaN: true }), (areaM2) => {
        const shown = Number(formatHectares(areaM2).replaceAll(',', ''));
        expect(Math.abs(shown * 1e4 - areaM2)).toBeLessThanOrEqual(areaM2 * 0.005 + 1e-6);
      }),
    );
  });

  it('have units', () => {
    expect(formatArea(500)).toBe('500 m²');
    expect(formatArea(5000)).toBe('0.500 ha');
    expect([999, 1000, 12_400_000].map(formatBytes)).toEqual(['999 bytes', '1.0 kB', '12.4 MB']);
    expect([0, 0.0004, 0.5, 1].map(formatShare)).toEqual(['0.0 %', '< 0.1 %', '50.0 %', '100 %']);
  });

  it('and names read well', () => {
    expect(formatDay('2026-06-18T10:15:00Z')).toBe('18 June 2026');
    expect(['ndvi_mean', 'score_min', 'perimeter_m'].map(nameColumn)).toEqual([
      'NDVI, mean',
      'Score, least',
      'Perimeter',
    ]);
  });
});

describe('the graticule', () => {
  it('has a few round lines in every view', () => {
    const west = fc.double({ min: -179, max: 170, noNaN: true });
    const south = fc.double({ min: -80, max: 70, noNaN: true });
    const size = fc.double({ min: 0.002, max: 10, noNaN: true });
    fc.assert(
      fc.property(west, south, size, (w, s, degrees) => {
        const box = [w, s, w + degrees, s + degrees * 0.7] as const;
        const graticule = layGraticule(box);
        const { meridians, parallels, stepDegrees } = graticule;
        expect(meridians.length).toBeGreaterThanOrEqual(3);
        expect(meridians.length).toBeLessThanOrEqual(16);
        for (const lon of meridians)
          expect(Math.abs(lon / stepDegrees - Math.round(lon / stepDegrees))).toBeLessThan(1e-6);
        expect(graticuleLines(graticule, box).length).toBe(meridians.length + parallels.length);
      }),
    );
  });

  it('says where it is', () => {
    expect(formatDegrees(15.6, 'lon', 0.2)).toBe('15.6° E');
    expect(formatDegrees(-33, 'lat', 1)).toBe('33° S');
    expect(formatDegrees(190, 'lon', 10)).toBe('170° W');
    expect(formatDegrees(0, 'lat', 10)).toBe('0°');
  });
});
