import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type Bbox,
  boxBetween,
  boxOf,
  doBoxesMeet,
  doesRingCross,
  type Position,
  ringOf,
  sphericalAreaM2,
  viewBox,
} from '../../viewer/src/shape.js';

const place = fc.tuple(fc.double({ min: -179, max: 179, noNaN: true }), fc.double({ min: -80, max: 80, noNaN: true }));

describe('a shape', () => {
  it('has a closed ring within its box', () => {
    fc.assert(
      fc.property(fc.array(place, { minLength: 3, maxLength: 8 }), (corners) => {
        const ring = ringOf({ kind: 'polygon', corners });
        expect(ring.at(-1)).toEqual(ring[0]);
        const [west, south, east, north] = boxOf({ kind: 'polygon', corners });
        for (const [lon, lat] of ring) {
          expect(lon >= west && lon <= east && lat >= south && lat <= north).toBe(true);
        }
      }),
    );
  });

  it('drawn as a box is the same from any two opposite corners', () => {
    fc.assert(
      fc.property(place, place, (a, b) => {
        const box = boxBetween(a, b);
        expect(boxBetween(b, a)).toEqual(box);
        expect(boxBetween([a[0], b[1]], [b[0], a[1]])).toEqual(box);
      }),
    );
  });

  it('has the area of a zone of the sphere', () => {
    const [from, to] = [10, 11].map((degrees) => (degrees * Math.PI) / 180);
    const wanted = 6_371_008.8 ** 2 * (Math.PI / 180) * (Math.sin(to) - Math.sin(from));
    const area = sphericalAreaM2(ringOf({ kind: 'box', bbox: [20, 10, 21, 11] }));
    expect(Math.abs(area / wanted - 1)).toBeLessThan(1e-9);
  });

  it('is refused where its sides cross', () => {
    const square: Position[] = [
      [0, 0],
      [1, 0],
      [1, 1],
      [0, 1],
    ];
    const [a, b, c, d] = square;
    expect(doesRingCross(square)).toBe(false);
    expect(doesRingCross([a, c, b, d])).toBe(true);
    expect(doesRingCross([a, b, c])).toBe(false);
  });
});

describe('a view', () => {
  it('keeps its longitudes within ±180, and is none where it goes all the way round', () => {
    expect(viewBox([170, -10, 190, 10])).toEqual([170, -10, -170, 10]);
    expect(viewBox([-200, -95, -190, 95])).toEqual([160, -90, 170, 90]);
    expect(viewBox([-200, -80, 200, 80])).toBeNull();
  });

  it('meets what it overlaps, also over the antimeridian', () => {
    const fiji: Bbox = [177, -20, -178, -15];
    expect(doBoxesMeet(fiji, [-179, -18, -170, -10])).toBe(true);
    expect(doBoxesMeet([178, -18, 179, -10], fiji)).toBe(true);
    expect(doBoxesMeet(fiji, [0, -18, 10, -10])).toBe(false);
    expect(doBoxesMeet([0, 0, 1, 1], [1, 1, 2, 2])).toBe(true);
    expect(doBoxesMeet([0, 0, 1, 1], [0, 1.1, 2, 2])).toBe(false);
  });
});
