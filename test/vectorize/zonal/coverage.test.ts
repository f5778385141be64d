import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FULL } from '../../../src/vectorize/zonal/coverage.js';
import { orientEdges } from '../../../src/vectorize/zonal/orient-edges.js';
import { fractionsOf, reversed, shoelace, star, starPolygon, sum, unitsOf } from './polygons.js';

/** Holds every star that `star` makes. */
const EVERYTHING = { col: -12, row: -12, width: 45, height: 41 };
const ring = (...values: number[]): Float64Array => Float64Array.from(values);

describe('covered fractions', () => {
  it('are those one can see', () => {
    const triangle = ring(0, 0, 4, 0, 4, 4);
    expect(fractionsOf([triangle], { col: 0, row: 0, width: 4, height: 4 })).toEqual(
      [
        [0.5, 1, 1, 1],
        [0, 0.5, 1, 1],
        [0, 0, 0.5, 1],
        [0, 0, 0, 0.5],
      ].flat(),
    );
    const quarterIn = ring(0.25, 0.5, 1.75, 0.5, 1.75, 1.25, 0.25, 1.25);
    expect(fractionsOf([quarterIn], { col: 0, row: 0, width: 2, height: 2 })).toEqual([0.375, 0.375, 0.1875, 0.1875]);
    const sliver = ring(0.25, 0, 0.5, 0, 3.5, 1, 3.25, 1);
    expect(sum(fractionsOf([sliver], { col: 0, row: 0, width: 4, height: 1 }))).toBeCloseTo(0.25, 8);
  });

  it('lie between none and all, and add up to the area', () => {
    fc.assert(
      fc.property(star, (polygon) => {
        const fractions = fractionsOf([polygon], EVERYTHING);
        const area = Math.abs(shoelace(polygon));
        expect(Math.min(...fractions)).toBeGreaterThan(-1e-8);
        expect(Math.max(...fractions)).toBeLessThan(1 + 1e-8);
        // One unit of rounding per edge and pixel it passes: 1e-9 of a pixel each, and random.
        expect(Math.abs(sum(fractions) - area)).toBeLessThan(1e-9 * Math.max(30, area));
      }),
    );
  });

  it('are the same to the last bit in any window', () => {
    const split = fc.record({
      polygon: star,
      col: fc.integer({ min: -9, max: 30 }),
      row: fc.integer({ min: -9, max: 26 }),
    });
    fc.assert(
      fc.property(split, ({ polygon, col, row }) => {
        const edges = orientEdges([polygon], 1e-9);
        const whole = unitsOf(edges, EVERYTHING);
        const { col: left, row: top, width, height } = EVERYTHING;
        for (const window of [
          { col: left, row: top, width: col - left, height: row - top },
          { col, row: top, width: left + width - col, height: row - top },
          { col: left, row, width: col - left, height: top + height - row },
          { col, row, width: left + width - col, height: top + height - row },
        ]) {
          const cut = Array.from({ length: window.width * window.height }, (_, i) => {
            const x = window.col - left + (i % window.width);
            const y = window.row - top + Math.floor(i / window.width);
            return whole[y * width + x];
          });
          expect(unitsOf(edges, window)).toEqual(cut);
        }
      }),
      { numRuns: 60 },
    );
  });

  it('of two areas that share an edge add up to whole pixels exactly', () => {
    const cut = fc.array(
      fc.record({ x: fc.double({ min: 2, max: 8, noNaN: true }), step: fc.double({ min: 0.01, max: 2, noNaN: true }) }),
      { minLength: 2, maxLength: 9 },
    );
    fc.assert(
      fc.property(cut, (points) => {
        let y = 0.3;
        const shared = points.map(({ x, step }): [number, number] => {
          y += step;
          return [x, y];
        });
        const bottom = y + 0.5;
        const line = shared.flat();
        const back = [...shared].reverse().flat();
        const left = ring(0, 0, 5, 0, ...line, 5, bottom, 0, bottom);
        const right = ring(10, 0, 10, bottom, 5, bottom, ...back, 5, 0);
        const window = { col: 0, row: 0, width: 10, height: Math.floor(bottom) };
        const [a, b] = [left, right].map((area) => unitsOf(orientEdges([area], 1e-9), window));
        expect(a.map((units, i) => units + b[i])).toEqual(a.map(() => FULL));
      }),
    );
  });

  it('do not depend on the direction of rings, nor on which ring comes first', () => {
    fc.assert(
      fc.property(star, star, (a, b) => {
        const there = fractionsOf([a, b], EVERYTHING);
        expect(fractionsOf([reversed(a), b], EVERYTHING)).toEqual(there);
        const swapped = fractionsOf([b, reversed(a)], EVERYTHING);
        expect(Math.max(...swapped.map((fraction, i) => Math.abs(fraction - there[i])))).toBeLessThan(1e-8);
      }),
    );
  });

  it('of a hole are taken away', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0.1, max: 4.9, noNaN: true }), { minLength: 3, maxLength: 9 }), (radii) => {
        const frame = ring(0, 0, 10, 0, 10, 10, 0, 10);
        const hole = starPolygon({ x: 5, y: 5, radii });
        const window = { col: 0, row: 0, width: 10, height: 10 };
        const filled = unitsOf(orientEdges([hole], 1e-9), window);
        for (const rings of [
          [frame, hole],
          [hole, frame],
          [frame, reversed(hole)],
        ]) {
          const pierced = unitsOf(orientEdges(rings, 1e-9), window);
          expect(pierced).toEqual(filled.map((units) => FULL - units));
        }
      }),
    );
  });

  it('of rings that cross follow the even-odd rule', () => {
    const bowTie = ring(0, 0, 4, 4, 4, 0, 0, 4);
    const window = { col: 0, row: 0, width: 4, height: 4 };
    expect(fractionsOf([bowTie], window)).toEqual(
      [
        [0.5, 0, 0, 0.5],
        [1, 0.5, 0.5, 1],
        [1, 0.5, 0.5, 1],
        [0.5, 0, 0, 0.5],
      ].flat(),
    );
    // Two squares that overlap: what both cover is outside.
    const overlapping = fractionsOf([ring(0, 0, 3, 0, 3, 3, 0, 3), ring(1, 1, 4, 1, 4, 4, 1, 4)], window);
    expect(overlapping.map((fraction) => String(fraction)).join('')).toBe('1110100110010111');
    // The same ring twice is nothing; next to each other they are one.
    expect(sum(fractionsOf([bowTie, bowTie], window))).toBe(0);
    expect(sum(fractionsOf([ring(0, 0, 2, 0, 2, 4, 0, 4), ring(2, 0, 4, 0, 4, 4, 2, 4)], window))).toBe(16);
  });

  it('of crossing rings are those of points inside an odd number of times', () => {
    const tangled = fc.array(fc.double({ min: 0, max: 6, noNaN: true }), { minLength: 6, maxLength: 16 });
    fc.assert(
      fc.property(tangled, (values) => {
        const rings = [Float64Array.from(values.slice(0, values.length & ~1))];
        const window = { col: 0, row: 0, width: 6, height: 6 };
        const fractions = fractionsOf(rings, window);
        const side = 24;
        const differences = fractions.map((fraction, i) => {
          let inside = 0;
          for (let k = 0; k < side * side; k++) {
            const x = (i % 6) + ((k % side) + 0.5) / side;
            const y = Math.floor(i / 6) + (Math.floor(k / side) + 0.5) / side;
            if (isInside(rings[0], x, y)) inside++;
          }
          return Math.abs(fraction - inside / side ** 2);
        });
        // Samples at a spacing of 1/24: each edge that passes may cost about one row of them.
        expect(Math.max(...differences)).toBeLessThan(0.25);
      }),
      { numRuns: 40 },
    );
  });
});

describe('the centre rule', () => {
  const side = 14;
  const window = { col: 0, row: 0, width: side, height: side };

  it('takes pixels whole whose centre is inside', () => {
    fc.assert(
      fc.property(star, (polygon) => {
        const fractions = fractionsOf([polygon], window, 'centre');
        const inside = fractions.map((_, i) => isInside(polygon, (i % side) + 0.5, Math.floor(i / side) + 0.5));
        expect(fractions).toEqual(inside.map(Number));
      }),
    );
  });

  it('gives each pixel to one of two areas side by side, also where an edge runs through centres', () => {
    const left = ring(0, 0, 5.5, 0, 5.5, 9.5, 0, 9.5);
    const right = ring(5.5, 0, 10, 0, 10, 9.5, 5.5, 9.5);
    const a = fractionsOf([left], window, 'centre');
    const b = fractionsOf([right], window, 'centre');
    expect([sum(a), sum(b)]).toEqual([6 * 9, 4 * 9]);
    expect(Math.max(...a.map((fraction, i) => fraction + b[i]))).toBe(1);
  });
});

/** Even-odd, by a ray towards smaller x. */
function isInside(polygon: Float64Array, x: number, y: number): boolean {
  let inside = false;
  for (let i = 0; i < polygon.length; i += 2) {
    const j = (i + 2) % polygon.length;
    const [x0, y0, x1, y1] = [polygon[i], polygon[i + 1], polygon[j], polygon[j + 1]];
    if (y0 <= y !== y1 <= y && x0 + ((y - y0) * (x1 - x0)) / (y1 - y0) < x) inside = !inside;
  }
  return inside;
}
