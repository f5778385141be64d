import fc from 'fast-check';
import type { ClassMask } from '../../../src/raster/class-mask.js';
import { createRandom } from '../../support/write-scene.js';

/** Discs of a few classes over each other on a ground of nodata or of a class: objects that touch. */
export function masks({ largest = 24 }: { largest?: number } = {}): fc.Arbitrary<ClassMask> {
  const disc = fc.record({
    x: fc.integer({ min: 0, max: largest }),
    y: fc.integer({ min: 0, max: largest }),
    radius: fc.integer({ min: 1, max: 6 }),
    classId: fc.constantFrom(0, 1, 1, 1, 2),
  });
  const size = fc.integer({ min: 1, max: largest });
  return fc
    .record({
      width: size,
      height: size,
      ground: fc.integer({ min: 0, max: 1 }),
      discs: fc.array(disc, { maxLength: 9 }),
    })
    .map(({ width, height, ground, discs }) => {
      const classes = new Uint8Array(width * height).fill(ground);
      for (const { x, y, radius, classId } of discs) {
        for (let at = 0; at < classes.length; at++) {
          if (((at % width) - x) ** 2 + (Math.floor(at / width) - y) ** 2 <= radius ** 2) classes[at] = classId;
        }
      }
      return { width, height, classes };
    });
}

/** Ellipses over each other, as crowns of trees or roofs; the same for the same seed. */
export function drawObjects(of: {
  width: number;
  height: number;
  count: number;
  classCount: number;
  seed: number;
}): ClassMask {
  const { width, height, count, classCount, seed } = of;
  const random = createRandom(seed);
  const classes = new Uint8Array(width * height);
  for (let i = 0; i < count; i++) {
    const [x, y] = [random() * width, random() * height];
    const [a, b] = [4 + 6 * random(), 4 + 6 * random()];
    const classId = 1 + Math.floor(random() * classCount);
    for (let at = 0; at < classes.length; at++) {
      const [dx, dy] = [(at % width) - x, Math.floor(at / width) - y];
      if ((dx / a) ** 2 + (dy / b) ** 2 <= 1) classes[at] = classId;
    }
  }
  return { width, height, classes };
}
