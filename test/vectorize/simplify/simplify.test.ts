import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { vectorizeInMemory } from '../../support/vectorize-in-memory.js';
import { codesInMemory, masks } from './in-memory.js';
import { judgeCoverage } from './judge.js';

const options = fc.record({
  toleranceM: fc.constantFrom(0.5, 0.8, 1, 1.5, 2, 3, 5, 8, 20),
  method: fc.constantFrom('visvalingam' as const, 'douglas-peucker' as const),
  islands: fc.constantFrom('keep' as const, 'drop' as const),
  blockPx: fc.integer({ min: 2, max: 70 }),
});

/** Half of the masks of a test also have round corners; no tolerance leaves the pixels' corners to round. */
const drawings = fc
  .record({ chosen: options, smooth: fc.boolean(), isSimplified: fc.boolean() })
  .map(({ chosen, smooth, isSimplified }) => ({ ...chosen, smooth, ...(isSimplified ? {} : { toleranceM: 0 }) }));

describe('simplified and smoothed borders', () => {
  it.each([4, 8] as const)('are a valid coverage, whatever the mask (%i-connected)', (connectivity) => {
    fc.assert(
      fc.property(masks(40), drawings, fc.integer({ min: 3, max: 61 }), (mask, drawing, tileSizePx) => {
        const codes = codesInMemory(mask, drawing);
        const features = vectorizeInMemory(mask, { tileSizePx, connectivity, codes });
        expect(judgeCoverage(features, mask)).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });

  it('do not depend on the tiling', () => {
    fc.assert(
      fc.property(masks(40), drawings, fc.integer({ min: 3, max: 41 }), (mask, drawing, tileSizePx) => {
        const codes = codesInMemory(mask, drawing);
        const whole = vectorizeInMemory(mask, { tileSizePx: 64, connectivity: 8, codes });
        expect(vectorizeInMemory(mask, { tileSizePx, connectivity: 8, codes })).toEqual(whole);
      }),
      { numRuns: 150 },
    );
  });

  it('keep all regions, or count those they drop by class', () => {
    fc.assert(
      fc.property(masks(40), drawings, fc.integer({ min: 3, max: 41 }), (mask, drawing, tileSizePx) => {
        const connectivity = 4;
        const codes = codesInMemory(mask, drawing);
        const sums = new Map<number, DrawingSums>();
        const drawn = vectorizeInMemory(mask, {
          ...{ tileSizePx, connectivity, codes },
          onDrawing: (of) => mergeDrawing(sums, of),
        });
        const there = new Set(drawn.map(({ id }) => id));
        for (const { id, classId, pixels } of vectorizeInMemory(mask, { tileSizePx, connectivity })) {
          if (there.has(id)) continue;
          expect(drawing).toMatchObject({ islands: 'drop' });
          expect(pixels).toBeLessThan(drawing.toleranceM ** 2);
          const of = sums.get(classId)!;
          of.droppedRegions--;
          of.droppedArea -= Math.round(pixels / DRAWING_AREA_UNITS);
        }
        for (const { classId, drift, ...rest } of sums.values()) {
          expect(rest).toEqual({ droppedRegions: 0, droppedArea: 0 });
          const features = drawn.filter((feature) => feature.classId === classId);
          expect(Number.isFinite(drift)).toBe(true);
          expect(features.length).toBeGreaterThanOrEqual(0);
        }
      }),
      { numRuns: 150 },
    );
  });
});
