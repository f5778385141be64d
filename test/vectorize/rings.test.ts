import { describe, expect, it } from 'vitest';
import { drawnArea2 } from '../../src/vectorize/draw-rings.js';
import { NO_REGION, orderRings, type Rings, startRingsAtTop } from '../../src/vectorize/rings.js';

/** Rings of one region, from their parts and corners. */
function ringsOf(...rings: [part: number, corners: [col: number, row: number][]][]): Rings {
  const offsets = [0];
  for (const [, corners] of rings) offsets.push(offsets.at(-1)! + corners.length);
  return {
    count: rings.length,
    part: Uint32Array.from(rings, ([part]) => part),
    offsets: Uint32Array.from(offsets),
    corners: Int32Array.from(rings.flatMap(([, corners]) => corners.flat())),
    codes: Uint8Array.from({ length: offsets.at(-1)! }, (_, i) => i + 1),
  };
}

function ordered(rings: Rings): number[] {
  const region = new Uint32Array(rings.count);
  const starts = startRingsAtTop(rings, region, 100);
  return [...orderRings(rings, { region, regionCount: 1, starts }).order];
}

/** Down first, so that the region lies on the left (rows grow downwards). */
const OUTER: [number, number][] = [
  [5, 1],
  [0, 9],
  [10, 9],
];
const HOLE: [number, number][] = [
  [5, 1],
  [6, 4],
  [5, 4],
];

describe('orderRings', () => {
  it('puts an outer ring before a hole that starts at the same corner, though its second corner is lower', () => {
    expect(ordered(ringsOf([7, HOLE], [7, OUTER]))).toEqual([1, 0]);
    expect(ordered(ringsOf([7, OUTER], [7, HOLE]))).toEqual([0, 1]);
  });

  it('orders parts that start at the same corner by their second corners, whatever their numbers', () => {
    const left: [number, number][] = [
      [5, 1],
      [0, 3],
      [1, 9],
    ];
    const right: [number, number][] = [
      [5, 1],
      [9, 9],
      [9, 3],
    ];
    const inLeft: [number, number][] = [
      [2, 4],
      [3, 4],
      [2, 5],
    ];
    expect(ordered(ringsOf([1, right], [2, inLeft], [2, left]))).toEqual([2, 1, 0]);
    expect(ordered(ringsOf([2, right], [1, inLeft], [1, left]))).toEqual([2, 1, 0]);
  });
});

describe('startRingsAtTop', () => {
  it('turns codes with their corners, and leaves out rings without corners', () => {
    const rings = ringsOf(
      [
        1,
        [
          [0, 9],
          [10, 9],
          [5, 1],
        ],
      ],
      [1, []],
      [
        2,
        [
          [3, 3],
          [4, 4],
          [3, 4],
        ],
      ],
    );
    const starts = startRingsAtTop(rings, Uint32Array.of(0, NO_REGION, 1), 10);
    expect([...starts]).toEqual([16, 0, 36]);
    expect([...rings.corners.subarray(0, 6)]).toEqual([5, 1, 0, 9, 10, 9]);
    expect([...rings.codes!]).toEqual([3, 1, 2, 4, 5, 6]);
  });
});

describe('drawnArea2', () => {
  it('is below zero for a ring that turns to the left, and exact', () => {
    const closed = [...OUTER, OUTER[0]].flat();
    expect(drawnArea2(Float64Array.from(closed), 0, 4)).toBe(-80);
    expect(drawnArea2(Float64Array.from(closed.map((place) => place + 2 ** -12)), 0, 4)).toBe(-80);
  });
});
