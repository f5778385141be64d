import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findByteCrests } from '../../../../src/segment/methods/objects/canny-bytes.js';
import { findFourWayCrests } from '../../../../src/segment/methods/objects/canny-four-ways.js';
import { createMarks, markPixel, rowOfMarks, spreadMarks } from '../../../../src/segment/methods/objects/edge-marks.js';
import { growStrong } from '../../../../src/segment/methods/objects/hysteresis-grow.js';
import { markAbove } from '../../../../src/segment/methods/objects/hysteresis-marks.js';
import { useBytes } from '../../../../src/segment/simd/bytes.js';

/** Pictures of bytes, wider than a word or a vector of them, or narrower; of few greys, as of many. */
const pictures = fc
  .record({ width: fc.integer({ min: 1, max: 75 }), height: fc.integer({ min: 1, max: 9 }), most: fc.nat(255) })
  .chain(({ width, height, most }) => {
    const bytes = fc.array(fc.nat(most), { minLength: width * height, maxLength: width * height });
    return bytes.map((values) => ({ values: Uint8Array.from(values), width, height }));
  });

const drawn = ({ weak, strong, ...shape }: ReturnType<typeof createMarks>) => ({
  weak: [...spreadMarks(weak, { weak, strong, ...shape }, 0)],
  strong: [...spreadMarks(strong, { weak, strong, ...shape }, 0)],
});

describe('growing', () => {
  /** What a pixel is (0 none, 1 weak, 2 strong), spread from pixel to pixel. */
  function growPlainly(kinds: readonly number[], width: number, reach: (down: number, right: number) => boolean) {
    const grown = kinds.map((kind) => Number(kind === 2));
    const waiting = [...kinds.keys()].filter((i) => kinds[i] === 2);
    for (let i = waiting.pop(); i !== undefined; i = waiting.pop()) {
      for (const [down, right] of [-1, 0, 1].flatMap((y) => [-1, 0, 1].map((x) => [y, x] as const))) {
        const x = (i % width) + right;
        const next = i + down * width + right;
        if (!reach(down, right) || x < 0 || x >= width || !kinds[next] || grown[next]) continue;
        grown[next] = 1;
        waiting.push(next);
      }
    }
    return grown;
  }

  const kindsOf = (weight: number) =>
    fc.oneof({ arbitrary: fc.constant(1), weight }, { arbitrary: fc.constantFrom(0, 0, 0, 2), weight: 1 });
  const grids = fc
    .record({ width: fc.integer({ min: 1, max: 100 }), height: fc.integer({ min: 1, max: 12 }), weight: fc.nat(6) })
    .chain(({ width, height, weight }) =>
      fc
        .array(kindsOf(weight), { minLength: width * height, maxLength: width * height })
        .map((kinds) => ({ kinds, width, height })),
    );

  it.each([4, 8] as const)('by %i neighbours goes as far as from pixel to pixel', (connectivity) => {
    const reach = (down: number, right: number) => connectivity === 8 || down * right === 0;
    fc.assert(
      fc.property(grids, ({ kinds, width, height }) => {
        const marks = createMarks(width, height);
        kinds.forEach((kind, i) => {
          const from = rowOfMarks(marks, Math.floor(i / width));
          if (kind > 0) markPixel(marks.weak, from, i % width);
          if (kind > 1) markPixel(marks.strong, from, i % width);
        });
        growStrong(marks, connectivity);
        expect([...spreadMarks(marks.strong, marks, 0)]).toEqual(growPlainly(kinds, width, reach));
      }),
    );
  });

  it('follows a path that turns at every end', () => {
    const [width, height] = [70, 41];
    const marks = createMarks(width, height);
    for (let y = 0; y < height; y++) {
      const from = rowOfMarks(marks, y);
      if (y % 2 === 0) for (let x = 0; x < width; x++) markPixel(marks.weak, from, x);
      else markPixel(marks.weak, from, y % 4 === 1 ? width - 1 : 0);
    }
    markPixel(marks.strong, rowOfMarks(marks, height - 1), width >> 1);
    growStrong(marks, 4);
    expect(marks.strong).toEqual(marks.weak);
  });
});

describe('pixels above a threshold', () => {
  it('are the same ones of bytes as of other numbers', () => {
    const thresholds = fc.tuple(fc.double({ min: -3, max: 260, noNaN: true }), fc.integer({ min: -1, max: 256 }));
    fc.assert(
      fc.property(pictures, thresholds, fc.boolean(), (picture, [low, high], hasGaps) => {
        const present = hasGaps ? picture.values.map((value) => value & 1) : null;
        const own = drawn(markAbove(picture.values, present, picture, { low, high }));
        expect(own).toEqual(drawn(markAbove(Float64Array.from(picture.values), present, picture, { low, high })));
        const isAbove = (threshold: number) =>
          Array.from(picture.values, (value, i) => Number(value > threshold && present?.[i] !== 0));
        expect(own).toEqual({ weak: isAbove(low), strong: isAbove(high) });
      }),
    );
  });
});

describe('crests of bytes', () => {
  it('are those of other numbers', () => {
    const limits = fc.double({ min: -5, max: 2100, noNaN: true });
    fc.assert(
      fc.property(pictures, limits, limits, (picture, one, other) => {
        const thresholds = { low: Math.min(one, other), high: Math.max(one, other) };
        const values = Float64Array.from(picture.values);
        const plain = findFourWayCrests({ ...picture, values, hasGaps: false }, thresholds);
        expect(drawn(findByteCrests(picture, thresholds))).toEqual(drawn(plain));
      }),
    );
  });

  it('go the same ways at every tangent', () => {
    const simd = useBytes(1024);
    const pixels = new Int16Array(simd.memory.buffer);
    const [x, y, above, middle, below, bits] = [0, 16, 32, 80, 128, 176];
    const at = (place: number) => place / 2;
    /** The bit of the one pixel: whether it is a crest where the neighbours in this way are higher. */
    const isCrest = (right: number, down: number): boolean => {
      pixels.fill(5, at(above), at(bits));
      pixels[at(middle) + 1] = 7;
      for (const side of [-1, 1]) pixels[at([above, middle, below][1 + side * down]!) + 1 + side * right] = 9;
      simd.fourWayCrests(bits, bits + 1, 16, above, middle, below, x, y, 0, 100);
      return (new Uint8Array(simd.memory.buffer)[bits]! & 1) === 1;
    };
    for (let across = 0; across <= 1020; across++) {
      const limits = [across * Math.SQRT2 - across, across * Math.SQRT2 + across].map(Math.floor);
      for (const down of limits.flatMap((limit) => [limit - 1, limit, limit + 1])) {
        if (down < 0 || down > 1020 || across + down === 0) continue;
        const sign = (across + down) % 2 === 0 ? 1 : -1;
        pixels.fill(sign * across, at(x), at(x) + 8);
        pixels.fill(down, at(y), at(y) + 8);
        const isFlat = down * 32_768 < across * 13_573;
        const isSteep = down * 32_768 > across * (13_573 + 65_536);
        const ways = { flat: !isCrest(1, 0), steep: !isCrest(0, 1) };
        expect({ across, down, ...ways }).toEqual({ across, down, flat: isFlat, steep: isSteep });
        const isUnlike = sign * across < 0;
        expect(isCrest(1, 1)).toBe(isFlat || isSteep || isUnlike);
      }
    }
  });
});
