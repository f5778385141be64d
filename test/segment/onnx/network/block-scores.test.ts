import { describe, expect, it } from 'vitest';
import { createDecider, findKnown, idsOf } from '../../../../src/segment/onnx/network/block-scores.js';

const classesOf = (...ids: number[]) => ids.map((id, value) => ({ value, name: `${value}`, color: null, id }));

/** Decides pixels given as lists of scores. */
function decide(
  pixels: readonly number[][],
  { ids = [1, 2, 3], minScore = 0, rest = 9, known = null as Uint8Array | null } = {},
) {
  const spec = { classes: classesOf(...ids), minScore, rest };
  const decider = createDecider(spec, idsOf(spec), { length: pixels.length, known, scored: true });
  const scores = Float32Array.from(ids.flatMap((_, k) => pixels.map((pixel) => pixel[k])));
  decider.decide({ scores, plane: pixels.length, at: 0 }, pixels.length, 0);
  const { classes, score, entropy } = decider.answer;
  return { classes: [...classes], score: [...score!], entropy: [...entropy!] };
}

describe('the class of a pixel', () => {
  it('is that of the best score, the first of those that are equal', () => {
    const pixels = [
      [0.2, 0.5, 0.3],
      [0.4, 0.2, 0.4],
    ];
    expect(decide(pixels)).toMatchObject({ classes: [2, 1], score: [0.5, 0.4].map(Math.fround) });
  });

  it('is the rest where the score is too low, the class has no id, or nothing is said', () => {
    const pixels = [
      [0.7, 0.2, 0.1],
      [0.69, 0.2, 0.1],
      [0, 1, 0],
      [Number.NaN, Number.NaN, Number.NaN],
    ];
    const { classes, score, entropy } = decide(pixels, { ids: [4, 0, 6], minScore: 0.7 });
    expect(classes).toEqual([4, 9, 9, 9]);
    expect([score[3], entropy[3]]).toEqual([0, 1]);
    expect(decide(pixels, { ids: [4, 0, 6], rest: 0 }).classes).toEqual([4, 4, 0, 0]);
  });

  it('stays 0 where the pixel is not known', () => {
    expect(decide([[1], [1]], { ids: [5], known: Uint8Array.of(0, 1) }).classes).toEqual([0, 5]);
  });
});

describe('the entropy of a pixel', () => {
  it('is that of its scores divided by their sum, from 0 to 1', () => {
    const { entropy } = decide([
      [1, 0, 0],
      [0.25, 0.25, 0.25],
      [0.5, 0.5, 0],
      [0.9, 0.9, 0.9],
      [0, 0, 0],
    ]);
    expect(entropy[0]).toBe(0);
    for (const at of [1, 3, 4]) expect(entropy[at]).toBeCloseTo(1, 6);
    expect(entropy[2]).toBeCloseTo(Math.log(2) / Math.log(3), 6);
    expect(decide([[0.4]], { ids: [1] }).entropy).toEqual([0]);
  });
});

describe('known pixels', () => {
  it('hold data and no NaN', () => {
    const values = [Float32Array.of(1, Number.NaN, 3, 4), Uint8Array.of(1, 2, 3, 4)];
    const valid = Uint8Array.of(1, 1, 1, 0);
    expect([...findKnown({ values, valid, length: 4 })!]).toEqual([1, 0, 1, 0]);
    expect([...valid]).toEqual([1, 1, 1, 0]);
    expect([...findKnown({ values, valid: null, length: 4 })!]).toEqual([1, 0, 1, 1]);
    expect(findKnown({ values: values.slice(1), valid: valid.fill(1), length: 4 })).toBeNull();
  });
});
