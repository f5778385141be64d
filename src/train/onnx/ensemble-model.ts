import { LEAF, type TreeEnsemble } from '../trees/ensemble.js';
import { type Constant, encodeModel, type Node } from './graph.js';

export interface EnsembleModelFacts {
  name: string;
  description: string;
  version: string;
  /** Names of the features, in order. */
  features: readonly string[];
  /** Class ids of the ensemble's classes, in order. */
  classIds: readonly number[];
  /** Texts for whoever opens the file. */
  metadata: Record<string, string>;
}

/** Names of the model's input and outputs. */
export const MODEL_INPUT = 'features';
export const MODEL_CLASSES = 'classes';
export const MODEL_SCORES = 'scores';

/** ONNX 1.15's operators, and those for trees before they changed their form. */
const OPERATOR_SETS = { '': 17, 'ai.onnx.ml': 3 };

/**
 * The trees as an ONNX model that maps an image: `features` (batch × features × height × width, float32) to `classes`
 * (batch × height × width, class ids, uint8) and `scores` (batch × classes × height × width, float32, adding up to 1).
 * A table of samples is an image of one row.
 *
 *     features ─Transpose─Reshape─▶ samples × features ─TreeEnsembleRegressor─▶ sums ─┬─ArgMax─Gather─Reshape─▶ classes
 *                                                                                     └─÷ trees or Softmax─Reshape─Transpose─▶ scores
 */
export function encodeEnsemble(ensemble: TreeEnsemble, facts: EnsembleModelFacts): Uint8Array {
  const { featureCount, classCount } = ensemble;
  return encodeModel({
    name: facts.name,
    description: facts.description,
    producer: 'landquilt',
    producerVersion: facts.version,
    operatorSets: OPERATOR_SETS,
    metadata: facts.metadata,
    inputs: [{ name: MODEL_INPUT, type: 'float32', shape: ['batch', featureCount, 'height', 'width'] }],
    outputs: [
      { name: MODEL_CLASSES, type: 'uint8', shape: ['batch', 'height', 'width'] },
      { name: MODEL_SCORES, type: 'float32', shape: ['batch', classCount, 'height', 'width'] },
    ],
    ...makeGraph(ensemble, facts.classIds),
  });
}

function makeGraph(ensemble: TreeEnsemble, classIds: readonly number[]): { nodes: Node[]; constants: Constant[] } {
  const { featureCount, classCount, roots, link } = ensemble;
  const isMean = link === 'mean';
  return {
    nodes: [
      { op: 'Transpose', inputs: [MODEL_INPUT], outputs: ['lines'], attributes: { perm: { ints: [0, 2, 3, 1] } } },
      { op: 'Reshape', inputs: ['lines', 'sample_shape'], outputs: ['samples'] },
      treeNode(ensemble),
      { op: 'ArgMax', inputs: ['sums'], outputs: ['best'], attributes: { axis: { int: 1 }, keepdims: { int: 0 } } },
      { op: 'Gather', inputs: ['class_ids', 'best'], outputs: ['class_list'] },
      { op: 'Shape', inputs: [MODEL_INPUT], outputs: ['shape'] },
      { op: 'Gather', inputs: ['shape', 'plane_axes'], outputs: ['plane'] },
      { op: 'Reshape', inputs: ['class_list', 'plane'], outputs: [MODEL_CLASSES] },
      isMean
        ? { op: 'Div', inputs: ['sums', 'tree_count'], outputs: ['shares'] }
        : { op: 'Softmax', inputs: ['sums'], outputs: ['shares'], attributes: { axis: { int: 1 } } },
      { op: 'Concat', inputs: ['plane', 'class_count'], outputs: ['score_shape'], attributes: { axis: { int: 0 } } },
      { op: 'Reshape', inputs: ['shares', 'score_shape'], outputs: ['score_lines'] },
      {
        op: 'Transpose',
        inputs: ['score_lines'],
        outputs: [MODEL_SCORES],
        attributes: { perm: { ints: [0, 3, 1, 2] } },
      },
    ],
    constants: [
      { name: 'sample_shape', type: 'int64', shape: [2], values: [-1, featureCount] },
      { name: 'class_ids', type: 'uint8', shape: [classCount], values: classIds },
      { name: 'plane_axes', type: 'int64', shape: [3], values: [0, 2, 3] },
      { name: 'class_count', type: 'int64', shape: [1], values: [classCount] },
      ...(isMean ? [{ name: 'tree_count', type: 'float32', shape: [], values: [roots.length] } as const] : []),
    ],
  };
}

/** The trees as ONNX-ML holds them: one list per property of a node, and one per property of a leaf's votes. */
function treeNode(ensemble: TreeEnsemble): Node {
  const { roots, feature, threshold, left, right, leafOffsets, voteClass, voteUnits, unitBits, classCount } = ensemble;
  const count = feature.length;
  const treeIds = new Uint32Array(count);
  const nodeIds = new Uint32Array(count);
  const leftIds = new Uint32Array(count);
  const rightIds = new Uint32Array(count);
  const voteTrees = new Uint32Array(voteClass.length);
  const voteNodes = new Uint32Array(voteClass.length);
  roots.forEach((root, tree) => {
    for (let node = root; node < (roots[tree + 1] ?? count); node++) {
      treeIds[node] = tree;
      nodeIds[node] = node - root;
      if (feature[node] !== LEAF) {
        leftIds[node] = left[node] - root;
        rightIds[node] = right[node] - root;
        continue;
      }
      for (let vote = leafOffsets[left[node]]; vote < leafOffsets[left[node] + 1]; vote++) {
        voteTrees[vote] = tree;
        voteNodes[vote] = node - root;
      }
    }
  });
  const unit = 2 ** -unitBits;
  return {
    op: 'TreeEnsembleRegressor',
    domain: 'ai.onnx.ml',
    inputs: ['samples'],
    outputs: ['sums'],
    attributes: {
      n_targets: { int: classCount },
      aggregate_function: { text: 'SUM' },
      post_transform: { text: 'NONE' },
      base_values: { floats: Array.from(ensemble.baseUnits, (units) => units * unit) },
      nodes_treeids: { ints: treeIds },
      nodes_nodeids: { ints: nodeIds },
      nodes_featureids: { ints: feature.map((value) => (value === LEAF ? 0 : value)) },
      nodes_modes: { texts: Array.from(feature, (value) => (value === LEAF ? 'LEAF' : 'BRANCH_LEQ')) },
      nodes_values: { floats: threshold },
      nodes_truenodeids: { ints: leftIds },
      nodes_falsenodeids: { ints: rightIds },
      target_treeids: { ints: voteTrees },
      target_nodeids: { ints: voteNodes },
      target_ids: { ints: voteClass },
      target_weights: { floats: Float64Array.from(voteUnits, (units) => units * unit) },
    },
  };
}
