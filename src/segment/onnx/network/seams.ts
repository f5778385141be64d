import { intersectWindows, type Window } from '../../../raster/window.js';
import type { Patch, PatchScores, SeamPolicy } from './spec.js';

/** Scores on a window of network pixels: class by class, row by row; NaN where nothing is said. */
export interface ScoreField {
  window: Window;
  scores: Float32Array;
}

/** Weights fall to this share of their maximum along a side, never to nothing: a corner may be seen by one patch alone. */
const LEAST = 1e-3;
/** Of the bell: as nnU-Net has it (Isensee et al. 2021), an eighth of the patch. */
const BELL = 1 / 8;

type Blended = Exclude<SeamPolicy, 'crop'>;

/** Weight of a patch's pixels along one side; that of a pixel is the product of both. */
export function sideWeights(policy: Blended, patchPx: number): Float64Array {
  return Float64Array.from({ length: patchPx }, (_, i) => {
    const at = (i + 0.5) / patchPx;
    if (policy === 'uniform') return 1;
    const weight = policy === 'cosine' ? Math.sin(Math.PI * at) ** 2 : Math.exp(-0.5 * ((at - 0.5) / BELL) ** 2);
    return Math.max(LEAST, weight);
  });
}

/** Puts the scores of patches that overlap together. */
export interface Blend {
  /** Patches have to come in order of index: sums of rounded numbers depend on it. */
  add(patch: Patch, scores: PatchScores): void;
  /** Weighted means, on the window; to be called once. */
  finish(): ScoreField;
}

/** Weighted means over a window of network pixels; where no patch says anything they are NaN. */
export function createBlend(
  window: Window,
  { policy, patchPx, classCount }: { policy: Blended; patchPx: number; classCount: number },
): Blend {
  const size = window.width * window.height;
  const sums = new Float32Array(classCount * size);
  const totals = new Float32Array(size);
  const weights = sideWeights(policy, patchPx);
  const rowWeights = new Float64Array(patchPx);
  return {
    add: ({ window: seen }, { scores }) => {
      const shared = intersectWindows(seen, window);
      if (!shared) return;
      const across = weights.subarray(shared.col - seen.col, shared.col - seen.col + shared.width);
      for (let row = shared.row; row < shared.row + shared.height; row++) {
        const down = weights[row - seen.row];
        for (let i = 0; i < shared.width; i++) rowWeights[i] = down * across[i];
        const from = (row - seen.row) * patchPx + shared.col - seen.col;
        const to = (row - window.row) * window.width + shared.col - window.col;
        for (let i = 0; i < shared.width; i++) if (!Number.isNaN(scores[from + i])) totals[to + i] += rowWeights[i];
        for (let k = 0; k < classCount; k++) {
          const source = k * patchPx * patchPx + from;
          addRow({ scores, source, weights: rowWeights, count: shared.width }, sums, k * size + to);
        }
      }
    },
    finish: () => {
      for (let k = 0; k < classCount; k++) {
        for (let i = 0; i < size; i++) sums[k * size + i] /= totals[i];
      }
      return { window, scores: sums };
    },
  };
}

/** Adds what is said in a row, times its weights. */
function addRow(
  { scores, source, weights, count }: { scores: Float32Array; source: number; weights: Float64Array; count: number },
  sums: Float32Array,
  to: number,
): void {
  for (let i = 0; i < count; i++) {
    const score = scores[source + i];
    if (!Number.isNaN(score)) sums[to + i] += weights[i] * score;
  }
}
