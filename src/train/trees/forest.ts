import { createStream } from '../random.js';
import { type BinnedFeatures, binFeatures } from './bins.js';
import { type TreeEnsemble, UNIT_LIMIT } from './ensemble.js';
import { createGiniSplitter, type GiniNode, type GiniSplit } from './find-gini-split.js';
import { type TrainingSet, toShares } from './training-set.js';
import { createTreeStore, type LeafVote, type TreeStore } from './tree-store.js';

export interface ForestOptions {
  trees: number;
  seed: number;
  /** Samples that a leaf holds at least. */
  minLeaf: number;
  /** Features looked at per split; the square root of their number if not given. */
  featuresPerSplit?: number;
}

export interface Forest {
  ensemble: TreeEnsemble;
  /** By how much the splits on each feature made nodes purer (mean decrease in impurity); adds up to 1. */
  importance: number[];
  /**
   * Class that the trees give each sample that they have not seen (out of bag), or 255 where all have seen it.
   */
  outOfBag: Uint8Array;
}

export const UNSEEN = 255;

/**
 * A random forest (Breiman 2001, Machine Learning 45): every tree sees a bootstrap sample, every split the best of a few
 * features drawn at random; trees grow until leaves are pure or hold fewer than `2 · minLeaf`. Trees say the shares of the
 * classes in their leaf, and their mean decides.
 */
export function trainForest(set: TrainingSet, options: ForestOptions): Forest {
  const { features, classOf, classCount } = set;
  const count = classOf.length;
  const binned = binFeatures(features);
  const store = createTreeStore();
  const importance = new Float64Array(features.length);
  const votes = new Float64Array(count * classCount);
  for (let tree = 0; tree < options.trees; tree++) {
    const weight = drawBootstrap(count, createStream(options.seed, 'bootstrap', tree));
    const random = createStream(options.seed, 'features', tree);
    growTree({ store, binned, set, weight, random, importance, options, votes });
  }
  const unitBits = Math.floor(Math.log2(UNIT_LIMIT / options.trees));
  const ensemble = store.finish({
    featureCount: features.length,
    classCount,
    unitBits,
    toUnits: (value) => Math.round(value * 2 ** unitBits),
    baseUnits: new Int32Array(classCount),
    link: 'mean',
  });
  return { ensemble, importance: toShares(importance), outOfBag: decideVotes(votes, count, classCount) };
}

/** How often each of `count` samples is drawn, in as many draws with replacement. */
function drawBootstrap(count: number, random: () => number): Uint16Array {
  const weight = new Uint16Array(count);
  for (let draw = 0; draw < count; draw++) weight[Math.floor(random() * count)]++;
  return weight;
}

interface Growth {
  store: TreeStore;
  binned: BinnedFeatures;
  set: TrainingSet;
  weight: Uint16Array;
  random: () => number;
  importance: Float64Array;
  options: ForestOptions;
  /** Shares that trees give to samples they have not seen; sample by class. */
  votes: Float64Array;
}

interface OpenNode extends GiniNode {
  node: number;
  /** Where the samples that this tree has not seen are, in `unseen`. */
  unseenStart: number;
  unseenEnd: number;
}

function growTree(growth: Growth): void {
  const { store, binned, set, weight, random, importance, options } = growth;
  const { classOf, classCount } = set;
  const all = Uint32Array.from(classOf.keys());
  const order = all.filter((i) => weight[i] > 0);
  const unseen = all.filter((i) => weight[i] === 0);
  const findSplit = createGiniSplitter({ bins: binned.bins, classOf, weight, classCount, minLeaf: options.minLeaf });
  const drawSplit = createFeatureDraw(set.features.length, options, random);
  const counts = countClasses(order, set, weight);
  const root = { node: store.addRoot(), order, start: 0, end: order.length, counts };
  const open: OpenNode[] = [{ ...root, unseenStart: 0, unseenEnd: unseen.length }];
  for (let next = open.pop(); next; next = open.pop()) {
    const { node, start, end, unseenStart, unseenEnd } = next;
    const split = isPure(next.counts) ? null : drawSplit((feature) => findSplit(next, feature));
    if (!split) {
      const shares = sharesOf(next.counts, options.trees);
      store.vote(node, shares);
      for (let j = unseenStart; j < unseenEnd; j++) {
        for (const { classId, value } of shares) growth.votes[unseen[j] * classCount + classId] += value;
      }
      continue;
    }
    const { feature, bin, purity } = split;
    importance[feature] += purity - purityOf(next.counts);
    const column = binned.bins[feature];
    const middle = partition(order, start, end, column, bin);
    const unseenMiddle = partition(unseen, unseenStart, unseenEnd, column, bin);
    const left = countClasses(order.subarray(start, middle), set, weight);
    const right = next.counts.map((value, k) => value - left[k]);
    const child = store.split(node, feature, binned.thresholds[feature][bin]);
    open.push(
      { node: child + 1, order, start: middle, end, counts: right, unseenStart: unseenMiddle, unseenEnd },
      { node: child, order, start, end: middle, counts: left, unseenStart, unseenEnd: unseenMiddle },
    );
  }
}

/** The best split over a few features drawn at random; goes on drawing until one can be split at all. */
function createFeatureDraw(featureCount: number, options: ForestOptions, random: () => number) {
  const pool = Uint16Array.from({ length: featureCount }, (_, k) => k);
  const perSplit = options.featuresPerSplit ?? Math.max(1, Math.round(Math.sqrt(featureCount)));
  return (find: (feature: number) => GiniSplit | null): GiniSplit | null => {
    let best: GiniSplit | null = null;
    for (let drawn = 0; drawn < featureCount && (drawn < perSplit || !best); drawn++) {
      const other = drawn + Math.floor(random() * (featureCount - drawn));
      const feature = pool[other];
      pool[other] = pool[drawn];
      pool[drawn] = feature;
      const split = find(feature);
      if (split && (!best || split.purity > best.purity)) best = split;
    }
    return best;
  };
}

function countClasses(order: Uint32Array, { classOf, classCount }: TrainingSet, weight: Uint16Array): Int32Array {
  const counts = new Int32Array(classCount);
  for (let j = 0; j < order.length; j++) counts[classOf[order[j]]] += weight[order[j]];
  return counts;
}

const isPure = (counts: Int32Array): boolean => counts.reduce((found, count) => found + Number(count > 0), 0) < 2;

/** Σ count² / Σ count. */
function purityOf(counts: Int32Array): number {
  let total = 0;
  let squares = 0;
  for (const count of counts) {
    total += count;
    squares += count * count;
  }
  return squares / total;
}

/** Moves the items of bins up to `bin` to the front; returns where the others begin. */
function partition(items: Uint32Array, start: number, end: number, column: Uint8Array, bin: number): number {
  let low = start;
  let high = end;
  while (low < high) {
    const item = items[low];
    if (column[item] <= bin) low++;
    else {
      items[low] = items[--high];
      items[high] = item;
    }
  }
  return low;
}

/** Shares of the classes, in whole units that add up to one exactly; what rounding leaves goes to the largest. */
function sharesOf(counts: Int32Array, trees: number): LeafVote[] {
  const unit = 2 ** Math.floor(Math.log2(UNIT_LIMIT / trees));
  const total = counts.reduce((sum, count) => sum + count, 0);
  const only = counts.indexOf(total);
  if (only >= 0) return [{ classId: only, value: 1 }];
  const units = Array.from(counts, (count) => Math.floor((count / total) * unit));
  const largest = counts.indexOf(counts.reduce((most, count) => Math.max(most, count), 0));
  units[largest] += unit - units.reduce((sum, value) => sum + value, 0);
  return units.flatMap((value, classId) => (value > 0 ? [{ classId, value: value / unit }] : []));
}

function decideVotes(votes: Float64Array, count: number, classCount: number): Uint8Array {
  return Uint8Array.from({ length: count }, (_, i) => {
    const own = votes.subarray(i * classCount, (i + 1) * classCount);
    let best = 0;
    for (let k = 1; k < classCount; k++) if (own[k] > own[best]) best = k;
    return own[best] > 0 ? best : UNSEEN;
  });
}
