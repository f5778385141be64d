import {
  type Activation,
  type Fact,
  fact,
  type Layout,
  type Said,
  type SaidInput,
  type SaidOutput,
} from './model-contract.js';
import type { OnnxFacts, OnnxPort, Side } from './onnx-facts.js';

/** More bands or classes than this are taken for a side of the picture. */
const MOST_CHANNELS = 512;
const HEADER = 'header';
/** The producer of models that `landquilt train` makes. */
const OURS = 'landquilt';

const ACTIVATIONS: Readonly<Record<string, Activation>> = {
  ArgMax: 'argmax',
  Sigmoid: 'sigmoid',
  Softmax: 'softmax',
  // Shares of classes that add up to 1.
  TreeEnsembleClassifier: 'softmax',
};

/** What the header alone says: sides, and what the last operator makes of the values. */
export function readHeader(facts: OnnxFacts): Said {
  return {
    inputs: facts.inputs.map((port) => readInput(port, facts)),
    outputs: facts.outputs.map((port) => readOutput(port, facts)),
    ...(facts.producer === OURS ? { isPixelwise: true } : {}),
    contradictions: [],
    notes: facts.hasExternalData ? ['header: weights lie in another file, which must be beside the model'] : [],
  };
}

function readInput({ name, shape }: OnnxPort, { producer }: OnnxFacts): SaidInput {
  const layout = guessLayout(shape);
  if (!shape || !layout) return { name };
  const length = (letter: string): Side => shape[layout.indexOf(letter)];
  const toLength = (side: Side) => fact<number | 'dynamic'>(typeof side === 'number' ? side : 'dynamic', HEADER);
  const count = length('C');
  return {
    name,
    layout: fact(layout, HEADER),
    ...(typeof count === 'number' ? { bandCount: fact(count, HEADER) } : {}),
    heightPx: toLength(length('H')),
    widthPx: toLength(length('W')),
    ...(producer === OURS ? { values: fact('reflectance', `header: made by ${OURS}`) } : {}),
  };
}

function readOutput(port: OnnxPort, facts: OnnxFacts): SaidOutput {
  const { name, shape } = port;
  const layout = shape?.length === 3 ? guessPlane(shape, facts.inputs[0]) : guessLayout(shape);
  const count = layout === 'NHW' ? 1 : layout ? shape?.[layout.indexOf('C')] : undefined;
  const activation = findActivation(port, facts);
  return {
    name,
    ...(layout ? { layout: fact(layout, HEADER) } : {}),
    ...(typeof count === 'number' ? { channelCount: fact(count, HEADER) } : {}),
    ...(activation ? { activation } : {}),
  };
}

function findActivation({ name, elementType }: OnnxPort, facts: OnnxFacts): Fact<Activation> | null {
  if (/^u?int/.test(elementType)) return fact('argmax', 'header: whole numbers');
  if (facts.producer === OURS) return fact('softmax', `header: made by ${OURS}`);
  const operator = facts.endOperators.get(name);
  if (operator && ACTIVATIONS[operator]) return fact(ACTIVATIONS[operator], `header: ends in ${operator}`);
  return /logit/i.test(name) ? fact('logits', 'header: the name of the output') : null;
}

/** Three sides are a picture without channels where the last two go with those of the input. */
function guessPlane([, second, third]: readonly Side[], input: OnnxPort | undefined): Layout | null {
  const layout = guessLayout(input?.shape ?? null);
  if (!layout || !input?.shape) return null;
  const high = strideOf(input.shape[layout.indexOf('H')], second);
  const wide = strideOf(input.shape[layout.indexOf('W')], third);
  return high !== null && high === wide ? 'NHW' : null;
}

/** Null where the channels could be on either side. */
export function guessLayout(shape: readonly Side[] | null): Layout | null {
  if (shape?.length !== 4) return null;
  const [, second, third, last] = shape;
  const isFirst = areChannels(second, third, last);
  const isLast = areChannels(last, second, third);
  return isFirst === isLast ? null : isFirst ? 'NCHW' : 'NHWC';
}

const areChannels = (channels: Side, ...sides: Side[]): boolean =>
  typeof channels === 'number' &&
  channels <= MOST_CHANNELS &&
  sides.every((side) => typeof side !== 'number' || side > channels);

/** Pixels of the input for each of the output along one side. Null where it cannot be told, or where neither length is a multiple of the other: then a border is cut. */
export function strideOf(input: Side, output: Side): number | null {
  if (input === null || output === null) return null;
  if (input === output) return 1;
  if (typeof input !== 'number' || typeof output !== 'number') return null;
  return input % output === 0 || output % input === 0 ? input / output : null;
}
