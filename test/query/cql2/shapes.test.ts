import { expect, it } from 'vitest';
import { boxToGeometry, relateShapes } from '../../../src/query/cql2/shapes.js';

it('boxes without width or height are lines and points, and meet what they lie on', () => {
  const square = boxToGeometry([0, 0, 10, 10]);
  for (const box of [
    [5, 5, 5, 5],
    [5, -3, 5, 20],
    [-3, 10, 4, 10],
  ]) {
    expect(relateShapes('s_intersects', square, boxToGeometry(box)), String(box)).toBe(true);
  }
  expect(relateShapes('s_intersects', square, boxToGeometry([11, 5, 11, 5]))).toBe(false);
});

it('a box over the antimeridian has two halves', () => {
  const box = boxToGeometry([170, -10, -170, 10]);
  expect(relateShapes('s_contains', box, { type: 'Point', coordinates: [-175, 0] })).toBe(true);
  expect(relateShapes('s_contains', box, { type: 'Point', coordinates: [0, 0] })).toBe(false);
});
