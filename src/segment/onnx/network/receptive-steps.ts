import type { Side } from '../onnx-facts.js';
import type { GraphNode, OnnxGraph } from '../onnx-graph.js';

/**
 * What a value of a tensor depends on, along one side of the input.
 *
 * ```
 *        before   middle   after
 *          ├────────┼────────┤           pixels of the input, from the middle of the
 *    ┌───┬───┬───┬───┬───┬───┬───┐       ground that the value stands for
 * ```
 */
export interface Span {
  /** Pixels of the input for each value. */
  stepPx: number;
  /** False where `stepPx` is an upper bound: it was resized to a length that is worked out as the network runs. */
  isExact: boolean;
  before: number;
  after: number;
}

/** Where the values that an operator takes lie around one that it gives, counted in those that it takes. */
export interface Place {
  first: number;
  last: number;
  /** Values that it takes for each that it gives; null where that is not known, but at most 1. */
  step: number | null;
}

/** A node, and where it is. */
export interface Step {
  node: GraphNode;
  graph: OnnxGraph;
  /** Tensors that depend on pixels. */
  fields: { has(name: string): boolean };
  /** Sides of the network's input. */
  shape: Side[] | null | undefined;
}

/** Operators that look at each pixel by itself, at all its channels perhaps, or move all pixels in the same way. */
export const POINTWISE: ReadonlySet<string> = new Set(
  (
    'Abs Add And BatchNormalization Cast Ceil Celu Clip Concat DequantizeLinear Div Dropout Elu Equal Erf Exp Floor Gelu ' +
    'Greater GreaterOrEqual HardSigmoid HardSwish Identity IsNaN LRN LeakyRelu Less LessOrEqual Log LogSoftmax Max Mean ' +
    'Min Mish Mod Mul Neg Not Or PRelu Pad Pow QLinearAdd QLinearConcat QLinearLeakyRelu QLinearMul QLinearSigmoid ' +
    'QuantizeLinear Reciprocal Relu Round Selu Sigmoid Sign Softmax Softplus Softsign Split Sqrt Squeeze Sub Sum Tanh ' +
    'ThresholdedRelu Transpose Trunc Unsqueeze Where'
  ).split(' '),
);

/** Operators that do so where they go over the channels alone. */
export const REDUCING: ReadonlySet<string> = new Set(
  'ArgMax ArgMin ReduceL1 ReduceL2 ReduceLogSumExp ReduceMax ReduceMean ReduceMin ReduceProd ReduceSum'.split(' '),
);

/** Operators with a window, and which input holds the weights that it is as large as. */
const WINDOWED: Readonly<Record<string, number>> = {
  ...{ AveragePool: -1, Conv: 1, ConvInteger: 1, ConvTranspose: 1, LpPool: -1, MaxPool: -1, MaxUnpool: -1 },
  ...{ QLinearAveragePool: -1, QLinearConv: 3 },
};

/** Windows of convolutions and pools, with strides, dilations and padding; null for all other operators. */
export function windowOf({ node, graph }: Step, axis: number): Place | null {
  const weights = WINDOWED[node.operator];
  if (weights === undefined) return null;
  const size = node.ints.get('kernel_shape')?.[axis] ?? graph.constants.get(node.inputs[weights])?.shape[2 + axis];
  const rank =
    node.ints.get('kernel_shape')?.length ?? (graph.constants.get(node.inputs[weights])?.shape.length ?? 0) - 2;
  if (size === undefined || rank !== 2) return null;
  const stride = node.ints.get('strides')?.[axis] ?? 1;
  const reach = (size - 1) * (node.ints.get('dilations')?.[axis] ?? 1);
  const { before, all } = paddingOf(node, axis, reach + 1 - stride);
  if (node.operator === 'ConvTranspose' || node.operator === 'MaxUnpool') {
    const first = (before - reach - 0.5) / stride + 0.5;
    return { first, last: first + reach / stride, step: 1 / stride };
  }
  // Without padding a border is lost on both sides alike.
  const first = stride === 1 && all === 0 ? -reach / 2 : -before - (stride - 1) / 2;
  return { first, last: first + reach, step: stride };
}

function paddingOf({ ints, texts }: GraphNode, axis: number, same: number): { before: number; all: number } {
  const auto = texts.get('auto_pad');
  if (auto === 'VALID') return { before: 0, all: 0 };
  if (auto === 'SAME_UPPER' || auto === 'SAME_LOWER') {
    const all = Math.max(0, same);
    return { before: auto === 'SAME_UPPER' ? Math.floor(all / 2) : Math.ceil(all / 2), all };
  }
  const pads = ints.get('pads') ?? [0, 0, 0, 0];
  return { before: pads[axis], all: pads[axis] + pads[axis + 2] };
}

/** How far from the middle the values lie that are mixed, by the mode. */
const RESIZE_REACH: Readonly<Record<string, number>> = { nearest: 0.5, linear: 1, cubic: 2 };

export function resizePlace({ node, graph, shape }: Step, axis: number, span: Span): Place | null {
  const reach = RESIZE_REACH[node.texts.get('mode') ?? 'nearest'];
  // Before version 11 of the operators there was no region of interest, and scales were second.
  const scales = [node.inputs[1], node.inputs[2]].map((name) => graph.constants.get(name)?.values);
  const scale = scales.find((values) => values?.length === 4)?.[2 + axis];
  const size = graph.constants.get(node.inputs[3])?.values?.[2 + axis];
  const inputSide = shape?.[2 + axis];
  const isKnown = size !== undefined && typeof inputSide === 'number' && span.isExact;
  const factor = scale ?? (isKnown ? (size * span.stepPx) / inputSide : null);
  if (reach === undefined) return null;
  // The first value may stand for the middle of its ground, or for its beginning.
  const shift = node.texts.get('coordinate_transformation_mode') === 'half_pixel' ? 0 : 0.5;
  const off = factor !== null && factor < 1 ? shift / factor : shift;
  return { first: -reach - off, last: reach + off, step: factor === null ? null : 1 / factor };
}

/** Blocks of pixels that become channels, or the other way round. */
export function shrinkPlace({ operator, ints }: GraphNode): Place | null {
  const side = ints.get('blocksize')?.[0];
  if (!side) return null;
  const half = (side - 1) / 2;
  if (operator === 'SpaceToDepth') return { first: -half, last: half, step: side };
  return { first: -half / side, last: half / side, step: 1 / side };
}
