import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { boxToGeometry, relateShapes } from '../../../src/query/cql2/shapes.js';
import type { Feature } from '../../../src/query/feature-source.js';
import { featureTable, outlineMeets, readGeometry } from '../../../src/serve/flatgeobuf/feature.js';
import { geometryMeetsBox } from '../../../src/serve/flatgeobuf/meets-box.js';

import { encodeFlatGeobuf } from '../../../src/vectorize/formats/flatgeobuf.js';
import { batchOf, randomFeatures, schemaWith } from '../../vectorize/formats/batches.js';

type Geometry = NonNullable<Feature['geometry']>;

/** A star around a place, on a lattice, so that sides and corners often touch those of boxes. */
const stars = fc
  .tuple(
    fc.integer({ min: -6, max: 6 }),
    fc.integer({ min: -6, max: 6 }),
    fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 4, maxLength: 4 }),
  )
  .map(([x, y, [east, north, west, south]]) => [
    [x + east, y],
    [x, y + north],
    [x - west, y],
    [x, y - south],
    [x + east, y],
  ]);

const frame: Geometry = {
  type: 'Polygon',
  coordinates: [
    [
      [-5, -5],
      [5, -5],
      [5, 5],
      [-5, 5],
      [-5, -5],
    ],
    [
      [-3, -3],
      [-3, 3],
      [3, 3],
      [3, -3],
      [-3, -3],
    ],
  ],
};

const boxes = fc
  .tuple(
    ...Array.from({ length: 2 }, () => fc.integer({ min: -24, max: 24 })),
    ...Array.from({ length: 2 }, () => fc.integer({ min: 1, max: 20 })),
  )
  .map(([x, y, width, height]) => [x / 2, y / 2, (x + width) / 2, (y + height) / 2] as const);

const expected = (geometry: Geometry, box: readonly number[]): boolean =>
  relateShapes('s_intersects', geometry, boxToGeometry(box));

describe('whether a geometry meets a box', () => {
  it('is what JTS says, of simple outlines', () => {
    fc.assert(
      fc.property(stars, boxes, (ring, box) => {
        const geometry: Geometry = { type: 'Polygon', coordinates: [ring] };
        expect(geometryMeetsBox(geometry, box)).toBe(expected(geometry, box));
      }),
      { numRuns: 500 },
    );
  });

  it('is what JTS says, of one with a hole, and of two', () => {
    const two: Geometry = {
      type: 'MultiPolygon',
      coordinates: [
        frame.coordinates as number[][][],
        [
          [
            [7, 0],
            [9, 0],
            [7, 2],
            [7, 0],
          ],
        ],
      ],
    };
    fc.assert(
      fc.property(boxes, (box) => {
        expect(geometryMeetsBox(frame, box)).toBe(expected(frame, box));
        expect(geometryMeetsBox(two, box)).toBe(expected(two, box));
      }),
      { numRuns: 300 },
    );
  });

  it('takes a box without width or height for a line or a point', () => {
    expect(geometryMeetsBox(frame, [4, 0, 4, 0])).toBe(true);
    expect(geometryMeetsBox(frame, [0, 0, 0, 0])).toBe(false);
    expect(geometryMeetsBox(frame, [3, 1, 3, 1])).toBe(true);
    expect(geometryMeetsBox(frame, [-9, 0, 9, 0])).toBe(true);
    expect(geometryMeetsBox(frame, [-2, 0, 2, 0])).toBe(false);
    expect(geometryMeetsBox(null, [-2, 0, 2, 0])).toBe(false);
  });
});

describe('whether the outline of a feature in a file meets a box', () => {
  const { bytes, offsets } = encodeFlatGeobuf(batchOf(randomFeatures(300, { seed: 3 })), schemaWith());
  const tables = Array.from({ length: 300 }, (_, i) => featureTable(bytes.subarray(offsets[i], offsets[i + 1])));

  it('is what its geometry says', () => {
    const near = fc.tuple(
      fc.nat(299),
      fc.double({ min: -1, max: 1, noNaN: true }),
      fc.double({ min: -1, max: 1, noNaN: true }),
      fc.nat(10),
    );
    let meeting = 0;
    fc.assert(
      fc.property(near, ([i, dx, dy, size]) => {
        const geometry = readGeometry(tables[i])!;
        const polygon = geometry.type === 'Polygon' ? geometry.coordinates : geometry.coordinates[0];
        const [x, y] = [polygon[0][0][0] + dx / 100, polygon[0][0][1] + dy / 100];
        const box = [x, y, x + size / 1000, y + size / 1000] as const;
        const isMeeting = outlineMeets(tables[i], [box]);
        meeting += Number(isMeeting);
        expect(isMeeting).toBe(geometryMeetsBox(geometry, box));
        expect(outlineMeets(tables[i], [[170, 80, 171, 81], box])).toBe(isMeeting);
      }),
      { numRuns: 500 },
    );
    expect([meeting > 50, meeting < 450]).toEqual([true, true]);
  });

  it('is not said of positions that are no numbers', () => {
    const broken = bytes.slice(offsets[0], offsets[1]);
    const table = featureTable(broken);
    const [[[x]]] = (readGeometry(table) as { coordinates: number[][][] }).coordinates;
    const view = new DataView(broken.buffer);
    const at = Array.from({ length: broken.length - 8 }, (_, i) => i).find((i) => view.getFloat64(i, true) === x)!;
    view.setFloat64(at, Number.NaN, true);
    expect(() => outlineMeets(table, [[-180, -90, 180, 90]])).toThrow('no numbers');
  });
});
