import fc from 'fast-check';
import type { ClassMask } from '../../../src/raster/class-mask.js';

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
