import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SieveRule } from '../../../src/vectorize/sieve/best-neighbour.js';
import { drawMask } from '../../support/draw.js';
import { type SieveGiven, sieveInMemory } from './in-memory.js';
import { masks } from './masks.js';
import { sievePlainly } from './plain-sieve.js';

const CASES = ([4, 8] as const).flatMap((connectivity) =>
  (['largest', 'longest-border'] as const).map((rule) => ({ connectivity, rule })),
);
const thresholds = fc.integer({ min: 2, max: 30 });
const tileSizes = fc.integer({ min: 1, max: 41 });

describe.each(CASES)('a sieve by $rule neighbour, $connectivity-connected', (given) => {
  it('is the sieve told in words, for any tiles', () => {
    fc.assert(
      fc.property(masks(40), tileSizes, thresholds, (mask, tileSizePx, minPixels) => {
        const { classes, counts } = sieveInMemory(mask, { ...given, tileSizePx, minPixels });
        expect({ classes, counts }).toEqual(sievePlainly(mask, { ...given, minPixels }));
      }),
      { numRuns: 120 },
    );
  });

  it('leaves nodata, and measures what the pixels measure', () => {
    fc.assert(
      fc.property(masks(24), tileSizes, thresholds, (mask, tileSizePx, minPixels) => {
        const { classes, tiles } = sieveInMemory(mask, { ...given, tileSizePx, minPixels });
        expect(classes.map((id) => Number(id > 0))).toEqual(mask.classes.map((id) => Number(id > 0)));
        for (const { measures, measured } of tiles) expect(measures).toEqual(measured);
      }),
      { numRuns: 60 },
    );
  });

  it('takes an area as it takes as many pixels of it', () => {
    fc.assert(
      fc.property(masks(20), tileSizes, thresholds, (mask, tileSizePx, least) => {
        const byPixels = sieveInMemory(mask, { ...given, tileSizePx, minPixels: least });
        // Cells of the test's ground have one square metre.
        expect(sieveInMemory(mask, { ...given, tileSizePx, minAreaM2: least })).toEqual(byPixels);
        const both = { ...given, tileSizePx, minPixels: 2, minAreaM2: least };
        expect(sieveInMemory(mask, both)).toEqual(byPixels);
      }),
      { numRuns: 40 },
    );
  });
});

describe('a small region', () => {
  const sieve = (rows: string[], given: Partial<SieveGiven> & { minPixels: number }) => {
    const mask = drawMask(...rows);
    const results = [1, 2, 3, 100].map((tileSizePx) =>
      sieveInMemory(mask, { connectivity: 4, rule: 'largest' as SieveRule, ...given, tileSizePx }),
    );
    for (const { classes, counts } of results) {
      expect({ classes, counts }).toEqual({ classes: results[0].classes, counts: results[0].counts });
    }
    const { classes, counts } = results[0];
    return { rows: rows.map((_, y) => drawRow(classes, y, mask.width)), counts };
  };
  const drawRow = (classes: Uint8Array, y: number, width: number) =>
    [...classes.subarray(y * width, (y + 1) * width)].map((id) => id || '.').join('');

  it('joins its largest neighbour, not the one around it', () => {
    const rows = ['111111', '122233', '123233', '122233', '111133'];
    expect(sieve(rows, { minPixels: 2 }).rows).toEqual(['111111', '122233', '122233', '122233', '111133']);
  });

  it('goes from neighbour to neighbour until one is large', () => {
    // 3 (1 pixel) → 2 (2 pixels) → 1: both become 1.
    expect(
      sieve(
        ['1111.', '111223', '1111.'].map((row) => row.padEnd(6, '.')),
        { minPixels: 3 },
      ),
    ).toEqual({
      rows: ['1111..', '111111', '1111..'],
      counts: { joinedRegions: 2, joinedPixels: 3, keptSmall: 0 },
    });
  });

  it('stays where it has no neighbour, or where small ones point at each other', () => {
    const rows = ['1..2233', '...2.3.'];
    expect(sieve(rows, { minPixels: 6 })).toEqual({
      rows,
      counts: { joinedRegions: 0, joinedPixels: 0, keptSmall: 3 },
    });
  });

  it('stays where its chain runs into a circle, though a large region is near', () => {
    // 2 looks to 3, not to the large 1 (of other rows); 3 and 4 are each other's largest neighbours.
    const rows = ['11111111', '11111111', '........', '.2333444', '...3.4..'];
    expect(sieve(rows, { minPixels: 6 })).toMatchObject({ rows, counts: { keptSmall: 3 } });
  });

  it('takes the first of equal neighbours that a scan meets', () => {
    // Above, above to the left, above to the right, left; then what comes later in the scan.
    expect(sieve(['.22.', '1533', '144.'], { minPixels: 2 }).rows[1]).toBe('1233');
    expect(sieve(['....', '1533', '144.'], { minPixels: 2 }).rows[1]).toBe('1133');
    expect(sieve(['2.3', '253', '11.'], { minPixels: 2, connectivity: 8 }).rows[1]).toBe('223');
    expect(sieve(['..3', '253', '2..'], { minPixels: 2, connectivity: 8 }).rows[1]).toBe('233');
  });

  it('looks at the border it shares, where told to', () => {
    const rows = ['111111', '111122', '111132', '111122'];
    expect(sieve(rows, { minPixels: 2 }).rows[2]).toBe('111112');
    expect(sieve(rows, { minPixels: 2, rule: 'longest-border' }).rows[2]).toBe('111122');
    // As many sides of 1 as of 2: the larger.
    const even = ['111111', '111112', '111132', '111122'];
    expect(sieve(even, { minPixels: 2, rule: 'longest-border' }).rows[2]).toBe('111112');
  });

  it('counts a corner as touching only where corners connect, and as no side', () => {
    const corner = ['1111.', '1111.', '....2'];
    expect(sieve(corner, { minPixels: 2 }).rows).toEqual(corner);
    expect(sieve(corner, { minPixels: 2, connectivity: 8, rule: 'longest-border' }).rows[2]).toBe('....1');
    const both = ['1111..', '1111..', '....23', '....33'];
    expect(sieve(both, { minPixels: 2, connectivity: 8 }).rows[2]).toBe('....13');
    expect(sieve(both, { minPixels: 2, connectivity: 8, rule: 'longest-border' }).rows[2]).toBe('....33');
  });
});
