import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { clusterSlic } from '../../../../src/segment/methods/objects/slic-clusters.js';
import { createRandom } from '../../../../src/segment/methods/random.js';
import { clusterPlainly } from './support/plain-slic.js';

const cases = fc.record({
  width: fc.integer({ min: 1, max: 33 }),
  height: fc.integer({ min: 1, max: 33 }),
  col: fc.nat(1000),
  row: fc.nat(1000),
  bands: fc.integer({ min: 1, max: 6 }),
  stepPx: fc.integer({ min: 3, max: 12 }),
  compactness: fc.constantFrom(0.01, 5, 60),
  adaptive: fc.boolean(),
  rounds: fc.integer({ min: 1, max: 5 }),
  /** How many values there are: few make ties. */
  levels: fc.constantFrom(1, 3, 1e9),
  holes: fc.constantFrom(0, 0.2, 0.9),
  seed: fc.nat(1e6),
});

describe('clusterSlic, two pixels at a time', () => {
  it('comes to what one pixel after the other comes to', () => {
    fc.assert(
      fc.property(cases, ({ width, height, col, row, bands, levels, holes, seed, ...rest }) => {
        const random = createRandom(seed);
        const length = width * height;
        const defined = holes > 0 ? Uint8Array.from({ length }, () => (random() < holes ? 0 : 1)) : null;
        const columns = Array.from({ length: bands }, () =>
          Float64Array.from({ length }, (_, i) =>
            defined && defined[i] === 0 ? 0 : (Math.floor(random() * levels) / levels) * 255,
          ),
        );
        const options = { ...rest, defined, window: { col, row, width, height } };
        expect(clusterSlic(columns, options)).toEqual(clusterPlainly(columns, options));
      }),
    );
  });

  it('says what to change where values are more than a memory holds', () => {
    const columns = Array.from({ length: 2 ** 15 }, () => new Float64Array(0));
    const window = { col: 0, row: 0, width: 256, height: 256 };
    const options = { stepPx: 16, compactness: 20, adaptive: false, rounds: 1, defined: null, window };
    expect(() => clusterSlic(columns, options)).toThrow(/smaller blockPx, or fewer bands/);
  });
});
