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

describe('simplified borders', () => {
  it.each([4, 8] as const)('are a valid coverage, whatever the mask (%i-connected)', (connectivity) => {
    fc.assert(
      fc.property(masks(40), options, fc.integer({ min: 3, max: 61 }), (mask, chosen, tileSizePx) => {
        const codes = codesInMemory(mask, chosen);
        const features = vectorizeInMemory(mask, { tileSizePx, connectivity, codes });
        expect(judgeCoverage(features, mask)).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });
});
