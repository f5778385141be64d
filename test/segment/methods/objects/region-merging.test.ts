import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { buildRegionGraph } from '../../../../src/segment/methods/objects/rag.js';
import { deviationCost, meanCost, rangeCost, wardCost } from '../../../../src/segment/methods/objects/rag-costs.js';
import { createEdgeHeap } from '../../../../src/segment/methods/objects/rag-edge-heap.js';
import { joinRegions } from '../../../../src/segment/methods/objects/rag-merge.js';
import { joinSmall } from '../../../../src/segment/methods/objects/rag-small.js';
import { countParts, inPixelOrder, makePatches, neighboursOf, type TestImage } from './support/graph-images.js';

const pixelsAsObjects = ({ width, height, defined }: TestImage) => {
  let count = 0;
  const objects = Uint32Array.from({ length: width * height }, (_, i) => (defined && defined[i] === 0 ? 0 : ++count));
  return { objects, count };
};

/** What joining two sets of pixels costs, straight from their pixels. */
const PLAIN_COSTS = {
  mean: (a: number[][], b: number[][]) => Math.sqrt(squaredApart(a, b)),
  ward: (a: number[][], b: number[][]) =>
    Math.sqrt(((a.length * b.length) / (a.length + b.length)) * squaredApart(a, b)),
  range: (a: number[][], b: number[][]) =>
    Math.max(...a[0].map((_, k) => Math.max(...valuesOf([...a, ...b], k)) - Math.min(...valuesOf([...a, ...b], k)))),
  deviation: (a: number[][], b: number[][]) =>
    Math.max(
      ...a[0].map((_, k) => {
        const values = valuesOf([...a, ...b], k);
        const mean = meanOf(values);
        return Math.sqrt(meanOf(values.map((value) => (value - mean) ** 2)));
      }),
    ),
};
const COSTS = { mean: meanCost, ward: wardCost, range: rangeCost, deviation: deviationCost };
const valuesOf = (pixels: number[][], k: number) => pixels.map((pixel) => pixel[k]);
const meanOf = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
const squaredApart = (a: number[][], b: number[][]) =>
  a[0].reduce((sum, _, k) => sum + (meanOf(valuesOf(a, k)) - meanOf(valuesOf(b, k))) ** 2, 0);

/** All pairs that touch are looked at anew before every join. */
function joinPlainly(image: TestImage, name: keyof typeof COSTS, limit: number): Uint32Array {
  let labels = [...pixelsAsObjects(image).objects];
  const pixelsOf = (label: number) =>
    labels.flatMap((other, i) => (other === label ? [image.columns.map((column) => column[i])] : []));
  for (;;) {
    let least = { cost: Number.POSITIVE_INFINITY, one: 0, other: 0 };
    const seen = new Set<string>();
    labels.forEach((one, i) => {
      for (const n of neighboursOf(i, image, 4)) {
        const other = labels[n];
        if (one === 0 || other <= one || seen.has(`${one} ${other}`)) continue;
        seen.add(`${one} ${other}`);
        const cost = PLAIN_COSTS[name](pixelsOf(one), pixelsOf(other));
        if (cost < least.cost) least = { cost, one, other };
      }
    });
    if (least.cost > limit) return inPixelOrder(labels);
    labels = labels.map((label) => (label === least.other ? least.one : label));
  }
}

describe('joinRegions', () => {
  it.each(Object.keys(COSTS) as (keyof typeof COSTS)[])('joins the cheapest pair first (%s)', (name) => {
    fc.assert(
      fc.property(
        fc.record({ seed: fc.nat(1e6), holes: fc.constantFrom(0, 0.2), bands: fc.integer({ min: 1, max: 3 }) }),
        fc.integer({ min: 5, max: 60 }),
        (options, limit) => {
          const image = makePatches({ width: 7, height: 5, ...options });
          const shape = { width: 7, connectivity: 4, cost: COSTS[name], limit } as const;
          const { objects } = joinRegions(pixelsAsObjects(image), image.columns, shape);
          expect(objects).toEqual(joinPlainly(image, name, limit));
        },
      ),
      { numRuns: 15 },
    );
  });

  it('keeps objects in one piece', () => {
    const image = makePatches({ width: 40, height: 30, seed: 4, holes: 0.1 });
    const options = { width: 40, connectivity: 4, cost: wardCost, limit: 80 } as const;
    const { objects, count } = joinRegions(pixelsAsObjects(image), image.columns, options);
    expect(count).toBeLessThan(600);
    expect(countParts(objects, image, 4)).toBe(count);
  });
});

describe('joinSmall', () => {
  it('leaves no small object that has a neighbour', () => {
    fc.assert(
      fc.property(fc.nat(1e6), fc.integer({ min: 2, max: 30 }), (seed, minPixels) => {
        const image = makePatches({ width: 20, height: 20, seed, holes: 0.05 });
        const { objects, count } = joinSmall(pixelsAsObjects(image), image.columns, {
          width: 20,
          connectivity: 4,
          minPixels,
        });
        const sizes = new Uint32Array(count);
        for (const object of objects) if (object > 0) sizes[object - 1]++;
        const { ends } = buildRegionGraph({ objects, count }, { width: 20, connectivity: 4 });
        for (const end of ends) expect(sizes[end]).toBeGreaterThanOrEqual(minPixels);
        expect(objects.map((object) => Math.min(object, 1))).toEqual(Uint32Array.from(image.defined!));
      }),
    );
  });
});

describe('buildRegionGraph', () => {
  const objects = Uint32Array.of(1, 1, 2, 3, 0, 2, 3, 4, 4);

  it('names each pair that touches once', () => {
    const { ends } = buildRegionGraph({ objects, count: 4 }, { width: 3, connectivity: 4 });
    expect([...ends]).toEqual([0, 1, 0, 2, 1, 3, 2, 3]);
  });

  it('counts corners where asked', () => {
    const two = Uint32Array.of(1, 0, 0, 2);
    const edgesOf = (connectivity: 4 | 8) =>
      buildRegionGraph({ objects: two, count: 2 }, { width: 2, connectivity }).ends;
    expect([...edgesOf(4)]).toEqual([]);
    expect([...edgesOf(8)]).toEqual([0, 1]);
  });
});

describe('createEdgeHeap', () => {
  it('always has the cheapest on top', () => {
    const change = fc.tuple(fc.nat(19), fc.integer({ min: 0, max: 9 }));
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 20, maxLength: 20 }),
        fc.array(change),
        (start, steps) => {
          const costs = new Map(start.map((cost, e) => [e, cost]));
          const heap = createEdgeHeap(Float64Array.from(start));
          const cheapest = () => [...costs].sort(([a, x], [b, y]) => x - y || a - b)[0]?.[0] ?? -1;
          for (const [edge, cost] of steps) {
            if (!costs.has(edge)) continue;
            if (cost === 0) {
              heap.remove(edge);
              costs.delete(edge);
            } else {
              heap.change(edge, cost);
              costs.set(edge, cost);
            }
            expect(heap.top()).toBe(cheapest());
          }
        },
      ),
    );
  });
});
