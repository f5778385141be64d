import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createEdgeSorter } from '../../../../src/segment/methods/objects/edge-sort.js';
import { type GraphOptions, segmentGraph } from '../../../../src/segment/methods/objects/felzenszwalb-graph.js';
import { smoothGaussian } from '../../../../src/segment/methods/objects/felzenszwalb-smooth.js';
import { countParts, distanceOf, inPixelOrder, makePatches, type TestImage } from './support/graph-images.js';

const images = fc
  .record({
    width: fc.integer({ min: 1, max: 24 }),
    height: fc.integer({ min: 1, max: 24 }),
    bands: fc.integer({ min: 1, max: 3 }),
    seed: fc.nat(1e6),
    holes: fc.constantFrom(0, 0.1, 0.5),
  })
  .map(makePatches);
const graphs = fc.record({
  connectivity: fc.constantFrom<4 | 8>(4, 8),
  scale: fc.double({ min: 1, max: 2000, noNaN: true }),
  minPixels: fc.integer({ min: 1, max: 12 }),
});

/** The paper's algorithm as it is told, with plain lists. */
function segmentPlainly(image: TestImage, { connectivity, scale, minPixels }: Omit<GraphOptions, 'width' | 'height'>) {
  const { width, height, columns, defined } = image;
  const steps = [
    [1, 0],
    [0, 1],
    [1, 1],
    [-1, 1],
  ].slice(0, connectivity / 2);
  const edges: { one: number; other: number; weight: number }[] = [];
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      for (const [dx, dy] of steps) {
        if (x + dx < 0 || x + dx >= width || y + dy >= height) continue;
        const [one, other] = [y * width + x, (y + dy) * width + x + dx];
        if (defined && (defined[one] === 0 || defined[other] === 0)) continue;
        edges.push({ one, other, weight: Math.fround(distanceOf(columns, one, other)) });
      }
    }
  }
  edges.sort((a, b) => a.weight - b.weight);
  let labels = Array.from({ length: width * height }, (_, i) => (defined && defined[i] === 0 ? 0 : i + 1));
  const inner = new Map<number, number>();
  const sizeOf = (label: number) => labels.filter((other) => other === label).length;
  const join = (one: number, other: number) => {
    labels = labels.map((label) => (label === other ? one : label));
  };
  for (const { one, other, weight } of edges) {
    const [a, b] = [labels[one], labels[other]];
    if (a === b) continue;
    const limit = Math.min(...[a, b].map((label) => (inner.get(label) ?? 0) + scale / sizeOf(label)));
    if (weight > limit) continue;
    join(a, b);
    inner.set(a, weight);
  }
  for (const { one, other } of edges) {
    const [a, b] = [labels[one], labels[other]];
    if (a !== b && Math.min(sizeOf(a), sizeOf(b)) < minPixels) join(a, b);
  }
  return inPixelOrder(labels);
}

describe('segmentGraph', () => {
  it('gives what the paper tells', () => {
    fc.assert(
      fc.property(images, graphs, (image, options) => {
        const { width, height, columns, defined } = image;
        const { objects } = segmentGraph(columns, defined, { width, height, ...options });
        expect(objects).toEqual(segmentPlainly(image, options));
      }),
      { numRuns: 60 },
    );
  });

  it('leaves objects in one piece, and none smaller than asked unless it is alone', () => {
    const image = makePatches({ width: 60, height: 50, seed: 3 });
    const options = { width: 60, height: 50, connectivity: 4, scale: 300, minPixels: 15 } as const;
    const { objects, count } = segmentGraph(image.columns, null, options);
    expect(count).toBeGreaterThan(5);
    expect(countParts(objects, image, 4)).toBe(count);
    const sizes = new Uint32Array(count);
    for (const object of objects) sizes[object - 1]++;
    expect(Math.min(...sizes)).toBeGreaterThanOrEqual(15);
  });

  it('finds a square on an even ground', () => {
    const column = Float64Array.from({ length: 100 }, (_, i) => (i % 10 > 5 && i > 50 ? 90 : 10));
    const options = { width: 10, height: 10, connectivity: 8, scale: 50, minPixels: 1 } as const;
    const { objects, count } = segmentGraph([column], null, options);
    expect(count).toBe(2);
    expect(objects).toEqual(Uint32Array.from(column, (value) => (value === 10 ? 1 : 2)));
  });
});

describe('smoothGaussian', () => {
  it('keeps what is even, with holes too, and the sum of all', () => {
    const image = makePatches({ width: 20, height: 15, bands: 1, seed: 5, holes: 0.3 });
    const even = new Float64Array(300).fill(7);
    const smooth = smoothGaussian(even, image.defined, { width: 20, height: 15, sigmaPx: 2 });
    smooth.forEach((value, i) => {
      if (image.defined![i] === 1) expect(value).toBeCloseTo(7, 12);
    });
    const sum = (band: Float64Array) => band.reduce((total, value) => total + value, 0);
    const whole = smoothGaussian(image.columns[0], null, { width: 20, height: 15, sigmaPx: 1.3 });
    expect(sum(whole)).toBeCloseTo(sum(image.columns[0]), 6);
  });

  it('reaches beyond the ends of a window that is smaller than its width', () => {
    const smooth = smoothGaussian(Float64Array.of(1, 2), null, { width: 2, height: 1, sigmaPx: 5 });
    expect(smooth[0] + smooth[1]).toBeCloseTo(3, 12);
  });
});

describe('createEdgeSorter', () => {
  it('sorts as Array.sort does', () => {
    fc.assert(
      fc.property(fc.array(fc.float({ min: 0, noNaN: true })), (weights) => {
        const keys = new Uint32Array(Float32Array.from(weights).buffer);
        const ids = Uint32Array.from(weights, (_, e) => e);
        createEdgeSorter(weights.length, 3)(ids, keys, weights.length);
        const wanted = weights.map((weight, e) => ({ weight, e })).sort((a, b) => a.weight - b.weight);
        expect([...ids]).toEqual(wanted.map(({ e }) => e));
      }),
    );
  });
});
