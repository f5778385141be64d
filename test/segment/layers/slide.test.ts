import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { convolve } from '../../../src/segment/layers/convolve.js';
import { createElement } from '../../../src/segment/layers/element.js';
import { fewMedian } from '../../../src/segment/layers/few-median.js';
import { gaussianHalf } from '../../../src/segment/layers/gaussian.js';
import { slideJoin } from '../../../src/segment/layers/slide-join.js';
import { slideMedian } from '../../../src/segment/layers/slide-median.js';
import { slideSum } from '../../../src/segment/layers/slide-sum.js';
import { createRandom } from '../../../src/segment/methods/random.js';

/** Planes of all widths: less than a strip of the work, and several. */
const plane = fc
  .record({
    seed: fc.nat(1000),
    width: fc.oneof(fc.integer({ min: 1, max: 20 }), fc.integer({ min: 250, max: 530 })),
    height: fc.integer({ min: 1, max: 12 }),
  })
  .map(({ seed, width, height }) => {
    const random = createRandom(seed);
    return { values: Float32Array.from({ length: width * height }, () => random() * 8 - 4), width, height };
  });
type Plane = typeof plane extends fc.Arbitrary<infer P> ? P : never;

/** The values in the element around a pixel, by looking. */
function around({ values, width, height }: Plane, pixel: number, reaches: readonly number[]): number[] {
  const radius = (reaches.length - 1) / 2;
  const [x, y] = [pixel % width, Math.floor(pixel / width)];
  const found: number[] = [];
  for (const [i, reach] of reaches.entries()) {
    const row = y + i - radius;
    if (row < 0 || row >= height) continue;
    for (let col = Math.max(0, x - reach); col <= Math.min(width - 1, x + reach); col++) {
      found.push(values[row * width + col]);
    }
  }
  return found;
}

const radius = fc.integer({ min: 1, max: 9 });

describe('neighbourhoods that slide are what one finds by looking', () => {
  it('least, greatest and all bits', () => {
    fc.assert(
      fc.property(plane, radius, fc.constantFrom('square', 'disk', 'cross'), (seen, reach, shape) => {
        const element = createElement(shape, 2 * reach + 1);
        const bits = { ...seen, values: Uint16Array.from(seen.values, (value) => 1 << ((value + 4) * 2)) };
        const least = slideJoin(seen, element, 'min');
        const most = slideJoin(seen, element, 'max');
        const all = slideJoin(bits, element, 'or');
        for (let i = 0; i < least.length; i += 1 + (i % 7)) {
          const values = around(seen, i, element.reaches);
          expect(least[i]).toBe(Math.min(...values));
          expect(most[i]).toBe(Math.max(...values));
          expect(all[i]).toBe(values.reduce((sum, value) => sum | (1 << ((value + 4) * 2)), 0));
        }
      }),
      { numRuns: 20 },
    );
  });

  it('sums and medians', () => {
    fc.assert(
      fc.property(plane, radius, (seen, reach) => {
        const { reaches } = createElement('square', 2 * reach + 1);
        const sums = slideSum(seen, reach);
        const medians = slideMedian(seen, null, reach);
        const few = fewMedian(seen, null, reach);
        for (let i = 0; i < sums.length; i += 1 + (i % 7)) {
          const values = around(seen, i, reaches).sort((a, b) => a - b);
          expect(sums[i]).toBeCloseTo(
            values.reduce((sum, value) => sum + value, 0),
            9,
          );
          expect(medians[i]).toBe(values[(values.length - 1) >> 1]);
          expect(few[i]).toBe(medians[i]);
        }
      }),
      { numRuns: 20 },
    );
  });

  it('weighted sums', () => {
    fc.assert(
      fc.property(plane, fc.double({ min: 0.3, max: 3, noNaN: true }), (seen, sigmaPx) => {
        const half = gaussianHalf(sigmaPx, 3);
        const { values, width } = seen;
        const sums = convolve(seen, half);
        for (let i = 0; i < sums.length; i += 1 + (i % 7)) {
          let sum = 0;
          for (let at = 0; at < values.length; at++) {
            const dx = Math.abs((at % width) - (i % width));
            const dy = Math.abs(Math.floor(at / width) - Math.floor(i / width));
            if (dx < half.length && dy < half.length) sum += half[dx] * half[dy] * values[at];
          }
          expect(sums[i]).toBeCloseTo(sum, 5);
        }
      }),
      { numRuns: 6 },
    );
  });
});
