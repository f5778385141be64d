import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { extentOf, hilbertIndex, hilbertOrder } from '../../../src/vectorize/formats/hilbert.js';
import { seededRandom } from './batches.js';

describe('hilbertIndex', () => {
  it('visits every cell of a 2^k corner once, from neighbour to neighbour', () => {
    // a corner of side 2^k is visited first and completely, for even k upright and for odd k mirrored
    for (const side of [1, 2, 4, 8, 64, 256]) {
      const cells: [number, number][] = new Array(side * side);
      for (let y = 0; y < side; y++) for (let x = 0; x < side; x++) cells[hilbertIndex(x, y)] = [x, y];
      expect(Object.keys(cells)).toHaveLength(side * side);
      for (let i = 1; i < cells.length; i++) {
        const [[x0, y0], [x1, y1]] = [cells[i - 1]!, cells[i]!];
        expect(Math.abs(x1 - x0) + Math.abs(y1 - y0)).toBe(1);
      }
    }
  });

  it('runs from the first corner of the grid to the last along its lower side, in 32 unsigned bits', () => {
    expect(hilbertIndex(0, 0)).toBe(0);
    expect(hilbertIndex(0xffff, 0)).toBe(2 ** 32 - 1);
    expect(hilbertIndex(0x8000, 0x8000)).toBe(2 ** 31);
  });
});

describe('hilbertOrder', () => {
  const boxesAt = (centres: [number, number][]): Float64Array =>
    Float64Array.from(centres.flatMap(([x, y]) => [x - 0.1, y - 0.1, x + 0.1, y + 0.1]));

  it('names every feature once, in order of its index', () => {
    const centre = fc.tuple(fc.integer({ min: -180, max: 180 }), fc.integer({ min: -90, max: 90 }));
    fc.assert(
      fc.property(fc.array(centre, { maxLength: 300 }), (centres) => {
        const boxes = boxesAt(centres);
        const [minX, minY, maxX, maxY] = extentOf(boxes);
        const cell = (value: number, min: number, max: number): number =>
          Math.floor((value - min) * (65535 / (max - min)));
        const keys = centres.map((_, i) => {
          const [x0, y0, x1, y1] = boxes.subarray(4 * i, 4 * i + 4);
          return hilbertIndex(cell((x0! + x1!) / 2, minX, maxX), cell((y0! + y1!) / 2, minY, maxY));
        });
        const sorted = centres.map((_, i) => i).sort((a, b) => keys[a]! - keys[b]! || a - b);
        expect([...hilbertOrder(boxes)]).toEqual(sorted);
      }),
    );
  });

  it('holds none, one, and boxes without width or height', () => {
    expect([...hilbertOrder(new Float64Array(0))]).toEqual([]);
    expect([...hilbertOrder(Float64Array.of(1, 1, 1, 1))]).toEqual([0]);
    expect([...hilbertOrder(Float64Array.of(2, 1, 2, 1, 0, 1, 0, 1, 1, 1, 1, 1))]).toEqual([1, 2, 0]);
    expect([...hilbertOrder(Float64Array.of(5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5))]).toEqual([0, 1, 2]);
  });

  it('keeps neighbours together: runs of 16 cover far less ground than by chance', () => {
    const random = seededRandom(9);
    const centres = Array.from({ length: 4096 }, (): [number, number] => [100 * random(), 100 * random()]);
    const boxes = boxesAt(centres);
    const ground = (order: Uint32Array): number => {
      let sum = 0;
      for (let i = 0; i < order.length; i += 16) {
        const run = Float64Array.from(
          [...order.subarray(i, i + 16)].flatMap((k) => [...boxes.subarray(4 * k, 4 * k + 4)]),
        );
        const [minX, minY, maxX, maxY] = extentOf(run);
        sum += (maxX - minX) * (maxY - minY);
      }
      return sum;
    };
    expect(ground(hilbertOrder(boxes))).toBeLessThan(ground(Uint32Array.from(centres.keys())) / 50);
  });
});
