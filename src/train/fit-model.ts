import type { LabelledSet } from './collect-samples.js';
import { splitLabels } from './labels/split-labels.js';
import type { ChosenOptions } from './options.js';
import { trainBoosting } from './trees/boosting.js';
import type { TreeEnsemble } from './trees/ensemble.js';
import { trainForest } from './trees/forest.js';

/** A model that has learnt. */
export interface FittedModel {
  ensemble: TreeEnsemble;
  /** In the order of the features; adds up to 1. */
  importance: number[];
  architecture: string;
  hyperparameters: Record<string, string | number>;
  /** Class that the trees which have not seen a sample give it, `UNSEEN` where all have; null where that is not known. */
  outOfBag: Uint8Array | null;
}

/** Share of the labels that decide when boosting stops. */
const HELD_BACK = 0.15;

/** Settings of boosting; the other defaults are those of LightGBM and scikit-learn. */
const BOOSTING = { learningRate: 0.1, maxLeaves: 31, maxDepth: 64, l2: 1, patience: 10 };

/** `classOfLabel` is the class of every label. */
export function fitModel(set: LabelledSet, classOfLabel: Uint8Array, options: ChosenOptions): FittedModel {
  const { model, trees, seed, minLeaf } = options;
  if (model === 'forest') {
    const { ensemble, importance, outOfBag } = trainForest(set, { trees, seed, minLeaf });
    const hyperparameters = { trees, min_leaf: minLeaf, seed, split: 'gini', bins: 255 };
    return { ensemble, importance, outOfBag, architecture: 'Random Forest', hyperparameters };
  }
  const settings = { ...BOOSTING, rounds: trees, minLeaf };
  // What is held back finds the number of rounds; then all samples are learnt from.
  const heldBack = holdBack(set.labels, classOfLabel, seed);
  const rounds = heldBack ? trainBoosting(set, { ...settings, heldBack }).rounds : trees;
  const { ensemble, importance } = trainBoosting(set, { ...settings, rounds, heldBack: null });
  const { learningRate, maxLeaves, l2 } = BOOSTING;
  const hyperparameters = {
    rounds,
    learning_rate: learningRate,
    max_leaves: maxLeaves,
    min_leaf: minLeaf,
    l2,
    seed,
    bins: 255,
  };
  return { ensemble, importance, outOfBag: null, architecture: 'Gradient Boosted Trees', hyperparameters };
}

/** 1 for samples of the labels that are held back; null where there are none. */
function holdBack(labels: Uint32Array, classOfLabel: Uint8Array, seed: number): Uint8Array | null {
  const numbers = [...new Set(labels)].sort((a, b) => a - b);
  const parts = splitLabels(numbers, classOfLabel, { share: HELD_BACK, seed, use: 'heldBack' });
  const heldBack = Uint8Array.from(labels, (label) => Number(parts.get(label) === 'holdOut'));
  return heldBack.includes(1) ? heldBack : null;
}
