import type { Prediction, WindowColumns } from '../../segmenter.js';
import type { ScoreRow } from './score-rows.js';
import { createShareModule, reserveNumbers } from './share-module.js';
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
  const largest = Math.log2(classCount);
  let row = createRow(0);
  return {
    answer: scored ? { classes, score, entropy } : { classes },
    decide: (given, count, to) => {
      if (row.best.length < count) row = createRow(count);
      findBest(given, { classCount, count }, row);
      for (let i = 0; i < count; i++) {
        if (known && known[to + i] === 0) continue;
        const isSure = row.bestScores[i] > SILENT && row.bestScores[i] >= least;
        classes[to + i] = isSure ? ids[row.best[i]] : spec.rest;
      }
      if (!scored) return;
      const { totals, logs } = addShares(given, { classCount, count });
      for (let i = 0; i < count; i++) {
        if (known && known[to + i] === 0) continue;
        score[to + i] = row.bestScores[i] === SILENT ? 0 : row.bestScores[i];
        entropy[to + i] = evenness(totals[i], logs[i], largest);
      }
    },
  };
}

const SILENT = Number.NEGATIVE_INFINITY;

/** What is found of the pixels of a row. */
interface Row {
  best: Uint16Array;
  /** `SILENT` where nothing is said. */
  bestScores: Float32Array;
}

const createRow = (length: number): Row => ({
  best: new Uint16Array(length),
  bestScores: new Float32Array(length),
});

interface Extent {
  classCount: number;
  count: number;
}

function findBest({ scores, plane, at }: ScoreRow, { classCount, count }: Extent, { best, bestScores }: Row): void {
  bestScores.fill(SILENT, 0, count);
  for (let k = 0; k < classCount; k++) {
    const from = at + k * plane;
    for (let i = 0; i < count; i++) {
      const score = scores[from + i];
      if (score > bestScores[i]) {
        bestScores[i] = score;
        best[i] = k;
      }
    }
  }
}

/** Sums of the scores of pixels, and of each times its logarithm to base 2. */
interface Shares {
  totals: Float32Array;
  logs: Float32Array;
}

const BYTES = Float32Array.BYTES_PER_ELEMENT;

const module = createShareModule();

/** Adds up the scores of pixels in a row, four pixels at a time. */
function addShares({ scores, plane, at }: ScoreRow, { classCount, count }: Extent): Shares {
  const length = Math.ceil(count / 4) * 4;
  const memory = reserveNumbers(module, 3 * length);
  const [totals, logs, row] = [0, length, 2 * length];
  memory.fill(0, totals, row);
  for (let k = 0; k < classCount; k++) {
    const from = at + k * plane;
    memory.set(scores.subarray(from, from + count), row);
    module.logF32(row * BYTES, totals * BYTES, logs * BYTES, length * BYTES);
  }
  return { totals: memory.subarray(totals, logs), logs: memory.subarray(logs, row) };
}

/** Totals so near to 1 have a logarithm that is as good as a straight line: right to 1e-8. */
const NEAR = 1e-4;

/** Shannon's entropy of shares that add up to `total`, divided by its largest. */
function evenness(total: number, logs: number, largest: number): number {
  if (largest === 0) return 0;
  if (total === 0) return 1;
  const off = total - 1;
  const log = Math.abs(off) < NEAR ? off * Math.LOG2E : Math.log2(total);
  const even = (log - logs / total) / largest;
  return even > 0 ? (even < 1 ? even : 1) : 0;
}

/** Class ids by channel; `rest` for those without. */
export const idsOf = ({ classes, rest }: Pick<NetworkSpec, 'classes' | 'rest'>): Uint8Array =>
  Uint8Array.from(classes, ({ id }) => id || rest);

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
