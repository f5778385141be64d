import type { Prediction, WindowColumns } from '../../segmenter.js';
import type { ScoreRow } from './score-rows.js';
import type { NetworkSpec } from './spec.js';

/** What a block gets: a class for each pixel of its columns, and how sure it is. */
export type BlockAnswer = Prediction;

/** Decides pixels by their scores. */
export interface Decider {
  answer: BlockAnswer;
  /** Decides `count` pixels that follow each other from `to` on; those that are not known keep class 0. */
  decide(row: ScoreRow, count: number, to: number): void;
}

/**
 * The class of a pixel is that of its best score, the first of those that are equal; `rest` where that score is below
 * `minScore`, where its class has no id, and where nothing is said: a score of 0 and an entropy of 1 then. The entropy is
 * Shannon's of the scores, divided by their sum, and by the logarithm of how many there are.
 */
export function createDecider(
  { classes: { length: classCount }, ...spec }: Pick<NetworkSpec, 'classes' | 'minScore' | 'rest'>,
  ids: Uint8Array,
  { length, known, scored }: { length: number; known: Uint8Array | null; scored: boolean },
): Decider {
  const classes = new Uint8Array(length);
  const score = new Float32Array(scored ? length : 0);
  const entropy = new Float32Array(scored ? length : 0);
  const least = Math.fround(spec.minScore);
  return {
    answer: scored ? { classes, score, entropy } : { classes },
    decide: ({ scores, plane, at }, count, to) => {
      for (let i = 0; i < count; i++) {
        if (known && known[to + i] === 0) continue;
        let best = -1;
        let bestScore = Number.NEGATIVE_INFINITY;
        for (let k = 0; k < classCount; k++) {
          const value = scores[at + k * plane + i];
          if (value > bestScore) {
            best = k;
            bestScore = value;
          }
        }
        classes[to + i] = best >= 0 && bestScore >= least ? ids[best] : spec.rest;
        if (!scored) continue;
        score[to + i] = best >= 0 ? bestScore : 0;
        entropy[to + i] = entropyOf(scores, at + i, plane, classCount);
      }
    },
  };
}

/** Class ids by channel; `rest` for those without. */
export const idsOf = ({ classes, rest }: Pick<NetworkSpec, 'classes' | 'rest'>): Uint8Array =>
  Uint8Array.from(classes, ({ id }) => id || rest);

function entropyOf(scores: Float32Array, from: number, plane: number, classCount: number): number {
  if (classCount === 1) return 0;
  let total = 0;
  let sum = 0;
  for (let k = 0; k < classCount; k++) {
    const share = scores[from + k * plane];
    if (!(share > 0)) continue;
    total += share;
    sum -= share * Math.log(share);
  }
  if (total === 0) return 1;
  return Math.min(1, Math.max(0, (sum / total + Math.log(total)) / Math.log(classCount)));
}

/** 1 where all columns are known: data, and no NaN; null where they are everywhere. */
export function findKnown({
  values,
  valid,
  length,
}: Pick<WindowColumns, 'values' | 'valid' | 'length'>): Uint8Array | null {
  let known = valid;
  for (const column of values) {
    if (!(column instanceof Float32Array || column instanceof Float64Array)) continue;
    for (let i = 0; i < length; i++) {
      if (!Number.isNaN(column[i])) continue;
      if (known === valid) known = valid ? valid.slice() : new Uint8Array(length).fill(1);
      known![i] = 0;
    }
  }
  return known?.includes(0) ? known : null;
}
