import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Box, Clipper } from '../../../../src/vectorize/formats/pmtiles/clip-polygon.js';
import { Quantizer } from '../../../../src/vectorize/formats/pmtiles/quantize.js';
import { feedRings, RingList } from '../../../../src/vectorize/formats/pmtiles/ring-list.js';
import { type Point, signedArea } from './read-archive.js';

const BOX: Box = { minX: 0, minY: 0, maxX: 1, maxY: 1 };

function ringsOf(...rings: { points: Point[]; isHole?: boolean }[]): RingList {
  const list = new RingList();
  for (const { points, isHole = false } of rings) {
    list.ring(isHole);
    for (const [x, y] of points) list.put(x, y);
    list.end(false);
  }
  return list;
}

function pointsOf({ coords, starts, count }: RingList): Point[][] {
  return Array.from({ length: count }, (_, ring) =>
    Array.from({ length: starts[ring + 1]! - starts[ring]! }, (_, i): Point => {
      const at = 2 * (starts[ring]! + i);
      return [coords[at]!, coords[at + 1]!];
    }),
  );
}

function clipAll(list: RingList, box: Box): Point[][] {
  const target = new RingList();
  feedRings(list, 0, list.count, new Clipper(box, target));
  return pointsOf(target);
}

const square = (from: number, to: number): Point[] => [
  [from, to],
  [to, to],
  [to, from],
  [from, from],
];
const areas = (rings: Point[][]): number => rings.reduce((sum, ring) => sum + signedArea(ring), 0);

/** A star around a middle, whose corners may be far in or out. */
const star = fc
  .record({
    x: fc.double({ min: -0.5, max: 1.5, noNaN: true }),
    y: fc.double({ min: -0.5, max: 1.5, noNaN: true }),
    radii: fc.array(fc.double({ min: 0.01, max: 1.5, noNaN: true }), { minLength: 3, maxLength: 20 }),
  })
  .map(({ x, y, radii }) =>
    radii.map((radius, i): Point => {
      const angle = (-2 * Math.PI * i) / radii.length;
      return [x + radius * Math.cos(angle), y + radius * Math.sin(angle)];
    }),
  );

describe('rings cut to boxes', () => {
  it('add up to the whole ring over boxes that cover it', () => {
    fc.assert(
      fc.property(star, (points) => {
        let sum = 0;
        for (let x = -3; x < 4; x++) {
          for (let y = -3; y < 4; y++) {
            const cut = clipAll(ringsOf({ points }), { minX: x, minY: y, maxX: x + 1, maxY: y + 1 });
            for (const [px, py] of cut.flat()) {
              expect(px >= x && px <= x + 1 && py >= y && py <= y + 1).toBe(true);
            }
            sum += areas(cut);
          }
        }
        expect(sum).toBeCloseTo(signedArea(points), 9);
      }),
    );
  });

  it('are cut at the same points whichever way they run', () => {
    fc.assert(
      fc.property(star, (points) => {
        // no -0
        const sorted = (ring: Point[]) =>
          clipAll(ringsOf({ points: ring }), BOX)
            .flat()
            .map(([x, y]) => [x + 0, y + 0])
            .sort();
        expect(sorted(points.toReversed())).toEqual(sorted(points));
      }),
    );
  });

  it('stay as they are inside, and go outside', () => {
    const inside = square(0.2, 0.8);
    expect(clipAll(ringsOf({ points: inside }), BOX)).toEqual([inside]);
    expect(clipAll(ringsOf({ points: square(1.2, 1.8) }), BOX)).toEqual([]);
  });

  it('leave nothing of a polygon whose hole holds the box, nor holes without their outer ring', () => {
    const around = { points: square(-2, 3) };
    const hole = { points: square(-1, 2).reverse(), isHole: true };
    const small = { points: square(0.4, 0.6) };
    expect(clipAll(ringsOf(around, hole, small), BOX)).toEqual([small.points]);
    const far = { points: square(1.5, 1.8) };
    const farHole = { points: square(1.6, 1.7).reverse(), isHole: true };
    expect(clipAll(ringsOf(far, farHole, small), BOX)).toEqual([small.points]);
  });
});

/** A ring in units of the tile, as it is drawn there. */
function quantized(points: Point[], { isHole = false, gridUnits = 1, minArea = 0, z = 0, x = 0, y = 0 } = {}): Point[] {
  const side = 4096 * 2 ** z;
  const quantizer = new Quantizer();
  quantizer.open({ z, x, y }, gridUnits);
  for (const [px, py] of points) quantizer.put((px + 4096 * x) / side, (py + 4096 * y) / side);
  const count = quantizer.finish(isHole, minArea);
  return Array.from({ length: count }, (_, i): Point => [quantizer.points[2 * i]!, quantizer.points[2 * i + 1]!]);
}

describe('rings in tile units', () => {
  const outer = square(10, 20);

  it('are whole, and positive with y downwards; holes are negative', () => {
    expect(signedArea(quantized(outer))).toBe(100);
    expect(signedArea(quantized(outer.toReversed(), { isHole: true }))).toBe(-100);
    expect(quantized(outer, { z: 14, x: 8000, y: 5000 }).sort()).toEqual(outer.toSorted());
  });

  it('hold no repeated, no straight and no there-and-back vertices', () => {
    const busy: Point[] = [
      [10, 20],
      [10.2, 20.1],
      [15, 20],
      [20, 20],
      [20, 15],
      [25, 15],
      [20, 15],
      [20, 10],
      [12, 10],
      [10, 10],
      [10, 12],
    ];
    expect(quantized(busy).sort()).toEqual(outer.toSorted());
    for (let turn = 0; turn < busy.length; turn++) {
      expect(quantized([...busy.slice(turn), ...busy.slice(0, turn)]).sort()).toEqual(outer.toSorted());
    }
  });

  it('go when they are too small, or inside out', () => {
    expect(quantized(square(10, 10.4))).toEqual([]);
    expect(quantized(square(10, 11))).toHaveLength(4);
    expect(quantized(outer, { minArea: 100 })).toHaveLength(4);
    expect(quantized(outer, { minArea: 101 })).toEqual([]);
    expect(quantized(outer.toReversed())).toEqual([]);
    expect(quantized([])).toEqual([]);
  });

  it('lie on multiples of the grid', () => {
    expect(quantized(outer, { gridUnits: 8 }).sort()).toEqual(square(8, 24).sort());
    const tiny = quantized(square(10, 13), { gridUnits: 8 });
    expect(tiny).toEqual(signedArea(tiny) > 0 ? tiny : []);
  });
});
