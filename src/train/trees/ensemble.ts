/**
 * Trees that say a number for each class; the numbers of all trees are added up. A pixel goes left where
 * `value <= threshold`, both in single precision.
 *
 * What leaves say are whole multiples of 2^-`unitBits`, and no sum reaches 2^24 of them: so a sum is exact in single
 * precision, in any order, and a runtime that adds up in its own way comes to the same classes.
 */
export interface TreeEnsemble {
  featureCount: number;
  classCount: number;
  /** First node of each tree. The children of a node come after it. */
  roots: Uint32Array;
  /** Feature that a node looks at, from 0; `LEAF` for a leaf. */
  feature: Int16Array;
  threshold: Float32Array;
  /** Child where the value is no greater; for a leaf its number, from 0. */
  left: Uint32Array;
  right: Uint32Array;
  /** Votes of leaf `i` are `leafOffsets[i]` to `leafOffsets[i + 1]` exclusive. */
  leafOffsets: Uint32Array;
  voteClass: Uint8Array;
  voteUnits: Int32Array;
  unitBits: number;
  /** Units that every pixel begins with, per class. */
  baseUnits: Int32Array;
  /** How sums become scores: their mean over the trees, or the softmax. */
  link: 'mean' | 'softmax';
}

export const LEAF = -1;

/** Sums of at most so many units are exact in single precision. */
export const UNIT_LIMIT = 2 ** 24;

/** Number of the class (from 0) that a trained model gives each sample, and its scores, samples by classes. */
export interface EnsemblePrediction {
  classes: Uint8Array;
  scores: Float32Array;
}

/** The class of the greatest sum, the first among equals. `features` hold one value per sample. */
export function predictEnsemble(ensemble: TreeEnsemble, features: readonly Float32Array[]): EnsemblePrediction {
  const { classCount, roots, unitBits } = ensemble;
  const count = features[0].length;
  const classes = new Uint8Array(count);
  const scores = new Float32Array(count * classCount);
  const sums = new Int32Array(classCount);
  const unit = 2 ** -unitBits;
  for (let i = 0; i < count; i++) {
    sums.set(ensemble.baseUnits);
    for (let tree = 0; tree < roots.length; tree++)
      addVotes(ensemble, findLeaf(ensemble, roots[tree], features, i), sums);
    let best = 0;
    for (let k = 1; k < classCount; k++) if (sums[k] > sums[best]) best = k;
    classes[i] = best;
    const at = i * classCount;
    if (ensemble.link === 'mean') {
      for (let k = 0; k < classCount; k++) scores[at + k] = (sums[k] * unit) / roots.length;
    } else {
      let total = 0;
      for (let k = 0; k < classCount; k++) total += Math.exp((sums[k] - sums[best]) * unit);
      for (let k = 0; k < classCount; k++) scores[at + k] = Math.exp((sums[k] - sums[best]) * unit) / total;
    }
  }
  return { classes, scores };
}

/** Number of the leaf where sample `i` ends. */
export function findLeaf(ensemble: TreeEnsemble, root: number, features: readonly Float32Array[], i: number): number {
  const { feature, threshold, left, right } = ensemble;
  let node = root;
  while (feature[node] !== LEAF) node = features[feature[node]][i] <= threshold[node] ? left[node] : right[node];
  return left[node];
}

/** Adds what a leaf says to sums per class, which begin at `at`. */
export function addVotes(
  { leafOffsets, voteClass, voteUnits }: Pick<TreeEnsemble, 'leafOffsets' | 'voteClass' | 'voteUnits'>,
  leaf: number,
  sums: Int32Array | Float64Array,
  at = 0,
): void {
  for (let vote = leafOffsets[leaf]; vote < leafOffsets[leaf + 1]; vote++)
    sums[at + voteClass[vote]] += voteUnits[vote];
}
