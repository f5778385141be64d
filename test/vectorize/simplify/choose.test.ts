import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Metric } from '../../../src/vectorize/ground/ground-metric.js';
import { simplifyBlock } from '../../../src/vectorize/simplify/simplify-block.js';
import { rankByArea, type VertexPlaces } from '../../../src/vectorize/simplify/visvalingam.js';
import { masks, padBlock } from './in-memory.js';

const chains = fc
  .array(fc.tuple(fc.integer({ min: 0, max: 9 }), fc.integer({ min: 0, max: 9 })), { minLength: 2, maxLength: 30 })
  .map(
    (points): VertexPlaces => ({
      x: Int32Array.from(points, ([x]) => x),
      y: Int32Array.from(points, ([, y]) => y),
    }),
  );

describe('rankByArea', () => {
  it('is what eliminating the smallest triangle again and again gives', () => {
    fc.assert(
      fc.property(chains, (places) => {
        const last = places.x.length - 1;
        const rank = new Float64Array(places.x.length);
        rankByArea(places, 0, last, rank);
        expect([...rank].slice(1, last)).toEqual(eliminate(places).slice(1, last));
      }),
      { numRuns: 500 },
    );
  });
});

/** Slowly, by the book. */
function eliminate({ x, y }: VertexPlaces): number[] {
  const rank = [...x].map(() => 0);
  const left = [...x.keys()];
  const areaAt = (i: number): number => {
    const [a, v, b] = [left[i - 1], left[i], left[i + 1]];
    return Math.abs((x[v] - x[a]) * (y[b] - y[a]) - (x[b] - x[a]) * (y[v] - y[a]));
  };
  let largest = 0;
  while (left.length > 2) {
    let least = 1;
    for (let i = 2; i < left.length - 1; i++) if (areaAt(i) < areaAt(least)) least = i;
    largest = Math.max(largest, areaAt(least));
    rank[left[least]] = largest;
    left.splice(least, 1);
  }
  return rank;
}

const metrics = fc
  .record({ e: fc.double({ min: 0.2, max: 4, noNaN: true }), g: fc.double({ min: 0.2, max: 4, noNaN: true }) })
  .chain(({ e, g }) =>
    fc.double({ min: -0.8, max: 0.8, noNaN: true }).map((turn): Metric => ({ e, f: turn * Math.sqrt(e * g), g })),
  );

describe('simplifyBlock', () => {
  it.each(['visvalingam', 'douglas-peucker'] as const)(
    'draws nothing farther from the true border than the tolerance (%s)',
    (method) => {
      fc.assert(
        fc.property(masks(40), metrics, fc.double({ min: 0.3, max: 12, noNaN: true }), (mask, metric, toleranceM) => {
          const { width, height } = mask;
          const { arcs, places, kept } = simplifyBlock({
            mask: { width, height, classes: padBlock(mask, { col: 0, row: 0, width, height }) },
            metricAt: () => metric,
            ...{ toleranceM, method, islands: 'keep' },
          });
          for (let arc = 0; arc < arcs.count; arc++) {
            let from = arcs.offsets[arc];
            for (let v = from + 1; v < arcs.offsets[arc + 1]; v++) {
              if (kept[v] === 0) continue;
              for (let w = from + 1; w < v; w++) {
                expect(distance(places, metric, [from, v], w)).toBeLessThan(toleranceM * (1 + 1e-9));
              }
              from = v;
            }
          }
        }),
        { numRuns: 300 },
      );
    },
  );

  it('leaves every kept corner on the side of each line where it is of the border', () => {
    fc.assert(
      fc.property(masks(24), fc.constantFrom(1.5, 3, 6, 12, 40), fc.boolean(), (mask, toleranceM, byArea) => {
        const { width, height } = mask;
        const { arcs, places, kept } = simplifyBlock({
          mask: { width, height, classes: padBlock(mask, { col: 0, row: 0, width, height }) },
          metricAt: () => ({ e: 1, f: 0, g: 1 }),
          ...{ toleranceM, method: byArea ? 'visvalingam' : 'douglas-peucker', islands: 'keep' },
        });
        let strays = 0;
        const corners = new Set([...kept.keys()].filter((v) => kept[v] !== 0).map((v) => arcs.corners[v]));
        for (let arc = 0; arc < arcs.count; arc++) {
          let from = arcs.offsets[arc];
          for (let v = from + 1; v < arcs.offsets[arc + 1]; v++) {
            if (kept[v] === 0) continue;
            for (const corner of corners) {
              if (corner === arcs.corners[from] || corner === arcs.corners[v]) continue;
              const at = [corner % (width + 1), Math.floor(corner / (width + 1))] as const;
              if (turnsAround(places, from, v, at) !== 0) strays++;
            }
            from = v;
          }
        }
        expect(strays).toBe(0);
      }),
      { numRuns: 60 },
    );
  });

  it('needs fewer corners the larger the tolerance, and all of them at none', () => {
    fc.assert(
      fc.property(masks(40), fc.constantFrom('visvalingam' as const, 'douglas-peucker' as const), (mask, method) => {
        const { width, height } = mask;
        const classes = padBlock(mask, { col: 0, row: 0, width, height });
        const count = (toleranceM: number): number =>
          simplifyBlock({
            ...{ mask: { width, height, classes }, toleranceM, method, islands: 'keep' },
            metricAt: () => ({ e: 1, f: 0, g: 1 }),
          }).kept.reduce((sum, one) => sum + one, 0);
        const all = count(0);
        expect(count(0.01)).toBe(all);
        expect(count(3)).toBeLessThanOrEqual(all);
        // Nodes, and what keeps lines apart, stay however large it is.
        expect(count(1e6) > 0).toBe(all > 0);
      }),
      { numRuns: 100 },
    );
  });
});

/** How often the border from one vertex to another, and the line back, go round a place. */
function turnsAround({ x, y }: VertexPlaces, from: number, to: number, [px, py]: readonly [number, number]): number {
  if (to === from + 1) return 0;
  let angle = 0;
  for (let v = from; v <= to; v++) {
    const w = v === to ? from : v + 1;
    const [ax, ay, bx, by] = [x[v] - px, y[v] - py, x[w] - px, y[w] - py];
    angle += Math.atan2(ax * by - ay * bx, ax * bx + ay * by);
  }
  return Math.abs(Math.round(angle / (2 * Math.PI)));
}

/** From the line between two vertices, in metres: by search along it. */
function distance({ x, y }: VertexPlaces, { e, f, g }: Metric, [a, b]: readonly [number, number], v: number): number {
  const lengthTo = (t: number): number => {
    const dx = x[v] - x[a] - t * (x[b] - x[a]);
    const dy = y[v] - y[a] - t * (y[b] - y[a]);
    return Math.sqrt(Math.max(0, e * dx * dx + 2 * f * dx * dy + g * dy * dy));
  };
  let [low, high] = [0, 1];
  for (let step = 0; step < 60; step++) {
    const third = (high - low) / 3;
    if (lengthTo(low + third) < lengthTo(high - third)) high -= third;
    else low += third;
  }
  return Math.min(lengthTo(0), lengthTo(1), lengthTo((low + high) / 2));
}
