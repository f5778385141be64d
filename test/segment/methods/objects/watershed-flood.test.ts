import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { floodCompact } from '../../../../src/segment/methods/objects/compact-flood.js';
import { orderOf, toFloodLevels } from '../../../../src/segment/methods/objects/flood-levels.js';
import { floodWatershed } from '../../../../src/segment/methods/objects/watershed-flood.js';
import { createRandom } from '../../../../src/segment/methods/random.js';
import { neighboursOf } from './support/graph-images.js';

interface Case {
  width: number;
  height: number;
  connectivity: 4 | 8;
  values: Float64Array;
  markers: Uint32Array;
  mask: Uint8Array | null;
}

const cases = fc
  .record({
    width: fc.integer({ min: 1, max: 14 }),
    height: fc.integer({ min: 1, max: 14 }),
    connectivity: fc.constantFrom<4 | 8>(4, 8),
    seed: fc.nat(1e6),
    /** How many values there are: few make plains. */
    steps: fc.constantFrom(2, 6, 1e9),
    holes: fc.constantFrom(0, 0.2),
    springs: fc.constantFrom(0.02, 0.2),
  })
  .map(({ width, height, connectivity, seed, steps, holes, springs }): Case => {
    const random = createRandom(seed);
    const length = width * height;
    return {
      width,
      height,
      connectivity,
      values: Float64Array.from({ length }, () => Math.floor(random() * steps) - steps / 2),
      markers: Uint32Array.from({ length }, () => (random() < springs ? 1 + Math.floor(random() * 5) : 0)),
      mask: holes > 0 ? Uint8Array.from({ length }, () => (random() < holes ? 0 : 1)) : null,
    };
  });

interface Waiting {
  cost: number;
  turn: number;
  pixel: number;
  spring: number;
}

/** Meyer's flooding with one sorted list, as it is told. */
function floodPlainly(image: Case, { lines = false, compactness = 0 } = {}): Uint32Array {
  const { width, values, mask, connectivity } = image;
  const labels = image.markers.map((label, i) => (mask && mask[i] === 0 ? 0 : label));
  const isOpen = (i: number) => !mask || mask[i] === 1;
  const onLine = new Set<number>();
  const waiting: Waiting[] = [];
  let turn = 0;
  labels.forEach((label, i) => {
    if (label !== 0) waiting.push({ cost: values[i], turn: turn++, pixel: i, spring: i });
  });
  while (waiting.length > 0) {
    waiting.sort((a, b) => a.cost - b.cost || a.turn - b.turn);
    const { cost, pixel, spring } = waiting.shift()!;
    const near = neighboursOf(pixel, image, connectivity).filter(isOpen);
    if ((lines || compactness > 0) && pixel !== spring) {
      if (labels[pixel] !== 0) continue;
      const others = near.filter((i) => !onLine.has(i) && labels[i] !== 0 && labels[i] !== labels[spring]);
      if (onLine.has(pixel) || (lines && others.length > 0)) onLine.add(pixel);
      else labels[pixel] = labels[spring];
    } else if (lines && near.some((i) => !onLine.has(i) && labels[i] !== 0 && labels[i] !== labels[pixel])) {
      onLine.add(pixel);
    }
    for (const next of near) {
      if (labels[next] !== 0 || onLine.has(next)) continue;
      const [right, down] = [(next % width) - (spring % width), Math.floor(next / width) - Math.floor(spring / width)];
      const reached = values[next] + compactness * Math.hypot(right, down);
      if (!lines && compactness === 0) labels[next] = labels[spring];
      waiting.push({ cost: Math.max(cost, reached), turn: turn++, pixel: next, spring });
    }
  }
  return labels;
}

describe('floodWatershed', () => {
  it('floods as it is told', () => {
    fc.assert(
      fc.property(cases, (image) => {
        expect(floodWatershed(image)).toEqual(floodPlainly(image));
      }),
    );
  });

  it('leaves lines as it is told', () => {
    fc.assert(
      fc.property(cases, (image) => {
        expect(floodWatershed({ ...image, lines: true })).toEqual(floodPlainly(image, { lines: true }));
      }),
    );
  });

  it('parts a plain in the middle between two springs', () => {
    const image = { values: new Uint8Array(7), width: 7, height: 1, mask: null, connectivity: 4 as const };
    const markers = Uint32Array.of(1, 0, 0, 0, 0, 0, 2);
    expect([...floodWatershed({ ...image, markers })]).toEqual([1, 1, 1, 1, 2, 2, 2]);
    expect([...floodWatershed({ ...image, markers, lines: true })]).toEqual([1, 1, 1, 0, 2, 2, 2]);
  });

  it('goes over a ridge where it is lowest, and never over what is outside', () => {
    const values = Float32Array.of(0, 9, 0, 0, 5, 0, 0, 9, 0);
    const markers = Uint32Array.of(1, 0, 0, 0, 0, 0, 0, 0, 0);
    const image = { values, markers, width: 3, height: 3, connectivity: 4 as const };
    expect([...floodWatershed({ ...image, mask: null })]).toEqual([1, 1, 1, 1, 1, 1, 1, 1, 1]);
    const mask = Uint8Array.of(1, 0, 1, 1, 0, 1, 1, 0, 1);
    expect([...floodWatershed({ ...image, mask })]).toEqual([1, 0, 0, 1, 0, 0, 1, 0, 0]);
  });

  it('gives the same for values of any type', () => {
    fc.assert(
      fc.property(
        cases.filter(({ values }) => values.every((value) => Math.abs(value) < 100)),
        (image) => {
          const expected = floodWatershed(image);
          expect(floodWatershed({ ...image, values: Int8Array.from(image.values) })).toEqual(expected);
          expect(
            floodWatershed({ ...image, values: Uint16Array.from(image.values, (value) => 600 * (value + 50)) }),
          ).toEqual(expected);
          expect(floodWatershed({ ...image, values: Int32Array.from(image.values, (value) => 2e7 * value) })).toEqual(
            expected,
          );
          expect(floodWatershed({ ...image, values: Float32Array.from(image.values, (value) => value / 7) })).toEqual(
            expected,
          );
        },
      ),
    );
  });
});

describe('floodCompact', () => {
  it('floods as it is told', () => {
    const compactness = fc.constantFrom(1e-3, 0.3, 4);
    fc.assert(
      fc.property(cases, compactness, (image, c) => {
        const values = Float32Array.from(image.values);
        const plain = floodPlainly({ ...image, values: Float64Array.from(values) }, { compactness: c });
        expect(floodCompact(values, image, c)).toEqual(plain);
      }),
    );
  });

  it('comes to the cells around the springs where distance is all that counts', () => {
    const markers = new Uint32Array(60);
    [12, 17, 43].forEach((pixel, i) => {
      markers[pixel] = i + 1;
    });
    const basins = floodCompact(
      new Float32Array(60),
      { markers, width: 10, height: 6, mask: null, connectivity: 8 },
      1,
    );
    const distances = (i: number) =>
      [12, 17, 43].map((j) => Math.hypot((i % 10) - (j % 10), Math.floor(i / 10) - Math.floor(j / 10)));
    basins.forEach((basin, i) => {
      expect(distances(i)[basin - 1]).toBe(Math.min(...distances(i)));
    });
  });
});

describe('toFloodLevels', () => {
  const values = fc.array(fc.oneof(fc.double(), fc.integer({ min: -3, max: 3 }), fc.float()), { maxLength: 200 });

  it('keeps order and ties, NaN last', () => {
    fc.assert(
      fc.property(values, (list) => {
        // Beyond this, infinite values among them, all count as one.
        const kept = list.map((value) => (Math.abs(value) > 1e300 ? 0 : value));
        const found = toFloodLevels(Float64Array.from(kept));
        const distinct = [...new Set(kept.map((value) => value + 0))].sort((a, b) =>
          Number.isNaN(a) ? 1 : Number.isNaN(b) ? -1 : a - b,
        );
        expect([...found.levels]).toEqual(
          kept.map((value) => (distinct.indexOf(value + 0) >= 0 ? distinct.indexOf(value + 0) : distinct.length - 1)),
        );
        expect(found.count).toBe(distinct.length);
        const order = [...orderOf(found)];
        expect(order).toEqual(kept.map((_, i) => i).sort((a, b) => found.levels[a] - found.levels[b] || a - b));
      }),
    );
  });

  it('sorts many values that are unevenly spread', () => {
    const random = createRandom(3);
    const many = Float32Array.from({ length: 20_000 }, () => Math.sign(random() - 0.3) * random() ** 20 * 1e6);
    const { levels, count } = toFloodLevels(many);
    const distinct = Float32Array.from(new Set(many)).sort();
    expect(count).toBe(distinct.length);
    expect([...levels].every((level, i) => distinct[level] === many[i])).toBe(true);
  });
});
