import { describe, expect, it } from 'vitest';
import { createTurnMean, TURNS, turnPlaces } from '../../../../src/segment/onnx/network/augment.js';
import type { PatchScores } from '../../../../src/segment/onnx/network/spec.js';
import { createRandom } from '../../../support/write-scene.js';

const SIDE = 5;
const places = {
  rows: Int32Array.from({ length: SIDE }, (_, row) => row * SIDE),
  columns: Int32Array.from({ length: SIDE }, (_, column) => column),
};

/** Each plane as it is asked in a turn. */
function turned(values: Float32Array, turn: number): Float32Array {
  const { rows, columns } = turnPlaces(places, turn);
  return values.map((_, i) => {
    const plane = i - (i % (SIDE * SIDE));
    const at = i - plane;
    return values[plane + rows[Math.floor(at / SIDE)] + columns[at % SIDE]];
  });
}

const scoresOf = (scores: Float32Array): PatchScores => ({ width: SIDE, height: SIDE, scores });

describe('augmentation', () => {
  it('asks a patch as it is first, and in no way twice', () => {
    const picture = Float32Array.from({ length: SIDE * SIDE }, (_, i) => i);
    for (const [name, count] of [
      ['none', 1],
      ['flips', 4],
      ['all', 8],
    ] as const) {
      expect(turned(picture, TURNS[name][0])).toEqual(picture);
      expect(new Set(TURNS[name].map((turn) => turned(picture, turn).join())).size).toBe(count);
    }
  });

  it('mirrors left to right, top to bottom, and over the diagonal', () => {
    const { rows, columns } = turnPlaces(places, 1);
    expect([rows[0], columns[0]]).toEqual([0, SIDE - 1]);
    expect(turnPlaces(places, 2).rows[0]).toBe((SIDE - 1) * SIDE);
    expect([...turnPlaces(places, 4).columns]).toEqual([...places.rows]);
  });

  it('turns scores back before the mean is taken', () => {
    const random = createRandom(5);
    const scores = Float32Array.from({ length: 2 * SIDE * SIDE }, random);
    scores[3] = Number.NaN;
    for (const turns of [TURNS.none, TURNS.flips, TURNS.all]) {
      const mean = createTurnMean(turns);
      for (let round = 0; round < 2; round++) {
        const answers = turns.map((turn) => mean.add(scoresOf(turned(scores, turn)), turn));
        expect(answers.slice(0, -1).every((answer) => answer === null)).toBe(true);
        expect(answers.at(-1)!.scores).toEqual(scores);
      }
    }
  });

  it('takes the mean of what is said alone', () => {
    const mean = createTurnMean([0, 1]);
    const silent = new Float32Array(SIDE * SIDE).fill(Number.NaN);
    const said = new Float32Array(SIDE * SIDE).fill(0.5);
    mean.add(scoresOf(silent), 0);
    expect(mean.add(scoresOf(said), 1)!.scores).toEqual(said);
    mean.add(scoresOf(said), 0);
    expect(mean.add(scoresOf(said.map(() => 1)), 1)!.scores).toEqual(said.map(() => 0.75));
  });
});
