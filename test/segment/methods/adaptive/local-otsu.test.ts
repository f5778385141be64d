import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type GradeColumn, markAboveOtsu } from '../../../../src/segment/methods/adaptive/local-otsu.js';
import { createRandom } from '../../../../src/segment/methods/random.js';

interface Drawn {
  width: number;
  height: number;
  radiusPx: number;
  offset: number;
  column: GradeColumn;
}

/** Grades of pixel i of a row, from a number from 0 to below 1 of its own and one of all. */
const pictures: Record<string, (own: number, i: number, all: number) => number> = {
  noise: (own) => 256 * own,
  'a few grades': (own, _, all) => (Math.floor(3 * own) * 64 * all) % 256,
  'ends of blocks': (own, _, all) =>
    16 * Math.floor(4 * own + 12 * all) + 15 * Math.round(own * 9 - Math.floor(own * 9)),
  'grades side by side': (own, _, all) => 250 * all + 6 * own,
  'a few wild ones': (own, _, all) => (own < 0.02 ? 256 * 50 * own : 255 * all),
  'two hills': (own, i, all) => (i % 2 === 0 ? 128 * own * own : 255 - 100 * all * own),
  one: (_own, _i, all) => 256 * all,
};

/** Each grade below 128 has a pixel beside it of what is missing to 255, so that many variances come twice. */
function mirror(grades: Uint8Array): Uint8Array {
  return grades.map((grade, i) => (i % 2 === 0 ? grade : 255 - grades[i - 1]));
}

const drawn: fc.Arbitrary<Drawn> = fc
  .record({
    kind: fc.constantFrom(...Object.keys(pictures)),
    width: fc.integer({ min: 1, max: 40 }),
    height: fc.integer({ min: 1, max: 12 }),
    radiusPx: fc.oneof(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 5, max: 30 })),
    offset: fc.oneof(fc.constant(0), fc.double({ min: -20, max: 20, noNaN: true }), fc.constantFrom(-300, 300)),
    seed: fc.nat(1e6),
    isMirrored: fc.boolean(),
    hasHoles: fc.boolean(),
  })
  .map(({ kind, width, height, seed, isMirrored, hasHoles, ...rest }) => {
    const random = createRandom(seed);
    const all = random();
    const plain = Uint8Array.from({ length: width * height }, (_, i) => pictures[kind](random(), i, all));
    const grades = isMirrored ? mirror(plain) : plain;
    const share = random();
    const present = hasHoles ? grades.map(() => Number(random() < share)) : null;
    const places = Float32Array.from(grades, (grade) => grade + random() / 2);
    return { ...rest, width, height, column: { grades, places, present } };
  });

/** How many pixels of the square around one are of each grade. */
function countSquare({ width, height, radiusPx, column }: Drawn, at: number): number[] {
  const counts = Array<number>(256).fill(0);
  const [x, y] = [at % width, Math.floor(at / width)];
  for (let row = Math.max(y - radiusPx, 0); row <= Math.min(y + radiusPx, height - 1); row++) {
    for (let col = Math.max(x - radiusPx, 0); col <= Math.min(x + radiusPx, width - 1); col++) {
      const i = row * width + col;
      if (column.present?.[i] !== 0) counts[column.grades[i]]++;
    }
  }
  return counts;
}

/** The first grade where the variance is largest, of every one that a pixel is of. */
function findThreshold(counts: readonly number[]): number {
  const pixels = counts.reduce((total, count) => total + count, 0);
  const sum = counts.reduce((total, count, grade) => total + count * grade, 0);
  let [n, s, best, greatest] = [0, 0, -1, -1];
  counts.forEach((count, grade) => {
    if (count === 0) return;
    n += count;
    s += count * grade;
    const d = n * sum - s * pixels;
    const variance = n < pixels ? (d * d) / (n * (pixels - n)) : 0;
    if (variance > greatest) [best, greatest] = [grade, variance];
  });
  return best;
}

function classOf(picture: Drawn, at: number): number {
  const { places, present } = picture.column;
  if (present?.[at] === 0) return 0;
  return places[at] + picture.offset >= findThreshold(countSquare(picture, at)) + 1 ? 2 : 1;
}

const mark = (picture: Drawn): number[] => [...markAboveOtsu(picture.column, picture)];

describe('marking what is above a local Otsu threshold', () => {
  it('finds what a plain search of every histogram does', () => {
    fc.assert(
      fc.property(drawn, (picture) => {
        const expected = Array.from(picture.column.grades, (_, at) => classOf(picture, at));
        expect(mark(picture)).toEqual(expected);
      }),
      { numRuns: 300 },
    );
  });

  it('takes the first of two thresholds that are as good, in whatever blocks they are', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 127 }), fc.integer({ min: 0, max: 255 }), (step, start) => {
        fc.pre(start + 2 * step < 256);
        const grades = Uint8Array.of(start, start + step, start + 2 * step);
        const column = { grades, places: Float32Array.from(grades), present: null };
        expect(mark({ column, width: 3, height: 1, radiusPx: 2, offset: 0 })).toEqual([1, 2, 2]);
      }),
    );
  });

  it('parts any two grades, whatever else is below or above', () => {
    const row = (...grades: number[]): number[] => {
      const column = { grades: Uint8Array.from(grades), places: Float32Array.from(grades), present: null };
      return mark({ column, width: grades.length, height: 1, radiusPx: 3, offset: 0 });
    };
    for (let grade = 0; grade < 255; grade++) {
      expect([grade, ...row(grade, grade + 1)]).toEqual([grade, 1, 2]);
      expect([grade, ...row(0, grade, 255)]).toEqual([grade, 1, grade < 128 ? 1 : 2, 2]);
    }
  });

  it.each(Object.keys(pictures))('of more pixels than 16 bits can count: %s', (kind) => {
    const random = createRandom(31);
    const all = random();
    const [width, height] = [530, 520];
    const grades = Uint8Array.from({ length: width * height }, (_, i) => pictures[kind](random(), i, all));
    const column = { grades, places: Float32Array.from(grades), present: null };
    const picture = { column, width, height, radiusPx: 255, offset: 0 };
    const classes = mark(picture);
    for (let at = 0; at < grades.length; at += 9973) expect([at, classes[at]]).toEqual([at, classOf(picture, at)]);
  });

  it('leaves nothing for the next picture, larger or smaller', () => {
    fc.assert(
      fc.property(fc.array(drawn, { minLength: 2, maxLength: 4 }), (many) => {
        const alone = many.map(mark);
        expect(many.toReversed().map(mark).reverse()).toEqual(alone);
      }),
      { numRuns: 20 },
    );
  });
});
