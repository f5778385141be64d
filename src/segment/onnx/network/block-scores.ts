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
  return {
    answer: scored ? { classes, score, entropy } : { classes },
    decide: (row, count, to) => {
      const { best, numbers, totals, logs } = rateRow(row, { classCount, count, scored });
      for (let i = 0; i < count; i++) {
        if (known && known[to + i] === 0) continue;
        const isSure = best[i] > SILENT && best[i] >= least;
        classes[to + i] = isSure ? ids[numbers[i]] : spec.rest;
        if (!scored) continue;
        score[to + i] = best[i] === SILENT ? 0 : best[i];
        entropy[to + i] = evenness(totals[i], logs[i], largest);
      }
    },
  };
}

const SILENT = Number.NEGATIVE_INFINITY;
const BYTES = Float32Array.BYTES_PER_ELEMENT;

const module = createShareModule();

/** What is found of the pixels of a row; valid until the next. */
interface RatedRow {
  /** The best scores; `SILENT` where nothing is said. */
  best: Float32Array;
  /** Which class they are of. */
  numbers: Float32Array;
  /** Sums of the scores, and of each times its logarithm to base 2; 0 where they are not wanted. */
  totals: Float32Array;
  logs: Float32Array;
}

/** Looks at the scores of pixels in a row, four pixels at a time. */
function rateRow(
  { scores, plane, at }: ScoreRow,
  { classCount, count, scored }: { classCount: number; count: number; scored: boolean },
): RatedRow {
  const length = Math.ceil(count / 4) * 4;
  const memory = reserveNumbers(module, 5 * length);
  const [best, numbers, totals, logs, row] = [0, 1, 2, 3, 4].map((k) => k * length);
  memory.fill(SILENT, best, numbers);
  memory.fill(0, numbers, row);
  for (let k = 0; k < classCount; k++) {
    const from = at + k * plane;
    memory.set(scores.subarray(from, from + count), row);
    module.bestF32(row * BYTES, best * BYTES, numbers * BYTES, length * BYTES, k);
    if (scored) module.logF32(row * BYTES, totals * BYTES, logs * BYTES, length * BYTES);
  }
  return {
    best: memory.subarray(best, numbers),
    numbers: memory.subarray(numbers, totals),
    totals: memory.subarray(totals, logs),
    logs: memory.subarray(logs, row),
  };
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
