import { binFeatures } from './bins.js';
import { type TreeEnsemble, UNIT_LIMIT } from './ensemble.js';
import { type GradientTreeOptions, growGradientTree } from './gradient-tree.js';
import { type TrainingSet, toShares } from './training-set.js';
import { createTreeStore, type TreeStore } from './tree-store.js';

export interface BoostingOptions extends GradientTreeOptions {
  /** Rounds at most; every round grows a tree per class. */
  rounds: number;
  /** Stops after so many rounds without a smaller loss over the samples that are held back. */
  patience: number;
  /** 1 for samples that only decide when to stop; none where empty. */
  heldBack: Uint8Array | null;
}

export interface Boosting {
  ensemble: TreeEnsemble;
  /** By how much the splits on each feature made the loss fall; adds up to 1. */
  importance: number[];
  rounds: number;
}

/**
 * Gradient boosting of the multinomial loss (Friedman 2001, Annals of Statistics 29(5)), with second derivatives and binned
 * features: each round adds a tree per class that makes the loss of the scores' softmax smaller.
 */
export function trainBoosting(set: TrainingSet, options: BoostingOptions): Boosting {
  const { features, classOf, classCount } = set;
  const { heldBack } = options;
  const binned = binFeatures(features);
  const seen = Uint32Array.from(classOf.keys()).filter((i) => heldBack?.[i] !== 1);
  const judged = Uint32Array.from(classOf.keys()).filter((i) => heldBack?.[i] === 1);
  const base = baseScores(classOf, seen, classCount);
  const scores = base.map((value) => new Float64Array(classOf.length).fill(value));
  const shares = base.map(() => new Float64Array(classOf.length));
  const gradient = new Float64Array(classOf.length);
  const hessian = new Float64Array(classOf.length);
  const importance = new Float64Array(features.length);
  const store = createTreeStore();
  const values = { largest: base.map(Math.abs), round: new Float64Array(classCount) };
  let rounds = 0;
  let best = { loss: Number.POSITIVE_INFINITY, rounds: 0, importance: importance.slice() };

  while (rounds < options.rounds && rounds - best.rounds < options.patience) {
    softmax(scores, shares);
    for (let classId = 0; classId < classCount; classId++) {
      const share = shares[classId];
      for (let j = 0; j < seen.length; j++) {
        const i = seen[j];
        gradient[i] = share[i] - Number(classOf[i] === classId);
        hessian[i] = Math.max(share[i] * (1 - share[i]), 1e-16);
      }
      const order = seen.slice();
      const firstNode = store.nodeCount();
      const leaves = growGradientTree({ gradient, hessian }, { binned, order, store, classId, importance }, options);
      const score = scores[classId];
      for (const { start, end, value } of leaves) for (let j = start; j < end; j++) score[order[j]] += value;
      for (const i of judged) score[i] += store.answer(firstNode, features, i);
      values.largest[classId] += Math.max(...leaves.map(({ value }) => Math.abs(value)));
    }
    rounds++;
    const loss = judged.length > 0 ? meanLoss(scores, classOf, judged) : -rounds;
    if (loss < best.loss) best = { loss, rounds, importance: importance.slice() };
  }
  return {
    ensemble: finish(store, { set, base, largest: Math.max(...values.largest), trees: best.rounds * classCount }),
    importance: toShares(best.importance),
    rounds: best.rounds,
  };
}

function finish(
  store: TreeStore,
  { set, base, largest, trees }: { set: TrainingSet; base: number[]; largest: number; trees: number },
): TreeEnsemble {
  // Half of the room is for what rounding adds.
  const unitBits = Math.floor(Math.log2(UNIT_LIMIT / 2 / Math.max(largest, 1)));
  const toUnits = (value: number): number => Math.round(value * 2 ** unitBits);
  return store.finish({
    featureCount: set.features.length,
    classCount: set.classCount,
    unitBits,
    toUnits,
    baseUnits: Int32Array.from(base, toUnits),
    link: 'softmax',
    treeCount: trees,
  });
}

/** Logarithms of the classes' shares: what no tree can say better without looking. */
function baseScores(classOf: Uint8Array, seen: Uint32Array, classCount: number): number[] {
  const counts = new Float64Array(classCount);
  for (const i of seen) counts[classOf[i]]++;
  return Array.from(counts, (count) => Math.log(Math.max(count, 1) / seen.length));
}

function softmax(scores: readonly Float64Array[], shares: readonly Float64Array[]): void {
  const classCount = scores.length;
  for (let i = 0; i < scores[0].length; i++) {
    let most = scores[0][i];
    for (let k = 1; k < classCount; k++) if (scores[k][i] > most) most = scores[k][i];
    let total = 0;
    for (let k = 0; k < classCount; k++) {
      const share = Math.exp(scores[k][i] - most);
      shares[k][i] = share;
      total += share;
    }
    for (let k = 0; k < classCount; k++) shares[k][i] /= total;
  }
}

/** Mean of −log of the true class's share. */
function meanLoss(scores: readonly Float64Array[], classOf: Uint8Array, judged: Uint32Array): number {
  let loss = 0;
  for (const i of judged) {
    let most = Number.NEGATIVE_INFINITY;
    for (const score of scores) if (score[i] > most) most = score[i];
    let total = 0;
    for (const score of scores) total += Math.exp(score[i] - most);
    loss += Math.log(total) + most - scores[classOf[i]][i];
  }
  return loss / judged.length;
}
