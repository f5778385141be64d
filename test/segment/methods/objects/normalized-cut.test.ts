import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cutRegions } from '../../../../src/segment/methods/objects/normalized-cut.js';
import { largestEigenvector, secondEigenvector } from '../../../../src/segment/methods/objects/normalized-cut-eigen.js';
import {
  buildLikenessGraph,
  connectedGroups,
  takeNodes,
} from '../../../../src/segment/methods/objects/normalized-cut-graph.js';
import { cheapestPrefix, cutGraph } from '../../../../src/segment/methods/objects/normalized-cut-split.js';
import { createRandom } from '../../../../src/segment/methods/random.js';

/** Two rings of nodes, alike within, held together by one weak edge. */
const RING = 8;
const TWO_RINGS = (() => {
  const ends: number[] = [];
  const weights: number[] = [];
  for (const first of [0, RING]) {
    for (let n = 0; n < RING; n++) {
      ends.push(first + n, first + ((n + 1) % RING));
      weights.push(0.9);
    }
  }
  return buildLikenessGraph(2 * RING, [...ends, 3, RING + 5], [...weights, 0.01]);
})();

/** Nodes in a row, each beside the next and some others. */
function makeGraph(nodeCount: number, seed: number) {
  const random = createRandom(seed);
  const ends: number[] = [];
  const weights: number[] = [];
  for (let one = 0; one < nodeCount; one++) {
    for (let other = one + 1; other < nodeCount; other++) {
      if (other > one + 1 && random() > 0.2) continue;
      ends.push(one, other);
      weights.push(0.1 + 0.9 * random());
    }
  }
  return buildLikenessGraph(nodeCount, ends, weights);
}

describe('secondEigenvector', () => {
  it('solves (D − W) y = λ D y, at right angles to the even solution', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 40 }), fc.nat(1e6), (nodeCount, seed) => {
        const graph = makeGraph(nodeCount, seed);
        const { starts, others, weights, degrees } = graph;
        const y = secondEigenvector(graph);
        const right = Array.from(y, (value, n) => degrees[n] * value);
        expect(right.reduce((sum, value) => sum + value, 0)).toBeCloseTo(0, 8);
        const left = Array.from(y, (value, n) => {
          let sum = (degrees[n] - 1) * value;
          for (let h = starts[n]; h < starts[n + 1]; h++) sum -= weights[h] * y[others[h]];
          return sum;
        });
        const squares = right.reduce((sum, value, n) => sum + value * y[n], 0);
        const lambda = left.reduce((sum, value, n) => sum + value * y[n], 0) / squares;
        left.forEach((value, n) => {
          expect(Math.abs(value - lambda * right[n])).toBeLessThan(1e-3 * Math.sqrt(squares) * degrees[n]);
        });
      }),
      { numRuns: 40 },
    );
  });

  it('tells two rings apart by its sign', () => {
    const y = secondEigenvector(TWO_RINGS);
    for (let n = 0; n < RING; n++) expect(y[n] * y[RING + n]).toBeLessThan(0);
  });
});

describe('largestEigenvector', () => {
  it('solves T x = λ x, with no vector that is stretched more', () => {
    const numbers = fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 23, maxLength: 23 });
    fc.assert(
      fc.property(numbers, fc.nat(1e6), (all, seed) => {
        const alphas = all.slice(0, 12);
        const betas = all.slice(12).map((beta) => Math.abs(beta) + 0.01);
        const times = (x: ArrayLike<number>) =>
          alphas.map(
            (alpha, i) => alpha * x[i] + (betas[i - 1] ?? 0) * (x[i - 1] ?? 0) + (betas[i] ?? 0) * (x[i + 1] ?? 0),
          );
        const stretch = (x: ArrayLike<number>) => times(x).reduce((sum, value, i) => sum + value * x[i], 0);
        const x = largestEigenvector(alphas, betas);
        const lambda = stretch(x);
        times(x).forEach((value, i) => {
          expect(value).toBeCloseTo(lambda * x[i], 6);
        });
        const random = createRandom(seed);
        const other = alphas.map(() => random() - 0.5);
        const length = Math.hypot(...other);
        expect(stretch(other.map((value) => value / length))).toBeLessThanOrEqual(lambda + 1e-9);
      }),
    );
  });
});

describe('cutGraph', () => {
  it('cuts the weak edge alone, and nothing where that costs too much', () => {
    const groups = cutGraph(TWO_RINGS, 0.01);
    expect(new Set(groups.slice(0, RING)).size).toBe(1);
    expect(new Set(groups.slice(RING)).size).toBe(1);
    expect(groups[0]).not.toBe(groups[RING]);
    expect(new Set(cutGraph(TWO_RINGS, 1e-4)).size).toBe(1);
  });

  it('counts what a cut costs as the paper does', () => {
    const graph = makeGraph(9, 5);
    const order = [4, 1, 7, 0, 2, 8, 3, 6, 5];
    const costs = order.slice(1).map((_, i) => {
      const side = new Set(order.slice(0, i + 1));
      let [cut, inside, outside] = [0, 0, 0];
      for (let n = 0; n < 9; n++) {
        if (side.has(n)) inside += graph.degrees[n];
        else outside += graph.degrees[n];
        for (let h = graph.starts[n]; h < graph.starts[n + 1]; h++) {
          if (side.has(n) && !side.has(graph.others[h])) cut += graph.weights[h];
        }
      }
      return cut / inside + cut / outside;
    });
    const { length, cost } = cheapestPrefix(graph, order);
    expect(cost).toBeCloseTo(Math.min(...costs), 12);
    expect(costs[length - 1]).toBeCloseTo(cost, 12);
  });
});

describe('graphs', () => {
  it('fall into groups that hang together', () => {
    const graph = buildLikenessGraph(6, [0, 2, 2, 5, 1, 4], [1, 0.5, 0.25]);
    expect(connectedGroups(graph)).toEqual([[0, 2, 5], [1, 4], [3]]);
    expect([...graph.degrees]).toEqual([2, 1.25, 2.5, 1, 1.25, 1.5]);
    expect([...takeNodes(graph, [0, 5, 2]).degrees]).toEqual([2, 1.5, 2.5]);
  });
});

describe('cutRegions', () => {
  it('joins squares of like brightness', () => {
    const column = Float64Array.from({ length: 64 }, (_, i) => (i % 8 < 4 ? 10 : 80) + (Math.floor(i / 8) % 2));
    const squares = Uint32Array.from(column, (_, i) => 1 + Math.floor((i % 8) / 2) + 4 * Math.floor(i / 16));
    const options = { width: 8, connectivity: 4, likeness: 16, limit: 0.05 } as const;
    const { objects, count } = cutRegions({ objects: squares, count: 16 }, [column], options);
    expect(count).toBe(2);
    expect(objects).toEqual(Uint32Array.from(column, (value) => (value < 40 ? 1 : 2)));
  });
});
