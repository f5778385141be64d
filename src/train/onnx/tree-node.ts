import { LEAF, type TreeEnsemble } from '../trees/ensemble.js';
import type { Node } from './graph.js';

/** Some trees of an ensemble, one after the other: the first, and the last exclusive. */
export interface TreeRange {
  from: number;
  end: number;
}

/** Nodes of trees that are asked together: what a runtime makes of them stays in the processor's cache. */
const GROUP_NODES = 65_536;

/** Cuts the trees into groups; a tree alone may be larger. */
export function groupTrees(ensemble: TreeEnsemble): TreeRange[] {
  const groups: TreeRange[] = [];
  let from = 0;
  for (let end = 1; end <= ensemble.roots.length; end++) {
    const isLast = end === ensemble.roots.length;
    if (!isLast && firstNode(ensemble, end + 1) - firstNode(ensemble, from) <= GROUP_NODES) continue;
    groups.push({ from, end });
    from = end;
  }
  return groups;
}

const firstNode = ({ roots, feature }: TreeEnsemble, tree: number): number => roots[tree] ?? feature.length;

/** The trees as ONNX-ML holds them: one list per property of a node, and one per property of a leaf's votes. */
export function makeTreeNode(ensemble: TreeEnsemble, { from, end }: TreeRange, output: string): Node {
  const { feature, threshold, left, right, leafOffsets, voteClass, voteUnits, unitBits, classCount } = ensemble;
  const start = firstNode(ensemble, from);
  const count = firstNode(ensemble, end) - start;
  const nodes = {
    treeIds: new Uint32Array(count),
    nodeIds: new Uint32Array(count),
    features: new Uint32Array(count),
    left: new Uint32Array(count),
    right: new Uint32Array(count),
    modes: new Array<string>(count).fill('BRANCH_LEQ'),
  };
  const votes = { treeIds: [] as number[], nodeIds: [] as number[], classes: [] as number[], weights: [] as number[] };
  for (let tree = from; tree < end; tree++) {
    const root = firstNode(ensemble, tree);
    for (let node = root; node < firstNode(ensemble, tree + 1); node++) {
      const at = node - start;
      nodes.treeIds[at] = tree - from;
      nodes.nodeIds[at] = node - root;
      if (feature[node] !== LEAF) {
        nodes.features[at] = feature[node];
        nodes.left[at] = left[node] - root;
        nodes.right[at] = right[node] - root;
        continue;
      }
      nodes.modes[at] = 'LEAF';
      for (let vote = leafOffsets[left[node]]; vote < leafOffsets[left[node] + 1]; vote++) {
        votes.treeIds.push(tree - from);
        votes.nodeIds.push(node - root);
        votes.classes.push(voteClass[vote]);
        votes.weights.push(voteUnits[vote] * 2 ** -unitBits);
      }
    }
  }
  // What every pixel begins with is said once.
  const base = from === 0 ? ensemble.baseUnits : new Int32Array(classCount);
  return {
    op: 'TreeEnsembleRegressor',
    domain: 'ai.onnx.ml',
    inputs: ['samples'],
    outputs: [output],
    attributes: {
      n_targets: { int: classCount },
      aggregate_function: { text: 'SUM' },
      post_transform: { text: 'NONE' },
      base_values: { floats: Array.from(base, (units) => units * 2 ** -unitBits) },
      nodes_treeids: { ints: nodes.treeIds },
      nodes_nodeids: { ints: nodes.nodeIds },
      nodes_featureids: { ints: nodes.features },
      nodes_modes: { texts: nodes.modes },
      nodes_values: { floats: threshold.subarray(start, start + count) },
      nodes_truenodeids: { ints: nodes.left },
      nodes_falsenodeids: { ints: nodes.right },
      target_treeids: { ints: votes.treeIds },
      target_nodeids: { ints: votes.nodeIds },
      target_ids: { ints: votes.classes },
      target_weights: { floats: votes.weights },
    },
  };
}
