import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { floodFromSeeds } from '../../../../src/segment/methods/objects/flood-fill-seeds.js';
import { findFlatZones } from '../../../../src/segment/methods/objects/flood-fill-zones.js';
import { distanceOf, makePatches, neighboursOf, type TestImage } from './support/graph-images.js';

const images = fc
  .record({
    width: fc.integer({ min: 1, max: 20 }),
    height: fc.integer({ min: 1, max: 20 }),
    bands: fc.integer({ min: 1, max: 3 }),
    seed: fc.nat(1e6),
    holes: fc.constantFrom(0, 0.15),
  })
  .map(makePatches);
const connectivities = fc.constantFrom<4 | 8>(4, 8);

/** Floods from one pixel after the other; `likes` says whether a pixel is taken, coming from another. */
function floodPlainly(
  image: TestImage,
  seeds: number[],
  connectivity: 4 | 8,
  likes: (pixel: number, from: number, seed: number) => boolean,
): Uint32Array {
  const { width, height, defined } = image;
  const objects = new Uint32Array(width * height);
  let count = 0;
  for (const seed of seeds) {
    if (objects[seed] > 0 || (defined && defined[seed] === 0)) continue;
    objects[seed] = ++count;
    const queue = [seed];
    for (const from of queue) {
      for (const pixel of neighboursOf(from, image, connectivity)) {
        if (objects[pixel] > 0 || (defined && defined[pixel] === 0) || !likes(pixel, from, seed)) continue;
        objects[pixel] = count;
        queue.push(pixel);
      }
    }
  }
  return objects;
}

describe('findFlatZones', () => {
  it('holds together what neighbours hold together', () => {
    fc.assert(
      fc.property(images, connectivities, fc.integer({ min: 0, max: 60 }), (image, connectivity, tolerance) => {
        const { width, columns, defined } = image;
        const { objects } = findFlatZones(columns, defined, { width, connectivity, tolerance });
        const all = Array.from(objects, (_, i) => i);
        const likes = (pixel: number, from: number) => distanceOf(columns, pixel, from) <= tolerance;
        expect(objects).toEqual(floodPlainly(image, all, connectivity, likes));
      }),
    );
  });

  it('goes along a slope', () => {
    const slope = Float64Array.of(0, 1, 2, 3, 9, 10);
    const { objects } = findFlatZones([slope], null, { width: 6, connectivity: 4, tolerance: 1 });
    expect([...objects]).toEqual([1, 1, 1, 1, 2, 2]);
  });
});

describe('floodFromSeeds', () => {
  it('takes what is as the seed is, the first seed first', () => {
    fc.assert(
      fc.property(images, connectivities, fc.integer({ min: 0, max: 200 }), (image, connectivity, tolerance) => {
        const { width, height, columns, defined } = image;
        const seeds = [width * height - 1, 0, Math.floor((width * height) / 2)];
        const { objects, count } = floodFromSeeds(columns, defined, seeds, { width, connectivity, tolerance });
        const likes = (pixel: number, _: number, seed: number) => distanceOf(columns, pixel, seed) <= tolerance;
        expect(objects).toEqual(floodPlainly(image, seeds, connectivity, likes));
        expect(count).toBe(objects.reduce((most, object) => Math.max(most, object), 0));
      }),
    );
  });

  it('does not go along a slope', () => {
    const slope = Float64Array.of(0, 1, 2, 3, 9, 10);
    const { objects } = floodFromSeeds([slope], null, [1], { width: 6, connectivity: 4, tolerance: 1 });
    expect([...objects]).toEqual([1, 1, 1, 0, 0, 0]);
  });
});
