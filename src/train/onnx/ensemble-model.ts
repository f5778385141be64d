import type { TreeEnsemble } from '../trees/ensemble.js';
import { type Constant, encodeModel, type Node } from './graph.js';
import { groupTrees, makeTreeNode } from './tree-node.js';

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
 * Trees stand in several nodes, whose sums are added up: exact in any order (see `TreeEnsemble`).
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
  const groups = groupTrees(ensemble);
  const sumsOf = (group: number): string => (groups.length > 1 ? `sums_${group + 1}` : 'sums');
  return {
    nodes: [
      { op: 'Transpose', inputs: [MODEL_INPUT], outputs: ['lines'], attributes: { perm: { ints: [0, 2, 3, 1] } } },
      { op: 'Reshape', inputs: ['lines', 'sample_shape'], outputs: ['samples'] },
      ...groups.map((trees, group) => makeTreeNode(ensemble, trees, sumsOf(group))),
      ...(groups.length > 1 ? [{ op: 'Sum', inputs: groups.map((_, group) => sumsOf(group)), outputs: ['sums'] }] : []),
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
