import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { editDistance, findNearest } from '../../src/segment/nearest.js';

describe('editDistance', () => {
  it.each([
    ['kitten', 'sitting', 3],
    ['', 'abc', 3],
    ['flaw', 'lawn', 2],
  ])('%s to %s is %i', (a, b, distance) => {
    expect(editDistance(a, b)).toBe(distance);
  });

  it('is a metric', () => {
    const word = fc.string({ maxLength: 8 });
    fc.assert(
      fc.property(word, word, word, (a, b, c) => {
        expect(editDistance(a, b)).toBe(editDistance(b, a));
        expect(editDistance(a, b) === 0).toBe(a === b);
        expect(editDistance(a, c)).toBeLessThanOrEqual(editDistance(a, b) + editDistance(b, c));
      }),
    );
  });
});

describe('findNearest', () => {
  it('finds slips and lets strangers go', () => {
    expect(findNearest('legnd', ['legend', 'bands'])).toBe('legend');
    expect(findNearest('xyzzyx', ['legend', 'bands'])).toBeNull();
  });
});
