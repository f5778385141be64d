import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { areInConflict } from '../../../src/vectorize/simplify/chord-geometry.js';
import type { VertexPlaces } from '../../../src/vectorize/simplify/visvalingam.js';
import { cornerTriangle, isClear } from '../../../src/vectorize/smooth/corner-triangle.js';

const places = (count: number) =>
  fc
    .uniqueArray(fc.tuple(fc.integer({ min: 0, max: 8 }), fc.integer({ min: 0, max: 8 })), {
      ...{ minLength: count, maxLength: count, selector: String },
    })
    .map(
      (points): VertexPlaces => ({
        x: Int32Array.from(points, ([x]) => x),
        y: Int32Array.from(points, ([, y]) => y),
      }),
    );

describe('isClear', () => {
  it('is whether all points of the triangle are an eighth of a pixel from the line', () => {
    fc.assert(
      fc.property(places(5), (of) => {
        const triangle = cornerTriangle(of, 0, 1, 2);
        fc.pre(triangle.turn !== 0);
        const [px, py, vx, vy, qx, qy] = triangle.points;
        let least = Number.POSITIVE_INFINITY;
        for (let u = 0; u <= 1; u += 1 / 40) {
          for (let w = 0; u + w <= 1 + 1e-9; w += 1 / 40) {
            const [x, y] = [px * u + qx * w + vx * (1 - u - w), py * u + qy * w + vy * (1 - u - w)];
            least = Math.min(least, distance(of, 3, 4, x, y));
          }
        }
        // Points between those tried are up to a fortieth of a side away.
        if (least < 0.125 - 1e-9) expect(isClear(triangle, of, 3, 4)).toBe(false);
        if (least > 0.125 + 0.06) expect(isClear(triangle, of, 3, 4)).toBe(true);
      }),
      { numRuns: 400 },
    );
  });
});

describe('areInConflict', () => {
  it('is whether lines without a common end come nearer than an eighth of a pixel', () => {
    fc.assert(
      fc.property(places(4), (of) => {
        let least = Number.POSITIVE_INFINITY;
        for (let t = 0; t <= 1; t += 1 / 500) {
          const [x, y] = [of.x[0] + (of.x[1] - of.x[0]) * t, of.y[0] + (of.y[1] - of.y[0]) * t];
          least = Math.min(least, distance(of, 2, 3, x, y));
        }
        const orders = [
          [0, 1, 2, 3],
          [1, 0, 2, 3],
          [2, 3, 0, 1],
          [3, 2, 1, 0],
        ] as const;
        for (const [a, b, c, d] of orders) {
          if (least < 0.125 - 0.02) expect(areInConflict(of, a, b, c, d)).toBe(true);
          if (least > 0.125 + 0.02) expect(areInConflict(of, a, b, c, d)).toBe(false);
        }
      }),
      { numRuns: 1000 },
    );
  });

  it('lets lines meet in an end, unless one lies along the other', () => {
    const of = { x: Int32Array.of(0, 8, 0, 8, 0, 4), y: Int32Array.of(0, 0, 0, 1, 0, 0) };
    expect(areInConflict(of, 0, 1, 2, 3)).toBe(false);
    expect(areInConflict(of, 0, 1, 4, 5)).toBe(true);
    expect(areInConflict(of, 0, 1, 1, 4)).toBe(true);
  });
});

function distance({ x, y }: VertexPlaces, a: number, b: number, px: number, py: number): number {
  const [ux, uy] = [x[b] - x[a], y[b] - y[a]];
  const t = Math.max(0, Math.min(1, ((px - x[a]) * ux + (py - y[a]) * uy) / (ux * ux + uy * uy)));
  return Math.hypot(px - x[a] - t * ux, py - y[a] - t * uy);
}
