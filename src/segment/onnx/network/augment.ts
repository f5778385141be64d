import type { Augmentation, PatchPlaces, PatchScores } from './spec.js';

/*
 * The eight ways to lay a square on itself, numbered by bits: 1 mirrored left to right, 2 top to bottom, 4 rows and columns
 * changed over, which is done first to what is asked and last to what comes back.
 */
const ACROSS = 1;
const DOWN = 2;
const TRANSPOSED = 4;

/** The turns that a patch is asked in, the patch as it is first. */
export const TURNS: Readonly<Record<Augmentation, readonly number[]>> = {
  none: [0],
  flips: [0, 1, 2, 3],
  all: [0, 1, 2, 3, 4, 5, 6, 7],
};

/** Where the pixels of a turned patch are, from where those of the patch are. */
export function turnPlaces({ rows, columns }: PatchPlaces, turn: number): PatchPlaces {
  if (turn === 0) return { rows, columns };
  const down = turn & DOWN ? rows.toReversed() : rows;
  const across = turn & ACROSS ? columns.toReversed() : columns;
  return turn & TRANSPOSED ? { rows: across, columns: down } : { rows: down, columns: across };
}

/** Gathers the scores of a patch over all turns. */
export interface TurnMean {
  /** Takes the scores of the next turn; at the last one gives the mean, which is valid until the next is added. */
  add(scores: PatchScores, turn: number): PatchScores | null;
}

/** Scores are turned back, and the mean is taken of those that say something. */
export function createTurnMean(turns: readonly number[]): TurnMean {
  if (turns.length === 1) return { add: (scores) => scores };
  let sums = new Float64Array(0);
  let counts = new Uint8Array(0);
  let means = new Float32Array(0);
  return {
    add: (said, turn) => {
      if (turn === turns[0]) {
        if (sums.length !== said.scores.length) {
          sums = new Float64Array(said.scores.length);
          counts = new Uint8Array(said.scores.length);
          means = new Float32Array(said.scores.length);
        }
        sums.fill(0);
        counts.fill(0);
      }
      addTurned(said, turn, sums, counts);
      if (turn !== turns.at(-1)) return null;
      for (let i = 0; i < sums.length; i++) means[i] = sums[i] / counts[i];
      return { ...said, scores: means };
    },
  };
}

function addTurned({ width, height, scores }: PatchScores, turn: number, sums: Float64Array, counts: Uint8Array): void {
  const size = width * height;
  const rows = Int32Array.from({ length: height }, (_, row) => row * width);
  const columns = Int32Array.from({ length: width }, (_, column) => column);
  const places = turnPlaces({ rows, columns }, turn);
  for (let plane = 0; plane < scores.length; plane += size) {
    let from = plane;
    for (let row = 0; row < height; row++) {
      const start = plane + places.rows[row];
      for (let column = 0; column < width; column++) {
        const score = scores[from++];
        if (Number.isNaN(score)) continue;
        const to = start + places.columns[column];
        sums[to] += score;
        counts[to]++;
      }
    }
  }
}
