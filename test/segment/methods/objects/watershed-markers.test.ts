import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { distanceSquared } from '../../../../src/segment/methods/objects/distance-squared.js';
import { toFloodLevels } from '../../../../src/segment/methods/objects/flood-levels.js';
import { findLatticeSeeds } from '../../../../src/segment/methods/objects/lattice-seeds.js';
import { findClassicalMarkers } from '../../../../src/segment/methods/objects/markers-classical.js';
import { findMinima } from '../../../../src/segment/methods/objects/markers-minima.js';
import { findPeaks } from '../../../../src/segment/methods/objects/markers-peaks.js';
import { createRandom } from '../../../../src/segment/methods/random.js';
import { drawMask } from '../../../support/draw.js';
import { neighboursOf } from './support/graph-images.js';

const grids = fc.record({
  width: fc.integer({ min: 1, max: 16 }),
  height: fc.integer({ min: 1, max: 16 }),
  connectivity: fc.constantFrom<4 | 8>(4, 8),
  seed: fc.nat(1e6),
  share: fc.constantFrom(0.3, 0.7, 0.95, 1),
});

const fill = <T>(length: number, make: () => T): T[] => Array.from({ length }, make);

describe('distanceSquared', () => {
  it('is the least to any pixel outside', () => {
    fc.assert(
      fc.property(grids, ({ width, height, seed, share }) => {
        const random = createRandom(seed);
        const inside = Uint8Array.from(fill(width * height, () => (random() < share ? 1 : 0)));
        if (!inside.includes(0)) inside[seed % inside.length] = 0;
        const found = distanceSquared({ inside, width, height });
        for (let i = 0; i < inside.length; i++) {
          let least = Number.POSITIVE_INFINITY;
          for (let j = 0; j < inside.length; j++) {
            if (inside[j] === 1) continue;
            least = Math.min(
              least,
              ((i % width) - (j % width)) ** 2 + (Math.floor(i / width) - Math.floor(j / width)) ** 2,
            );
          }
          expect(found[i]).toBe(least);
        }
      }),
    );
  });

  it('is more than any distance where nothing is outside', () => {
    const found = distanceSquared({ inside: new Uint8Array(12).fill(1), width: 4, height: 3 });
    expect(Math.min(...found)).toBeGreaterThan(3 * 3 + 2 * 2);
  });
});

describe('findMinima', () => {
  const surfaceOf = (values: Float32Array, width: number, connectivity: 4 | 8, mask: Uint8Array | null = null) => ({
    values,
    levels: toFloodLevels(values),
    width,
    height: values.length / width,
    mask,
    connectivity,
  });

  it('finds floors below all that is around them', () => {
    fc.assert(
      fc.property(grids, ({ width, height, connectivity, seed, share }) => {
        const random = createRandom(seed);
        const values = Float32Array.from(fill(width * height, () => Math.floor(random() * 5)));
        const mask = Uint8Array.from(values, () => (random() < share ? 1 : 0));
        const { markers, count } = findMinima(surfaceOf(values, width, connectivity, mask), 0);
        const seen = new Uint8Array(values.length);
        let floors = 0;
        for (let i = 0; i < values.length; i++) {
          if (seen[i] === 1 || mask[i] === 0) continue;
          const floor = [i];
          let isMinimum = true;
          seen[i] = 1;
          for (const pixel of floor) {
            for (const near of neighboursOf(pixel, { width, height }, connectivity)) {
              if (mask[near] === 0) continue;
              if (values[near] < values[i]) isMinimum = false;
              if (values[near] !== values[i] || seen[near] === 1) continue;
              seen[near] = 1;
              floor.push(near);
            }
          }
          if (isMinimum) floors++;
          for (const pixel of floor) expect(markers[pixel]).toBe(isMinimum ? floors : 0);
        }
        expect(count).toBe(floors);
      }),
    );
  });

  it('keeps those from which one has to climb that far to come to a lower one', () => {
    fc.assert(
      fc.property(grids, fc.integer({ min: 1, max: 60 }), ({ width, height, connectivity, seed }, depth) => {
        const random = createRandom(seed);
        const places = fill(width * height, random);
        const values = Float32Array.from(places, (place) => places.filter((other) => other < place).length);
        const { markers } = findMinima(surfaceOf(values, width, connectivity), depth);
        /** The least height of a way from a pixel to a lower one. */
        const leastWay = (pixel: number): number => {
          for (let top = values[pixel]; top < values.length; top++) {
            const reached = new Set([pixel]);
            for (const at of reached) {
              if (values[at] < values[pixel]) return top;
              for (const near of neighboursOf(at, { width, height }, connectivity)) {
                if (values[near] <= top) reached.add(near);
              }
            }
          }
          return Number.POSITIVE_INFINITY;
        };
        for (let i = 0; i < values.length; i++) {
          // A pixel that is no minimum has a lower one beside it.
          const climb = leastWay(i) - values[i];
          expect(markers[i] > 0).toBe(climb >= depth);
        }
      }),
      { numRuns: 30 },
    );
  });

  it('leaves out what is less deep than asked, and of two equal ones the second', () => {
    const values = Float32Array.of(9, 2, 5, 3, 9, 0, 4, 0, 9, 8.5, 9);
    const markersBy = (depth: number) => [...findMinima(surfaceOf(values, 11, 4), depth).markers].join('');
    expect(markersBy(0)).toBe('01020304050');
    expect(markersBy(1)).toBe('01020304000');
    expect(markersBy(2.1)).toBe('01000203000');
    expect(markersBy(4)).toBe('01000203000');
    expect(markersBy(4.1)).toBe('01000200000');
    expect(markersBy(100)).toBe('00000100000');
  });
});

describe('findPeaks', () => {
  it('keeps the highest, and of equal ones the first, of each part', () => {
    const values = Uint8Array.of(1, 5, 1, 4, 1, 5, 5, 1, 1, 6);
    const parts = Uint32Array.of(1, 1, 1, 1, 1, 1, 1, 1, 2, 2);
    const at = (minDistancePx: number) => {
      const { markers, count } = findPeaks({ values, width: 10, height: 1, parts, minDistancePx });
      expect(Math.max(...markers)).toBe(count);
      return [...markers].join('');
    };
    expect(at(1)).toBe('0102034005');
    expect(at(2)).toBe('0100020003');
    expect(at(5)).toBe('0100002003');
    expect(at(6)).toBe('0100000002');
  });
});

describe('findClassicalMarkers', () => {
  it('opens, then tells the surely inside and the surely outside from what is unknown', () => {
    const { classes, width, height } = drawMask(
      '0000000000000',
      '0000000000010',
      '0111110000000',
      '0111110000000',
      '0111111000000',
      '0111110000000',
      '0111110000000',
      '0000000000000',
    );
    const steps = { inside: classes, width, height, openingPx: 1, dilatePx: 2, sureDistancePx: 2 };
    const { markers, count } = findClassicalMarkers(steps);
    expect(count).toBe(2);
    const rows = Array.from({ length: height }, (_, y) => markers.subarray(y * width, (y + 1) * width).join(''));
    expect(rows).toEqual([
      '2200022222222',
      '2000002222222',
      '0000000222222',
      '0000000022222',
      '0001100002222',
      '0000000022222',
      '0000000222222',
      '2000002222222',
    ]);
  });
});

describe('findLatticeSeeds', () => {
  it('is the same wherever the window begins', () => {
    const width = 60;
    const random = createRandom(2);
    const defined = Uint8Array.from({ length: width * 50 }, () => (random() < 0.4 ? 1 : 0));
    const whole = findLatticeSeeds({ window: { col: 0, row: 0, width, height: 50 }, stepPx: 7, defined });
    const window = { col: 13, row: 20, width: 40, height: 25 };
    const part = Uint8Array.from(
      { length: 40 * 25 },
      (_, i) => defined[(20 + Math.floor(i / 40)) * width + 13 + (i % 40)],
    );
    const cut = findLatticeSeeds({ window, stepPx: 7, defined: part });
    const places = (seeds: Int32Array, wide: number, { col, row } = { col: 0, row: 0 }) =>
      [...seeds].filter((seed) => seed >= 0).map((seed) => [col + (seed % wide), row + Math.floor(seed / wide)]);
    const all = places(whole.seeds, width).map(String);
    // Squares that the window holds whole.
    const inner = places(cut.seeds, 40, window).filter(([x, y]) => x >= 21 && x < 49 && y >= 28 && y < 42);
    expect(inner.length).toBeGreaterThan(7);
    for (const place of inner) expect(all).toContain(String(place));
    expect(whole.across).toBe(9);
    expect([...whole.seeds].every((seed) => seed < 0 || defined[seed] === 1)).toBe(true);
  });
});
