import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { trainBoosting } from '../../src/train/trees/boosting.js';
import {
  addVotes,
  findLeaf,
  LEAF,
  predictEnsemble,
  type TreeEnsemble,
  UNIT_LIMIT,
} from '../../src/train/trees/ensemble.js';
import { createGiniSplitter } from '../../src/train/trees/find-gini-split.js';
import { trainForest, UNSEEN } from '../../src/train/trees/forest.js';
import { makeSet, shareEqual } from './support.js';

const BOOSTING = { learningRate: 0.1, maxLeaves: 15, maxDepth: 8, minLeaf: 10, l2: 1, patience: 5, rounds: 40 };

const MODELS = {
  forest: (set: ReturnType<typeof makeSet>, seed = 1) => trainForest(set, { trees: 40, seed, minLeaf: 1 }),
  boosting: (set: ReturnType<typeof makeSet>) => trainBoosting(set, { ...BOOSTING, heldBack: null }),
};

describe.each(Object.entries(MODELS))('a %s', (name, train) => {
  const learnt = makeSet(1500, 1);
  const unseen = makeSet(1500, 2, { mislabelled: 0 });
  const model = train(learnt);

  it('knows samples that it has not seen, and which features say something', () => {
    expect(shareEqual(predictEnsemble(model.ensemble, unseen.features).classes, unseen.classOf)).toBeGreaterThan(0.93);
    const [a, b, noise] = model.importance;
    expect(a + b + noise).toBeCloseTo(1, 12);
    expect(noise).toBeLessThan(Math.min(a, b) / 2);
  });

  it('is the same for the same samples and seed', () => {
    const [first, again] = [train(makeSet(200, 1)), train(makeSet(200, 1))].map(({ ensemble }) => ensemble);
    expect(again).toEqual(first);
    if (name === 'forest') expect(train(makeSet(200, 1), 2).ensemble.threshold).not.toEqual(first.threshold);
  });

  it('gives scores from 0 to 1 that add up to 1, the greatest for its class', () => {
    const { classes, scores } = predictEnsemble(model.ensemble, unseen.features);
    classes.forEach((best, i) => {
      const own = scores.subarray(3 * i, 3 * i + 3);
      expect(own.reduce((sum, score) => sum + score, 0)).toBeCloseTo(1, 5);
      expect(own[best]).toBe(Math.max(...own));
    });
  });

  it('adds up to the same in single precision and any order', () => {
    const { ensemble } = model;
    const unit = 2 ** -ensemble.unitBits;
    const backwards = [...ensemble.roots].reverse();
    for (let i = 0; i < 200; i++) {
      const sums = ensemble.baseUnits.slice();
      for (const root of ensemble.roots) addVotes(ensemble, findLeaf(ensemble, root, unseen.features, i), sums);
      const singles = Float32Array.from(ensemble.baseUnits, (units) => units * unit);
      for (const root of backwards) {
        const leaf = findLeaf(ensemble, root, unseen.features, i);
        for (let vote = ensemble.leafOffsets[leaf]; vote < ensemble.leafOffsets[leaf + 1]; vote++) {
          singles[ensemble.voteClass[vote]] += Math.fround(ensemble.voteUnits[vote] * unit);
        }
      }
      expect([...singles]).toEqual(Array.from(sums, (units) => units * unit));
      expect(Math.max(...sums.map(Math.abs))).toBeLessThanOrEqual(UNIT_LIMIT);
    }
  });
});

describe('a forest', () => {
  it('knows all it has learnt where nothing contradicts', () => {
    const set = makeSet(400, 5, { mislabelled: 0 });
    const { ensemble } = trainForest(set, { trees: 60, seed: 1, minLeaf: 1 });
    expect(shareEqual(predictEnsemble(ensemble, set.features).classes, set.classOf)).toBe(1);
  });

  it('says in every leaf shares of the classes that add up to one exactly', () => {
    const { ensemble } = trainForest(makeSet(600, 3), { trees: 7, seed: 1, minLeaf: 12 });
    for (let leaf = 0; leaf + 1 < ensemble.leafOffsets.length; leaf++) {
      const sums = new Int32Array(3);
      addVotes(ensemble, leaf, sums);
      expect(sums.reduce((sum, units) => sum + units, 0)).toBe(2 ** ensemble.unitBits);
    }
  });

  it('judges samples by trees that have not seen them', () => {
    const set = makeSet(1500, 1);
    const { outOfBag } = trainForest(set, { trees: 40, seed: 1, minLeaf: 1 });
    expect(shareEqual(outOfBag, set.classOf)).toBeGreaterThan(0.85);
    // No tree can know which 5 % are mislabelled.
    expect(shareEqual(outOfBag, set.classOf)).toBeLessThan(0.97);
    const one = trainForest(set, { trees: 1, seed: 1, minLeaf: 1 }).outOfBag;
    expect(one.filter((classId) => classId === UNSEEN).length / one.length).toBeCloseTo(1 - 1 / Math.E, 1);
  });

  it('is one leaf a tree where features say nothing', () => {
    const set = {
      features: [new Float32Array(30).fill(5)],
      classOf: Uint8Array.from({ length: 30 }, (_, i) => i % 2),
      classCount: 2,
    };
    const { ensemble, importance } = trainForest(set, { trees: 3, seed: 1, minLeaf: 1 });
    expect([...ensemble.feature]).toEqual([LEAF, LEAF, LEAF]);
    expect(importance).toEqual([0]);
  });
});

describe('boosting', () => {
  it('stops where the samples held back are known no better', () => {
    const set = makeSet(1200, 4, { mislabelled: 0.3 });
    const heldBack = set.classOf.map((_, i) => Number(i % 5 === 0));
    const { rounds, ensemble } = trainBoosting(set, { ...BOOSTING, rounds: 400, heldBack });
    expect(rounds).toBeLessThan(200);
    expect(ensemble.roots.length).toBe(3 * rounds);
  });

  it('grows no deeper and no wider than it may, and no leaf smaller', () => {
    const set = makeSet(800, 6);
    const { ensemble } = trainBoosting(set, {
      ...BOOSTING,
      rounds: 5,
      maxDepth: 3,
      maxLeaves: 6,
      minLeaf: 40,
      heldBack: null,
    });
    ensemble.roots.forEach((root, tree) => {
      const end = ensemble.roots[tree + 1] ?? ensemble.feature.length;
      expect(
        [...ensemble.feature.subarray(root, end)].filter((feature) => feature === LEAF).length,
      ).toBeLessThanOrEqual(6);
      expect(depthOf(ensemble, root)).toBeLessThanOrEqual(3);
      const leaves = set.features[0].map((_, i) => findLeaf(ensemble, root, set.features, i));
      const sizes = new Map<number, number>();
      for (const leaf of leaves) sizes.set(leaf, (sizes.get(leaf) ?? 0) + 1);
      expect(Math.min(...sizes.values())).toBeGreaterThanOrEqual(40);
    });
  });
});

const depthOf = (ensemble: TreeEnsemble, node: number): number =>
  ensemble.feature[node] === LEAF
    ? 0
    : 1 + Math.max(depthOf(ensemble, ensemble.left[node]), depthOf(ensemble, ensemble.right[node]));

describe('the best split by Gini', () => {
  it('is the one that trying all of them finds, few samples or many', () => {
    const sample = fc.record({ bin: fc.nat(12), classId: fc.nat(2), weight: fc.integer({ min: 1, max: 3 }) });
    fc.assert(
      fc.property(
        fc.array(sample, { minLength: 2, maxLength: 90 }),
        fc.integer({ min: 1, max: 4 }),
        (list, minLeaf) => {
          const classOf = Uint8Array.from(list, ({ classId }) => classId);
          const weight = Uint16Array.from(list, (one) => one.weight);
          const bins = [Uint8Array.from(list, ({ bin }) => bin)];
          const find = createGiniSplitter({ bins, classOf, weight, classCount: 3, minLeaf });
          const order = Uint32Array.from(list.keys());
          const countsOf = (some: typeof list) =>
            Int32Array.from([0, 1, 2], (k) => some.reduce((sum, one) => sum + (one.classId === k ? one.weight : 0), 0));
          const purity = (some: typeof list): number => {
            const counts = countsOf(some);
            return counts.reduce((sum, n) => sum + n * n, 0) / counts.reduce((sum, n) => sum + n, 0);
          };
          const total = (some: typeof list): number => some.reduce((sum, one) => sum + one.weight, 0);
          let best = Number.NEGATIVE_INFINITY;
          for (let cut = 0; cut < 12; cut++) {
            const left = list.filter(({ bin }) => bin <= cut);
            const right = list.filter(({ bin }) => bin > cut);
            if (left.length === 0 || right.length === 0 || total(left) < minLeaf || total(right) < minLeaf) continue;
            best = Math.max(best, purity(left) + purity(right));
          }
          const found = find({ order, start: 0, end: list.length, counts: countsOf(list) }, 0);
          expect(found?.purity ?? Number.NEGATIVE_INFINITY).toBeCloseTo(best, 9);
          if (!found) return;
          const left = list.filter(({ bin }) => bin <= found.bin);
          const right = list.filter(({ bin }) => bin > found.bin);
          expect(purity(left) + purity(right)).toBeCloseTo(best, 9);
        },
      ),
    );
  });
});
