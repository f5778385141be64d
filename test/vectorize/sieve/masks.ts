import fc from 'fast-check';
import type { Mask } from '../../support/vectorize-in-memory.js';
import { createRandom } from '../../support/write-scene.js';

/** Masks of noise and of patches, with and without nodata. */
export function masks(maxSide: number): fc.Arbitrary<Mask> {
  return fc
    .record({
      width: fc.integer({ min: 1, max: maxSide }),
      height: fc.integer({ min: 1, max: maxSide }),
      classCount: fc.integer({ min: 2, max: 5 }),
      cellPx: fc.integer({ min: 1, max: 4 }),
      noise: fc.constantFrom(0, 0.1, 0.4),
      least: fc.constantFrom(0, 1),
      seed: fc.integer({ min: 0, max: 2 ** 31 }),
    })
    .map((recipe) => makeMask(recipe));
}

export function makeMask(recipe: {
  width: number;
  height: number;
  classCount: number;
  cellPx: number;
  noise: number;
  least: number;
  seed: number;
}): Mask {
  const { width, height, classCount, cellPx, noise, least, seed } = recipe;
  const random = createRandom(seed);
  const pick = () => least + Math.floor(random() * (classCount + 1 - least));
  const columns = Math.ceil(width / cellPx);
  const cells = Array.from({ length: columns * Math.ceil(height / cellPx) }, pick);
  const classes = Uint8Array.from({ length: width * height }, (_, i) => {
    const cell = Math.floor(Math.floor(i / width) / cellPx) * columns + Math.floor((i % width) / cellPx);
    return random() < noise ? pick() : cells[cell]!;
  });
  return { width, height, classes };
}
