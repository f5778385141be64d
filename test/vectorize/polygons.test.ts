import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { drawMask } from '../support/draw.js';
import { type Mask, type PlainFeature, vectorizeInMemory } from '../support/vectorize-in-memory.js';

const connectivities = [4, 8] as const;

const masks = fc
  .record({
    width: fc.integer({ min: 1, max: 14 }),
    height: fc.integer({ min: 1, max: 14 }),
    classes: fc.integer({ min: 1, max: 3 }),
  })
  .chain(({ width, height, classes }) =>
    fc
      .array(fc.integer({ min: 0, max: classes }), { minLength: width * height, maxLength: width * height })
      .map((values): Mask => ({ width, height, classes: Uint8Array.from(values) })),
  );

describe('polygons of a class mask', () => {
  it.each(connectivities)('are the connected components (%i-connected), pixel for pixel', (connectivity) => {
    fc.assert(
      fc.property(masks, fc.integer({ min: 1, max: 15 }), (mask, tileSizePx) => {
        const features = vectorizeInMemory(mask, { tileSizePx, connectivity });
        const expected = floodFill(mask, connectivity);
        expect(features.map(({ id, classId, pixels }) => ({ id, classId, pixels }))).toEqual(
          expected.map(({ pixels, ...component }) => ({ ...component, pixels: pixels.length })),
        );
        // Rasterised back, each feature covers its component and nothing else.
        features.forEach((feature, i) => {
          expect(rasterize(feature, mask)).toEqual(expected[i].pixels);
        });
      }),
      { numRuns: 400 },
    );
  });

  it.each(connectivities)('do not depend on the tiling (%i-connected)', (connectivity) => {
    fc.assert(
      fc.property(masks, fc.integer({ min: 1, max: 15 }), (mask, tileSizePx) => {
        const tiled = vectorizeInMemory(mask, { tileSizePx, connectivity });
        expect(tiled).toEqual(vectorizeInMemory(mask, { tileSizePx: 16, connectivity }));
      }),
      { numRuns: 400 },
    );
  });

  it.each(connectivities)('are valid: simple rings, holes inside, right-hand rule (%i-connected)', (connectivity) => {
    fc.assert(
      fc.property(masks, fc.integer({ min: 1, max: 15 }), (mask, tileSizePx) => {
        for (const feature of vectorizeInMemory(mask, { tileSizePx, connectivity })) {
          if (connectivity === 4) expect(feature.polygons).toHaveLength(1);
          let area = 0;
          for (const polygon of feature.polygons) {
            polygon.forEach((ring, i) => {
              expect(ring[0]).toEqual(ring.at(-1));
              const corners = ring.slice(1).map(String);
              expect(new Set(corners).size).toBe(corners.length);
              expect(Math.sign(signedArea(ring))).toBe(i === 0 ? 1 : -1);
              area += signedArea(ring);
            });
          }
          expect(area).toBe(feature.pixels);
          expect(feature.areaM2).toBe(feature.pixels);
        }
      }),
      { numRuns: 400 },
    );
  });

  it('share every edge, corner for corner, with the neighbours', () => {
    fc.assert(
      fc.property(masks, fc.integer({ min: 1, max: 15 }), (mask, tileSizePx) => {
        const directed = new Set<string>();
        const features = vectorizeInMemory(mask, { tileSizePx, connectivity: 4 });
        for (const { polygons } of features) {
          for (const ring of polygons.flat()) {
            for (let i = 1; i < ring.length; i++) directed.add(`${ring[i - 1]} > ${ring[i]}`);
          }
        }
        // Every edge has its reverse in a neighbour, or nodata on its other side.
        for (const edge of directed) {
          const [from, to] = edge.split(' > ') as [string, string];
          if (directed.has(`${to} > ${from}`)) continue;
          const [x0, y0] = from.split(',').map(Number) as [number, number];
          const [x1, y1] = to.split(',').map(Number) as [number, number];
          const dx = Math.sign(x1 - x0);
          const dy = Math.sign(y1 - y0);
          for (let x = x0, y = y0; x !== x1 || y !== y1; x += dx, y += dy) {
            // Right of the way is (dy, -dx); pixel (col, row) has its centre at (col + ½, -(row + ½)).
            const col = Math.floor(x + dx / 2 + dy / 2);
            const row = Math.floor(-(y + dy / 2 - dx / 2));
            const inside = col >= 0 && col < mask.width && row >= 0 && row < mask.height;
            expect(inside ? mask.classes[row * mask.width + col] : 0).toBe(0);
          }
        }
      }),
      { numRuns: 300 },
    );
  });

  it('draws a pinched ring as an outer ring and a hole that touch, not as one ring that touches itself', () => {
    const mask = drawMask(
      '111', //
      '1.1',
      '11.',
    );
    const [feature] = vectorizeInMemory(mask, { tileSizePx: 2, connectivity: 4 });
    expect(feature).toMatchObject({ pixels: 7, perimeterM: 16 });
    expect(feature!.polygons.map((rings) => rings.length)).toEqual([2]);
  });

  it('writes an 8-connected region of two touching pixels as two polygons', () => {
    const features = vectorizeInMemory(drawMask('1.', '.1'), { tileSizePx: 1, connectivity: 8 });
    expect(features).toHaveLength(1);
    expect(features[0].polygons).toHaveLength(2);
    expect(features[0]).toMatchObject({ id: 0, pixels: 2, perimeterM: 8 });
  });

  it('averages an index over each region, the same for any tiling', () => {
    const indices = masks.chain((mask) =>
      fc
        .array(fc.float({ min: -1, max: 1, noNaN: false }), {
          minLength: mask.classes.length,
          maxLength: mask.classes.length,
        })
        .map((values) => ({ mask, index: Float32Array.from(values) })),
    );
    fc.assert(
      fc.property(indices, fc.integer({ min: 1, max: 15 }), ({ mask, index }, tileSizePx) => {
        const options = { connectivity: 4 as const, indices: [index] };
        const features = vectorizeInMemory(mask, { ...options, tileSizePx });
        expect(features).toEqual(vectorizeInMemory(mask, { ...options, tileSizePx: 16 }));
        floodFill(mask, 4).forEach(({ pixels }, i) => {
          const values = pixels.map((pixel) => index[pixel]).filter((value) => !Number.isNaN(value));
          const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
          const got = features[i].figures[0];
          if (values.length === 0) expect(got).toBeNaN();
          else expect(Math.abs(got - mean)).toBeLessThan(1e-5);
        });
      }),
    );
  });
});

/** Components by brute force, in order of their first pixel. */
function floodFill({ width, height, classes }: Mask, connectivity: 4 | 8) {
  const seen = new Uint8Array(classes.length);
  const components: { id: number; classId: number; pixels: number[] }[] = [];
  for (let id = 0; id < classes.length; id++) {
    if (seen[id] || classes[id] === 0) continue;
    const pixels: number[] = [];
    const stack = [id];
    seen[id] = 1;
    while (stack.length > 0) {
      const pixel = stack.pop()!;
      pixels.push(pixel);
      const x = pixel % width;
      const y = Math.floor(pixel / width);
      for (let dy = -1; dy <= 1; dy++) {
        for (let dx = -1; dx <= 1; dx++) {
          if (connectivity === 4 && dx !== 0 && dy !== 0) continue;
          const inside = x + dx >= 0 && x + dx < width && y + dy >= 0 && y + dy < height;
          const next = pixel + dy * width + dx;
          if (!inside || seen[next] || classes[next] !== classes[id]) continue;
          seen[next] = 1;
          stack.push(next);
        }
      }
    }
    components.push({ id, classId: classes[id], pixels: pixels.sort((a, b) => a - b) });
  }
  return components;
}

/** Pixels whose centre is inside an odd number of the feature's rings. */
function rasterize({ polygons }: PlainFeature, { width, height }: Mask): number[] {
  const crossings = new Uint8Array(width * height);
  for (const ring of polygons.flat()) {
    for (let i = 1; i < ring.length; i++) {
      const [x0, y0] = ring[i - 1];
      const [x1, y1] = ring[i];
      if (x0 !== x1) continue;
      for (let row = Math.min(-y0, -y1); row < Math.max(-y0, -y1); row++) {
        for (let col = x0; col < width; col++) crossings[row * width + col] ^= 1;
      }
    }
  }
  return [...crossings.keys()].filter((pixel) => crossings[pixel] === 1);
}

function signedArea(ring: [number, number][]): number {
  let sum = 0;
  for (let i = 1; i < ring.length; i++) sum += ring[i - 1][0] * ring[i][1] - ring[i][0] * ring[i - 1][1];
  return sum / 2;
}
